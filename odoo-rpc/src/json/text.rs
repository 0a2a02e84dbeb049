//! Strings.

use super::DecodeError;

/// Returns how many bytes precede the first quote, backslash or control character.
#[inline]
pub(crate) fn plain_length(body: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    // The high bit of each zero byte. A byte after the first one found may be wrong, the first one never is.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let (words, _) = body.as_chunks::<8>();
    for (index, bytes) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*bytes);
        let quote = zeros(word ^ (ONES * u64::from(b'"')));
        let backslash = zeros(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let found = quote | backslash | control;
        if found != 0 {
            return index * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let done = words.len() * 8;
    let tail = body.get(done..).unwrap_or_default();
    let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    done + tail.iter().position(special).unwrap_or(tail.len())
}

#[cold]
pub(super) fn not_utf8() -> DecodeError {
    DecodeError::new("text", "bytes that are not UTF-8".to_owned())
}

/// Reads the string at the beginning of `body`, after its opening quote.
///
/// It also returns the number of bytes, including the closing quote. `head` is the plain beginning.
#[cold]
pub(super) fn unescape(body: &[u8], head: &str) -> Result<(String, usize), DecodeError> {
    let mut text = head.to_owned();
    let mut at = text.len();
    loop {
        match body.get(at) {
            Some(b'"') => {
                // Many strings may be kept for long.
                text.shrink_to_fit();
                return Ok((text, at + 1));
            }
            Some(b'\\') => {
                let (character, length) = escape(body.get(at + 1..).unwrap_or_default())?;
                text.push(character);
                at += 1 + length;
            }
            Some(byte) if *byte < 0x20 => {
                return Err(DecodeError::new(
                    "text",
                    format!("the control character {byte:#04x}"),
                ));
            }
            Some(_) => {
                let rest = body.get(at..).unwrap_or_default();
                let plain = rest.get(..plain_length(rest)).unwrap_or_default();
                let plain = str::from_utf8(plain).map_err(|_| not_utf8())?;
                text.push_str(plain);
                at += plain.len();
            }
            None => {
                return Err(DecodeError::new(
                    "text",
                    "the end of the response in a text".to_owned(),
                ));
            }
        }
    }
}

/// Returns the character of an escape, and its length without the backslash.
fn escape(rest: &[u8]) -> Result<(char, usize), DecodeError> {
    let character = match rest.first() {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode_escape(rest),
        _ => return Err(bad_escape()),
    };
    Ok((character, 1))
}

/// Reads `u` and four hexadecimal digits, or two of these for a surrogate pair.
///
/// Odoo 14 escapes everything that is not ASCII.
fn unicode_escape(rest: &[u8]) -> Result<(char, usize), DecodeError> {
    let unit = |at: usize| -> Option<u32> {
        let digits = std::str::from_utf8(rest.get(at..at + 4)?).ok()?;
        if digits.starts_with('+') {
            return None;
        }
        u32::from_str_radix(digits, 16).ok()
    };
    let first = unit(1).ok_or_else(bad_escape)?;
    if let Some(character) = char::from_u32(first) {
        return Ok((character, 5));
    }
    let second = match rest.get(5..7) {
        Some(br"\u") => unit(7),
        _ => None,
    };
    match (first, second) {
        (0xD800..0xDC00, Some(second @ 0xDC00..0xE000)) => {
            let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            char::from_u32(code).map(|c| (c, 11)).ok_or_else(bad_escape)
        }
        _ => Err(bad_escape()),
    }
}

fn bad_escape() -> DecodeError {
    DecodeError::new("text", "an escape that JSON does not have".to_owned())
}
