//! `char`, `text`, `html`, and other types sent as strings.
//!
//! Odoo distinguishes an empty string from an unset one.

use odoo_rpc::{ConfigError, DecodeError, JsonReader};

use super::{EncodeResult, FieldType, IntoOperand, Ordered, Scalar, Textual};

#[diagnostic::do_not_recommend]
impl FieldType for String {
    type Base = Self;
    const TYPES: &'static [&'static str] =
        &["char", "text", "html", "selection", "reference", "binary"];

    #[inline]
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        json.text().map(std::borrow::Cow::into_owned)
    }

    fn to_write_value(&self) -> Option<EncodeResult> {
        Some(self.into_operand())
    }
}

impl Scalar for String {}
#[diagnostic::do_not_recommend]
impl Ordered for String {}
#[diagnostic::do_not_recommend]
impl Textual for String {}

#[diagnostic::do_not_recommend]
impl IntoOperand<String> for String {
    fn into_operand(self) -> EncodeResult {
        if self.contains('\0') {
            return Err(ConfigError::invalid_value(
                "Odoo rejects text with a NUL character: remove it",
            ));
        }
        Ok(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl IntoOperand<String> for &str {
    fn into_operand(self) -> EncodeResult {
        self.to_owned().into_operand()
    }
}

#[diagnostic::do_not_recommend]
impl IntoOperand<String> for &String {
    fn into_operand(self) -> EncodeResult {
        self.as_str().into_operand()
    }
}

/// Supports `is_in(&["a", "b"])`.
#[diagnostic::do_not_recommend]
impl IntoOperand<String> for &&str {
    fn into_operand(self) -> EncodeResult {
        (*self).into_operand()
    }
}
