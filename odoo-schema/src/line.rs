//! The words of a line, and characters that would end one.

use std::{borrow::Cow, fmt::Write as _};

/// Splits a line into its words.
///
/// What is in double quotes is one word, without the quotes; `\"` in quotes is a quote.
///
/// ```
/// let words = odoo_schema::words("  name char label=\"The name\"");
/// assert_eq!(words, ["name", "char", "label=The name"]);
/// ```
pub fn words(line: &str) -> Vec<Cow<'_, str>> {
    if !line.contains('"') {
        return line.split_ascii_whitespace().map(Cow::Borrowed).collect();
    }
    let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if quoted && letters.peek() == Some(&'"') => {
                word.get_or_insert_default().extend(letters.next());
            }
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            other if !quoted && other.is_ascii_whitespace() => {
                words.extend(word.take().map(Cow::Owned));
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word.map(Cow::Owned));
    words
}

/// Whether a character would end a key, or not be seen.
fn is_special(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '"' | '|' | ':' | '%')
        // Marks and overrides of the writing direction, and invisible tags.
        || matches!(
            letter,
            '\u{61c}'
                | '\u{200e}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// A key as a file has it.
pub(crate) fn escape(key: &str) -> Cow<'_, str> {
    if key.is_empty() {
        return Cow::Borrowed("%");
    }
    if !key.contains(is_special) {
        return Cow::Borrowed(key);
    }
    let mut escaped = String::new();
    for letter in key.chars() {
        if is_special(letter) {
            for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "%{byte:02X}");
            }
        } else {
            escaped.push(letter);
        }
    }
    Cow::Owned(escaped)
}

/// Decodes a key: `%20` is a blank, and `%` alone the empty key.
///
/// Returns `None` if it is malformed.
pub fn unescape(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    if text == "%" {
        return Some(Cow::Borrowed(""));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend(parts.next()?.bytes());
    for part in parts {
        let digits = part.get(..2)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend(part.get(2..)?.bytes());
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// Whether a name matches a pattern with `*` and `?`.
///
/// ```
/// assert!(odoo_schema::matches("sale.*", "sale.order"));
/// assert!(!odoo_schema::matches("sale.?", "sale.order"));
/// ```
pub fn matches(pattern: &str, name: &str) -> bool {
    let (mut pattern, mut name) = (pattern.as_bytes(), name.as_bytes());
    // Where to go on if what follows the last `*` does not match: only that star need take more.
    let mut again: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern.split_first(), name.split_first()) {
            (Some((b'*', rest)), _) => {
                again = Some((rest, name));
                pattern = rest;
            }
            (Some((expected, rest)), Some((found, left)))
                if *expected == b'?' || expected == found =>
            {
                (pattern, name) = (rest, left);
            }
            (None, None) => return true,
            _ => match again {
                Some((rest, [_, left @ ..])) => {
                    again = Some((rest, left));
                    (pattern, name) = (rest, left);
                }
                _ => return false,
            },
        }
    }
}

/// Whether it can be the name of a model, and so of a file.
///
/// As `regex_object_name` in `odoo/models.py`.
pub(crate) fn is_model_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && name
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_'))
}

/// Whether it can be the name of a field: an identifier of Python's.
///
/// It may have letters beyond ASCII.
pub(crate) fn is_field_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_words_together() {
        assert_eq!(words("a  b"), ["a", "b"]);
        assert_eq!(words("a \"b c\"d \"\""), ["a", "b cd", ""]);
        assert_eq!(words(r#"default="\"7\"""#), [r#"default="7""#]);
    }

    #[test]
    fn a_star_takes_as_much_as_is_needed() {
        for (pattern, name, expected) in [
            ("*", "", true),
            ("a*b*c", "a.b.b.c", true),
            ("a*b", "a.b.c", false),
            ("", "a", false),
            ("res.*.state", "res.country.state", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
        let stars = "*a".repeat(100);
        assert!(!matches(&stars, &"a".repeat(99)));
    }

    #[test]
    fn keys_that_would_end_a_word_are_escaped() {
        assert_eq!(escape("a b|c"), "a%20b%7Cc");
        assert_eq!(escape(""), "%");
        assert_eq!(escape("\u{2028}"), "%E2%80%A8");
        for malformed in ["%2", "%zz", "a%", "%+1", "%é1", "%FF"] {
            assert_eq!(unescape(malformed), None, "{malformed}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_key_is_read_as_it_was_written(key in ".*") {
            let escaped = escape(&key);
            proptest::prop_assert!(!escaped.contains(['|', ':', '"', ' ', '\n']));
            proptest::prop_assert_eq!(unescape(&escaped), Some(Cow::Borrowed(key.as_str())));
        }
    }
}
