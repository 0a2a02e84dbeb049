//! `selection` fields: one key of a list that the server defines.
//!
//! Odoo sends `false` for an empty field.

use odoo_rpc::{DecodeError, JsonReader};

use super::EncodeResult;

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
pub fn selection_operand<S: Selection>(selection: &S) -> EncodeResult {
    Ok(selection.key().into())
}
