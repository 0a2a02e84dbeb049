//! `selection` fields: one key of a list that the server defines.
//!
//! Odoo sends `false` for an empty field.

use std::fmt;

use odoo_rpc::{ConfigError, DecodeError, Error, JsonReader};
use serde::{Deserializer, de};

use super::{EncodeResult, Encoder};

/// An enum of the keys of a selection field.
///
/// Implement it by deriving [`Selection`](derive@crate::Selection).
///
/// ```
/// use odoo_orm::{Selection, prelude::*};
///
/// #[derive(Debug, Clone, PartialEq, Eq, Selection)]
/// enum AddressKind {
///     Contact,
///     Invoice,
///     #[odoo(key = "other")]
///     Misc,
///     /// Accepts the keys that other modules add.
///     #[odoo(other)]
///     Unknown(String),
/// }
///
/// assert_eq!(AddressKind::keys(), ["contact", "invoice", "other"]);
/// assert_eq!(AddressKind::from_key("other"), Some(AddressKind::Misc));
/// assert_eq!(AddressKind::Unknown("private".into()).key(), "private");
/// // The key is its text as well.
/// assert_eq!(AddressKind::Misc.to_string(), "other");
/// assert_eq!("invoice".parse(), Ok(AddressKind::Invoice));
/// ```
pub trait Selection: Sized + 'static {
    /// Returns the keys that have a variant of their own.
    fn keys() -> &'static [&'static str];

    /// Returns the variant for a key, if there is one.
    fn from_key(key: &str) -> Option<Self>;

    /// Returns the key on the server.
    fn key(&self) -> &str;
}

/// Decodes a key.
#[doc(hidden)]
pub fn decode_selection<S: Selection>(
    json: &mut JsonReader<'_>,
    expected: &'static str,
) -> Result<S, DecodeError> {
    let start = json.position();
    let key = json.text().map_err(|error| error.expecting(expected))?;
    S::from_key(&key).ok_or_else(|| {
        json.set_position(start);
        json.mismatch(expected)
    })
}

/// Encodes the key for domains and values.
#[doc(hidden)]
pub fn encode_selection<S: Selection>(selection: &S, encoder: &mut Encoder<'_>) -> EncodeResult {
    encoder.text(selection.key())
}

/// A text that is not a key of a selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidKey {
    /// The beginning of it, for it may be of any length.
    found: String,
    keys: &'static [&'static str],
}

impl fmt::Display for InvalidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid key {:?}: expected ", self.found)?;
        for (at, key) in self.keys.iter().enumerate() {
            let before = match at {
                0 => "",
                _ if at + 1 == self.keys.len() => " or ",
                _ => ", ",
            };
            write!(f, "{before}`{key}`")?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidKey {}

/// Of the kind [`Invalid`](crate::rpc::ErrorKind::Invalid).
impl From<InvalidKey> for Error {
    fn from(error: InvalidKey) -> Self {
        ConfigError::invalid_value(error.to_string()).into()
    }
}

/// The variant of a key.
#[doc(hidden)]
pub fn selection_of_key<S: Selection>(key: &str) -> Result<S, InvalidKey> {
    S::from_key(key).ok_or_else(|| InvalidKey {
        found: key.chars().take(32).collect(),
        keys: S::keys(),
    })
}

/// Reads a key from any format of serde's.
#[doc(hidden)]
pub fn deserialize_selection<'de, S: Selection, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<S, D::Error> {
    struct Key<S>(std::marker::PhantomData<S>);

    impl<S: Selection> de::Visitor<'_> for Key<S> {
        type Value = S;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the key of a selection")
        }

        fn visit_str<E: de::Error>(self, key: &str) -> Result<S, E> {
            selection_of_key(key).map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Key(std::marker::PhantomData))
}
