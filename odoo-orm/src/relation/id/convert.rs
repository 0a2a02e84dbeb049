//! Checked conversions of numbers and texts into ids.

use std::{fmt, str::FromStr};

use odoo_rpc::{ConfigError, Error};

use super::Id;
use crate::value::record_id;

/// A number or a text that is not the id of a record.
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "res.country")]
/// # struct Country { id: Id<Country> }
/// let error = "abc".parse::<Id<Country>>().unwrap_err();
/// assert_eq!(error.to_string(), r#"invalid id "abc": expected 1 to 2147483647"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidId {
    found: Found,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Found {
    /// Wider than an id, for it may come from outside.
    Number(i128),
    /// The beginning of it, for it may be of any length.
    Text(String),
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid id ")?;
        match &self.found {
            Found::Number(number) => write!(f, "{number}")?,
            Found::Text(text) => write!(f, "{text:?}")?,
        }
        write!(f, ": expected 1 to {}", i32::MAX)
    }
}

impl std::error::Error for InvalidId {}

impl From<InvalidId> for ConfigError {
    fn from(error: InvalidId) -> Self {
        ConfigError::invalid_id(error.to_string())
    }
}

/// Of the kind [`Invalid`](crate::rpc::ErrorKind::Invalid).
impl From<InvalidId> for Error {
    fn from(error: InvalidId) -> Self {
        ConfigError::from(error).into()
    }
}

/// Checks that a record can have the id: 1 to 2,147,483,647. [`Id::new`] does not check.
///
/// It is for ids from outside. Rows of a database view can have negative ids (19: `sale.report`), which only a program passes on, with [`Id::new`].
impl<M> TryFrom<i64> for Id<M> {
    type Error = InvalidId;

    fn try_from(number: i64) -> Result<Self, InvalidId> {
        match record_id(number) {
            Ok(id) => Ok(Id::new(id)),
            Err(_) => Err(InvalidId {
                found: Found::Number(number.into()),
            }),
        }
    }
}

impl<M> Id<M> {
    /// As `TryFrom<i64>`, for numbers of more bits.
    #[cfg(feature = "serde")]
    pub(crate) fn of_unsigned(number: u64) -> Result<Self, InvalidId> {
        let beyond = InvalidId {
            found: Found::Number(number.into()),
        };
        i64::try_from(number).map_or(Err(beyond), Id::try_from)
    }
}

impl<M> From<Id<M>> for i64 {
    fn from(id: Id<M>) -> Self {
        id.get()
    }
}

impl<M> From<&Id<M>> for i64 {
    fn from(id: &Id<M>) -> Self {
        id.get()
    }
}

/// Reads what [`Display`](fmt::Display) writes: digits alone, checked as `TryFrom<i64>` checks.
impl<M> FromStr for Id<M> {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<i64>().ok().filter(|_| is_plain) {
            Some(number) => Id::try_from(number),
            None => Err(InvalidId {
                found: Found::Text(text.chars().take(32).collect()),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use odoo_rpc::ErrorKind;

    use super::*;
    use crate::prelude::OdooModel;

    #[derive(OdooModel)]
    #[odoo(model = "res.partner", crate = crate)]
    #[expect(dead_code, reason = "only its ids are looked at")]
    struct Partner {
        id: Id<Partner>,
    }

    #[test]
    fn an_id_is_read_as_it_is_written() {
        for number in [1, 7, i64::from(i32::MAX)] {
            let id = Id::<Partner>::try_from(number).unwrap();
            assert_eq!(id.to_string().parse(), Ok(id));
            assert_eq!(i64::from(id), number);
            assert_eq!(i64::from(&id), number);
        }
    }

    #[test]
    fn what_no_record_can_have_is_refused() {
        for number in [0, -1, 2_147_483_648, i64::MAX, i64::MIN] {
            let error = Id::<Partner>::try_from(number).unwrap_err();
            assert_eq!(Error::from(error).kind(), ErrorKind::Invalid);
        }
        for text in [
            "",
            "abc",
            "0",
            "-1",
            "+7",
            "7.0",
            " 7",
            "9223372036854775808",
        ] {
            let error = text.parse::<Id<Partner>>().unwrap_err();
            assert!(error.to_string().ends_with("expected 1 to 2147483647"));
        }
        let long = "x".repeat(10_000_000);
        let error = long.parse::<Id<Partner>>().unwrap_err();
        assert!(error.to_string().len() < 100);
    }
}
