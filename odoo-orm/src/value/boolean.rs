//! `boolean` fields: the only type for which `false` is a value.
//!
//! Odoo reads an empty one as `false`.

use odoo_rpc::{DecodeError, JsonReader};

use super::{EncodeResult, Encoder, FieldType, IntoOperand, Scalar};

#[diagnostic::do_not_recommend]
impl FieldType for bool {
    type Base = Self;
    const TYPES: &'static [&'static str] = &["boolean"];
    const FALSE_IS_A_VALUE: bool = true;

    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        json.boolean()
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        self.into_operand(encoder)
    }
}

impl Scalar for bool {}

#[diagnostic::do_not_recommend]
impl IntoOperand<bool> for bool {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encoder.boolean(self)
    }
}
