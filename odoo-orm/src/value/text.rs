//! `char`, `text`, `html`, and other types sent as strings.
//!
//! Odoo distinguishes an empty string from an unset one.

use odoo_rpc::{DecodeError, JsonReader};

use super::{EncodeResult, Encoder, FieldType, IntoOperand, Ordered, Scalar, Textual};

#[diagnostic::do_not_recommend]
impl FieldType for String {
    type Base = Self;
    const TYPES: &'static [&'static str] =
        &["char", "text", "html", "selection", "reference", "binary"];

    #[inline]
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        json.text().map(std::borrow::Cow::into_owned)
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encoder.text(self)
    }
}

impl Scalar for String {}
#[diagnostic::do_not_recommend]
impl Ordered for String {}
#[diagnostic::do_not_recommend]
impl Textual for String {}

#[diagnostic::do_not_recommend]
impl IntoOperand<String> for String {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encoder.text(self)
    }
}

#[diagnostic::do_not_recommend]
impl IntoOperand<String> for &str {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encoder.text(self)
    }
}

#[diagnostic::do_not_recommend]
impl IntoOperand<String> for &String {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encoder.text(self)
    }
}

/// Supports `is_in(&["a", "b"])`.
#[diagnostic::do_not_recommend]
impl IntoOperand<String> for &&str {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encoder.text(*self)
    }
}
