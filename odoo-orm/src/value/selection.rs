//! `selection`: one key of a list that the server knows. Odoo writes `false` for none.

use odoo_rpc::{DecodeError, JsonReader};

use super::EncodeResult;

/// An enum of the keys that a selection field can hold. Implement it by deriving [`Selection`](derive@crate::Selection).
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
///     /// Keys that other modules add.
///     #[odoo(other)]
///     Unknown(String),
/// }
///
/// assert_eq!(AddressKind::keys(), ["contact", "invoice", "other"]);
/// assert_eq!(AddressKind::from_key("other"), Some(AddressKind::Misc));
/// assert_eq!(AddressKind::Unknown("private".into()).key(), "private");
/// ```
pub trait Selection: Sized + 'static {
    /// The keys that have a variant of their own.
    fn keys() -> &'static [&'static str];

    /// The variant of a key, if there is one.
    fn from_key(key: &str) -> Option<Self>;

    /// The key that the server knows.
    fn key(&self) -> &str;
}

/// Reads a key.
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

/// The key as domains and values hold it.
#[doc(hidden)]
pub fn selection_operand<S: Selection>(selection: &S) -> EncodeResult {
    Ok(selection.key().into())
}
