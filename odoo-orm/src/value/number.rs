//! `integer`, `float` and `monetary`. Odoo's integers have 32 bits, its floats 64.

use odoo_rpc::{ConfigError, DecodeError, JsonReader};

use super::{EncodeResult, Encoder, FieldType, IntoOperand, Ordered, Scalar};

const INTEGERS: &[&str] = &["integer", "many2one_reference"];

#[diagnostic::do_not_recommend]
impl FieldType for i64 {
    type Base = Self;
    const TYPES: &'static [&'static str] = INTEGERS;

    #[inline]
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        json.integer()
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        self.into_operand(encoder)
    }
}

impl Scalar for i64 {}
#[diagnostic::do_not_recommend]
impl Ordered for i64 {}

#[diagnostic::do_not_recommend]
impl IntoOperand<i64> for i64 {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encoder.integer(self)
    }
}

/// Encodes the id of a record that a field links to, or is compared with.
pub(crate) fn encode_id(id: i64, encoder: &mut Encoder<'_>) -> EncodeResult {
    if encoder.is_write() {
        record_id(id)?;
    }
    let result = encoder.integer(id);
    result.map_err(|error| ConfigError::invalid_id(error.to_string()))
}

/// Checks the id of a record that can be linked to: 1 or more.
///
/// Odoo reads a record 0 with empty fields, and reports success for a write to it.
pub(crate) fn record_id(id: i64) -> Result<i64, ConfigError> {
    if (1..=i64::from(i32::MAX)).contains(&id) {
        return Ok(id);
    }
    Err(ConfigError::invalid_id(format!(
        "invalid id {id}: expected 1 to {}",
        i32::MAX
    )))
}

/// Checks the id of a record that a method is called on.
///
/// A database view can use negative ids (19: `pos_sale/report/sale_report.py`).
pub(crate) fn called_id(id: i64) -> Result<i64, ConfigError> {
    if id != 0 && i32::try_from(id).is_ok() {
        return Ok(id);
    }
    Err(ConfigError::invalid_id(format!(
        "invalid id {id}: expected an integer of 32 bits other than 0"
    )))
}

#[diagnostic::do_not_recommend]
impl FieldType for i32 {
    type Base = Self;
    const TYPES: &'static [&'static str] = INTEGERS;

    #[inline]
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        let start = json.position();
        let value = json.integer()?;
        value.try_into().map_err(|_| {
            json.set_position(start);
            json.mismatch("an integer of 32 bits")
        })
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        self.into_operand(encoder)
    }
}

impl Scalar for i32 {}
#[diagnostic::do_not_recommend]
impl Ordered for i32 {}

#[diagnostic::do_not_recommend]
impl IntoOperand<i32> for i32 {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encoder.integer(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl FieldType for f64 {
    type Base = Self;
    const TYPES: &'static [&'static str] = &["float", "monetary", "integer"];

    #[inline]
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        json.float()
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        self.into_operand(encoder)
    }
}

impl Scalar for f64 {}
#[diagnostic::do_not_recommend]
impl Ordered for f64 {}

#[diagnostic::do_not_recommend]
impl IntoOperand<f64> for f64 {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encoder.float(self)
    }
}

#[cfg(test)]
mod tests {
    use odoo_rpc::ConfigErrorKind;

    use super::*;
    use crate::value::{operand, written};

    #[test]
    fn methods_accept_negative_ids_but_links_do_not() {
        assert_eq!(called_id(-5), Ok(-5));
        assert_eq!(record_id(5), Ok(5));
        let beyond = i64::from(i32::MAX) + 1;
        let refused = [record_id(-5), record_id(0), called_id(0), called_id(beyond)];
        for error in refused.map(Result::unwrap_err) {
            assert_eq!(error.kind(), ConfigErrorKind::InvalidId, "{error}");
        }
        let compared = operand(|encoder| encode_id(beyond, encoder)).unwrap_err();
        let linked = written(|encoder| encode_id(beyond, encoder)).unwrap_err();
        for error in [compared, linked] {
            assert_eq!(error.kind(), ConfigErrorKind::InvalidId, "{error}");
        }
        assert_eq!(operand(|encoder| encode_id(-5, encoder)).unwrap(), -5);
        let error = operand(|encoder| encoder.integer(beyond)).unwrap_err();
        assert_eq!(error.kind(), ConfigErrorKind::InvalidValue);
    }
}
