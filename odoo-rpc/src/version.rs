use std::{cmp::Ordering, fmt};

use serde::Deserialize;
use serde_json::Value;

use crate::printable::Printable;

/// The version of a server, ordered by its numbers.
///
/// ```
/// use odoo_orm::rpc::ServerVersion;
///
/// let version: ServerVersion = serde_json::from_str(
///     r#"{"server_version": "17.0-20240709", "server_version_info": [17, 0, 0, "final", 0, ""]}"#,
/// )?;
/// assert_eq!((version.major(), version.minor()), (17, 0));
/// assert!(version >= ServerVersion::new(16, 0));
/// assert_eq!(version.to_string(), "17.0-20240709");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "VersionInfo")]
pub struct ServerVersion {
    major: u16,
    minor: u16,
    text: String,
}

/// `/web/webclient/version_info`, `odoo/service/common.py`, `exp_version`.
#[derive(Deserialize)]
struct VersionInfo {
    server_version: String,
    server_version_info: Vec<Value>,
}

impl TryFrom<VersionInfo> for ServerVersion {
    type Error = String;

    fn try_from(wire: VersionInfo) -> Result<Self, String> {
        // Odoo's own intermediate releases have text such as `saas~18` first.
        let number = |at: usize| -> Option<u16> {
            match wire.server_version_info.get(at)? {
                Value::Number(number) => number.as_u64()?.try_into().ok(),
                Value::String(text) => text.rsplit(['~', '-']).next()?.parse().ok(),
                _ => None,
            }
        };
        let major = number(0).ok_or_else(|| {
            format!(
                "`server_version_info` does not begin with a number: {:?}",
                wire.server_version_info
            )
        })?;
        Ok(ServerVersion {
            major,
            minor: number(1).unwrap_or(0),
            text: wire.server_version,
        })
    }
}

impl ServerVersion {
    /// Creates a version with these numbers.
    pub fn new(major: u16, minor: u16) -> Self {
        ServerVersion {
            major,
            minor,
            text: format!("{major}.{minor}"),
        }
    }

    /// Returns the first number: 14 to 19.
    pub fn major(&self) -> u16 {
        self.major
    }

    /// Returns the second number, which is 0 except for intermediate releases.
    pub fn minor(&self) -> u16 {
        self.minor
    }
}

impl fmt::Display for ServerVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Printable(&self.text).fmt(f)
    }
}

impl PartialEq for ServerVersion {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for ServerVersion {}

impl PartialOrd for ServerVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ServerVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.major, self.minor).cmp(&(other.major, other.minor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intermediate_releases_are_parsed() {
        let text = r#"{"server_version": "saas~18.2", "server_version_info": ["saas~18", 2, 0, "final", 0, "e"]}"#;
        let version: ServerVersion = serde_json::from_str(text).unwrap();
        assert!(version > ServerVersion::new(18, 0) && version < ServerVersion::new(19, 0));
    }

    #[test]
    fn a_version_without_numbers_is_an_error() {
        let text = r#"{"server_version": "x", "server_version_info": []}"#;
        assert!(serde_json::from_str::<ServerVersion>(text).is_err());
    }
}
