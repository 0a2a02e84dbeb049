//! Decimal numbers, without rounding.

use odoo_orm::rpc::{DecodeError, JsonReader};

/// Reads a number as a multiple of `10^-scale`.
///
/// Returns an error if the digits do not fit. Nothing is rounded.
pub(super) fn read(
    json: &mut JsonReader<'_>,
    precision: u8,
    scale: i8,
) -> Result<i128, DecodeError> {
    const EXPECTED: &str = "a number that fits the column's digits";
    let start = json.position();
    // This returns an error for everything except finite numbers.
    json.float()?;
    let end = json.position();
    json.set_position(start);
    let text = json.raw().ok().and_then(|text| str::from_utf8(text).ok());
    let number = text.and_then(|text| exact(text, scale));
    let most = 10_i128.checked_pow(precision.into()).unwrap_or(i128::MAX);
    match number {
        Some(number) if number.unsigned_abs() < most.unsigned_abs() => {
            json.set_position(end);
            Ok(number)
        }
        _ => {
            json.set_position(start);
            Err(json.mismatch(EXPECTED))
        }
    }
}

/// Returns a number as a multiple of `10^-scale`, or `None` if it has more digits.
fn exact(text: &str, scale: i8) -> Option<i128> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse().ok()?),
        None => (text, 0_i32),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    if digits == 0 {
        return Some(0);
    }
    let shift = exponent
        .checked_add(i32::from(scale))?
        .checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let power = 10_i128.checked_pow(shift.unsigned_abs())?;
    if shift >= 0 {
        return digits.checked_mul(power);
    }
    (digits % power == 0).then(|| digits / power)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Result<i128, String> {
        read(&mut JsonReader::new(text.as_bytes()), 6, 2).map_err(|error| error.to_string())
    }

    #[test]
    fn numbers_are_exact() {
        for (text, cents) in [
            ("0.1", 10),
            ("-12.30", -1230),
            ("1e2", 10_000),
            ("5e-2", 5),
            ("7", 700),
            ("-0.0", 0),
            ("9999.99", 999_999),
        ] {
            assert_eq!(decimal(text), Ok(cents), "{text}");
        }
    }

    #[test]
    fn nothing_is_rounded_or_cut() {
        for text in ["0.105", "10000.0", "1e30", "NaN", "Infinity", "\"1\""] {
            assert!(decimal(text).is_err(), "{text}");
        }
    }
}
