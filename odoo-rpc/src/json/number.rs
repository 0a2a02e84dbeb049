//! Numbers of RFC 8259: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.

/// Reads an integer at the beginning of `input`, and returns its length.
///
/// It returns `None` for a fraction, an exponent, or more than 64 bits.
#[inline]
pub(super) fn integer(input: &[u8]) -> Option<(i64, usize)> {
    let sign = usize::from(input.first() == Some(&b'-'));
    let digits = input.get(sign..)?;
    let (mut magnitude, mut count) = (0_i64, 0);
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        magnitude = magnitude.wrapping_mul(10).wrapping_add(i64::from(digit));
        count += 1;
    }
    let zero_first = digits.first() == Some(&b'0');
    let goes_on = matches!(digits.get(count), Some(b'.' | b'e' | b'E'));
    if count == 0 || (zero_first && count > 1) || goes_on {
        return None;
    }
    let length = sign + count;
    let value = match sign {
        // The sum may have overflowed.
        _ if count > SURE => str::from_utf8(input.get(..length)?).ok()?.parse().ok()?,
        0 => magnitude,
        _ => -magnitude,
    };
    Some((value, length))
}

/// This many digits always fit into 64 bits.
const SURE: usize = 18;

/// Reads a number at the beginning of `input`, and returns its length.
///
/// It returns `None` without a number, or if it is too large for 64 bits.
pub(super) fn float(input: &[u8]) -> Option<(f64, usize)> {
    let length = token(input)?;
    let text = std::str::from_utf8(input.get(..length)?).ok()?;
    let value: f64 = text.parse().ok()?;
    value.is_finite().then_some((value, length))
}

/// Returns the length of the number at the beginning of `input`.
pub(crate) fn token(input: &[u8]) -> Option<usize> {
    let mut at = usize::from(input.first() == Some(&b'-'));
    let whole = digits(input, at);
    if whole == 0 || (whole > 1 && input.get(at) == Some(&b'0')) {
        return None;
    }
    at += whole;
    if input.get(at) == Some(&b'.') {
        let fraction = digits(input, at + 1);
        if fraction == 0 {
            return None;
        }
        at += 1 + fraction;
    }
    if let Some(b'e' | b'E') = input.get(at) {
        let sign = usize::from(matches!(input.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(input, at + 1 + sign);
        if exponent == 0 {
            return None;
        }
        at += 1 + sign + exponent;
    }
    Some(at)
}

/// Returns how many digits `input` has from `at` on.
fn digits(input: &[u8], at: usize) -> usize {
    let rest = input.get(at..).unwrap_or_default();
    rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
}
