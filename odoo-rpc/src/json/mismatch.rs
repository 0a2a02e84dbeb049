//! Descriptions of unexpected values, for error messages.

use super::DecodeError;
use super::JsonReader;

impl JsonReader<'_> {
    /// Returns the error for the value at the reader's position.
    #[cold]
    pub fn mismatch(&mut self, expected: &'static str) -> DecodeError {
        let found = match self.peek() {
            None => "the end of the response".to_owned(),
            Some(b'[') => "a list".to_owned(),
            Some(b'{') => "an object".to_owned(),
            Some(b'"') => {
                let start = self.at;
                let text = self.text();
                self.at = start;
                match text {
                    Ok(text) => describe_text(&text),
                    Err(error) => return error,
                }
            }
            Some(_) => match self.non_finite() {
                Some(token) => {
                    format!("`{token}`, which JSON cannot hold: correct the value in Odoo")
                }
                None => format!("`{}`", self.word()),
            },
        };
        DecodeError::new(expected, found)
    }

    /// Returns the token of a float that Python writes and JSON does not have.
    pub(super) fn non_finite(&self) -> Option<&'static str> {
        ["NaN", "Infinity", "-Infinity"]
            .into_iter()
            .find(|token| self.rest().starts_with(token.as_bytes()))
    }

    /// Returns the text up to the next punctuation.
    fn word(&self) -> String {
        let end = self
            .rest()
            .iter()
            .position(|b| matches!(b, b',' | b']' | b'}' | b' ' | b'\n' | b'\r'))
            .unwrap_or(self.rest().len())
            .min(24);
        // At least one character, even if it is punctuation.
        let word = self.rest().get(..end.max(1)).unwrap_or_default();
        String::from_utf8_lossy(word).into_owned()
    }
}

/// Shortens text for an error message.
fn describe_text(text: &str) -> String {
    const SHOWN: usize = 32;
    let mut chars = text.chars();
    let shown: String = chars.by_ref().take(SHOWN).collect();
    match chars.count() {
        0 => format!("the text {shown:?}"),
        more => format!("the text {shown:?} and {more} more characters"),
    }
}
