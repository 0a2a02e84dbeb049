//! Versions in a `Cargo.lock`.

use std::fmt::{self, Display, Formatter};

/// A package in one version.
#[derive(Debug, PartialEq, Eq)]
pub struct Package {
    /// The name without the version.
    pub name: String,
    version: String,
}

impl Display for Package {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

/// The packages of a lock file.
///
/// Cargo writes each key on a line of its own, and the name before the version.
pub fn packages(lock: &str) -> Vec<Package> {
    let mut packages = Vec::new();
    let mut name = None;
    for line in lock.lines() {
        if let Some(value) = string(line, "name") {
            name = Some(value);
        } else if let Some((version, name)) = string(line, "version").zip(name.take()) {
            packages.push(Package {
                name: name.to_owned(),
                version: version.to_owned(),
            });
        }
    }
    packages
}

/// The text between the quotes of `key = "value"`.
fn string<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.strip_prefix(key)?
        .strip_prefix(" = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_with_their_versions() {
        let lock = "# By Cargo.\nversion = 4\n\n[[package]]\nname = \"serde\"\nversion = \"1.0.229\"\nsource = \"x\"\n\
                    dependencies = [\n \"serde_core\",\n]\n\n[[package]]\nname = \"syn\"\nversion = \"3.0.9\"\n";
        let found: Vec<_> = packages(lock).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["serde 1.0.229", "syn 3.0.9"]);
    }
}
