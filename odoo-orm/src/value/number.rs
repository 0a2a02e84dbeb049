//! `integer`, `float` and `monetary`. Odoo's integers have 32 bits, its floats 64.

use odoo_rpc::{ConfigError, DecodeError, JsonReader};

use super::{EncodeResult, FieldType, IntoOperand, Ordered, Scalar};

const INTEGERS: &[&str] = &["integer", "many2one_reference"];

#[diagnostic::do_not_recommend]
impl FieldType for i64 {
    type Base = Self;
    const TYPES: &'static [&'static str] = INTEGERS;

    #[inline]
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        json.integer()
    }

    fn to_write_value(&self) -> Option<EncodeResult> {
        Some(self.into_operand())
    }
}

impl Scalar for i64 {}
#[diagnostic::do_not_recommend]
impl Ordered for i64 {}

#[diagnostic::do_not_recommend]
impl IntoOperand<i64> for i64 {
    fn into_operand(self) -> EncodeResult {
        integer(self)
    }
}

/// Encodes a number for an integer column, such as `id`.
///
/// Odoo 14 to 18 raise `NumericValueOutOfRange` beyond 32 bits.
pub(crate) fn integer(number: i64) -> EncodeResult {
    match i32::try_from(number) {
        Ok(_) => Ok(number.into()),
        Err(_) => Err(ConfigError::invalid_value(format!(
            "{number} exceeds the 32 bits of Odoo's integers"
        ))),
    }
}

/// Encodes an id that a field is compared with.
pub(crate) fn compared_id(id: i64) -> EncodeResult {
    integer(id).map_err(|error| ConfigError::invalid_id(error.to_string()))
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

    fn to_write_value(&self) -> Option<EncodeResult> {
        Some(self.into_operand())
    }
}

impl Scalar for i32 {}
#[diagnostic::do_not_recommend]
impl Ordered for i32 {}

#[diagnostic::do_not_recommend]
impl IntoOperand<i32> for i32 {
    fn into_operand(self) -> EncodeResult {
        Ok(self.into())
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

    fn to_write_value(&self) -> Option<EncodeResult> {
        Some(self.into_operand())
    }
}

impl Scalar for f64 {}
#[diagnostic::do_not_recommend]
impl Ordered for f64 {}

#[diagnostic::do_not_recommend]
impl IntoOperand<f64> for f64 {
    fn into_operand(self) -> EncodeResult {
        match serde_json::Number::from_f64(self) {
            Some(number) => Ok(number.into()),
            None => Err(ConfigError::invalid_value(format!(
                "{self} cannot be sent or compared: expected a finite number"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use odoo_rpc::ConfigErrorKind;

    use super::*;

    #[test]
    fn methods_accept_negative_ids_but_links_do_not() {
        assert_eq!(called_id(-5), Ok(-5));
        assert_eq!(record_id(5), Ok(5));
        let beyond = i64::from(i32::MAX) + 1;
        let refused = [record_id(-5), record_id(0), called_id(0), called_id(beyond)];
        for error in refused.map(Result::unwrap_err) {
            assert_eq!(error.kind(), ConfigErrorKind::InvalidId, "{error}");
        }
        let error = compared_id(beyond).unwrap_err();
        assert_eq!(error.kind(), ConfigErrorKind::InvalidId);
        let error = integer(beyond).unwrap_err();
        assert_eq!(error.kind(), ConfigErrorKind::InvalidValue);
    }
}
