//! `rust_decimal::Decimal` for `float` and `monetary`. JSON has binary floats, which keep about 15 digits.

use odoo_rpc::{ConfigError, DecodeError, JsonReader};
use rust_decimal::Decimal;

use super::{EncodeResult, Encoder, FieldType, IntoOperand, Ordered, Scalar, from_request};

#[diagnostic::do_not_recommend]
impl FieldType for Decimal {
    type Base = Self;
    const TYPES: &'static [&'static str] = f64::TYPES;

    /// Reads the digits that the server wrote: `0.1` is 0.1.
    ///
    /// They are the fewest digits that identify the float.
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        let start = json.position();
        json.float()?;
        let end = json.position();
        json.set_position(start);
        let text = std::str::from_utf8(json.raw()?).unwrap_or_default();
        debug_assert_eq!(json.position(), end);
        parse(text).ok_or_else(|| {
            json.set_position(start);
            json.mismatch("a number of at most 28 digits")
        })
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        self.into_operand(encoder)
    }

    /// A number, or a text with one, which keeps its digits.
    fn accept(json: &str, encoder: &mut Encoder<'_>) -> EncodeResult {
        match serde_json::from_str::<String>(json) {
            Ok(text) => parse(&text)
                .ok_or_else(|| from_request::expected("a number of at most 28 digits", json))?
                .into_operand(encoder),
            Err(_) => from_request::of::<Self>(json, encoder),
        }
    }
}

fn parse(text: &str) -> Option<Decimal> {
    text.parse()
        .or_else(|_| Decimal::from_scientific(text))
        .ok()
}

impl Scalar for Decimal {}
#[diagnostic::do_not_recommend]
impl Ordered for Decimal {}

/// Rejects a decimal with more digits than a float can hold, instead of rounding it.
#[diagnostic::do_not_recommend]
impl IntoOperand<Decimal> for Decimal {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        // By parsing its digits: `to_f64` does not return the nearest float.
        let float: Option<f64> = self.to_string().parse().ok();
        match float.filter(|float| parse(&float.to_string()) == Some(self)) {
            Some(float) => encoder.float(float),
            None => Err(ConfigError::invalid_value(format!(
                "{self} has more digits than Odoo's floats hold: round it"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::operand;

    fn read(text: &str) -> Result<Decimal, String> {
        Decimal::decode(&mut JsonReader::new(text.as_bytes())).map_err(|error| error.to_string())
    }

    #[test]
    fn digits_are_read_as_they_are_written() {
        for (text, decimal) in [
            ("0.1", "0.1"),
            ("-1234567.89", "-1234567.89"),
            ("3", "3"),
            ("1e-07", "0.0000001"),
            ("0.30000000000000004", "0.30000000000000004"),
        ] {
            assert_eq!(read(text), Ok(decimal.parse().unwrap()), "{text}");
        }
        assert!(read("1e300").unwrap_err().contains("28 digits"));
        assert!(read("NaN").unwrap_err().contains("NaN"));
        assert!(read("false").is_err());
    }

    proptest::proptest! {
        #[test]
        fn what_the_server_sends_can_be_sent_back(cents in -1_000_000_000_000_i64..1_000_000_000_000, noise in 0_u8..4) {
            // As the result of a sum: one or two wrong digits at the end.
            #[expect(clippy::cast_precision_loss, reason = "the test needs a float")]
            let float = cents as f64 / 100.0 * (1.0 + f64::from(noise) * f64::EPSILON);
            let text = serde_json::to_string(&float).unwrap();
            let decimal = read(&text).unwrap();
            proptest::prop_assert_eq!(operand(|encoder| decimal.into_operand(encoder)).unwrap().as_f64(), Some(float));
        }
    }

    #[test]
    fn decimals_are_sent_without_losing_digits() {
        for text in ["0.1", "1234567.89", "-0.005", "0", "100"] {
            let decimal: Decimal = text.parse().unwrap();
            assert_eq!(
                read(
                    &operand(|encoder| decimal.into_operand(encoder))
                        .unwrap()
                        .to_string()
                ),
                Ok(decimal)
            );
        }
        let long: Decimal = "0.1234567890123456789".parse().unwrap();
        assert!(
            operand(|encoder| long.into_operand(encoder))
                .unwrap_err()
                .to_string()
                .contains("round it")
        );
    }
}
