//! Decoding with serde.

use serde::de::DeserializeOwned;

use super::DecodeError;
use super::JsonReader;

impl JsonReader<'_> {
    /// Decodes the next value into any type that implements `Deserialize`.
    ///
    /// ```
    /// use odoo_orm::rpc::JsonReader;
    ///
    /// let pairs: Vec<(i64, String)> = JsonReader::new(br#"[[3, "Acme"]]"#).deserialize()?;
    /// assert_eq!(pairs, [(3, "Acme".to_owned())]);
    /// # Ok::<_, odoo_orm::rpc::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the value has another shape.
    pub fn deserialize<T: DeserializeOwned>(&mut self) -> Result<T, DecodeError> {
        let raw = self.raw()?;
        serde_json::from_slice(raw).map_err(|error| {
            if error.is_data() {
                let found = format!(
                    "a value that cannot be converted ({})",
                    without_text(&error.to_string())
                );
                return DecodeError::new("a value of the requested type", found);
            }
            // A syntax error in the value that was just skipped: a token that JSON does not have.
            let mut at = JsonReader::new(raw);
            at.set_position(offset(raw, &error));
            at.mismatch("a value")
        })
    }
}

/// Returns a message of serde without the values that it quotes.
fn without_text(sentence: &str) -> String {
    match (sentence.find('"'), sentence.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            let (before, after) = (sentence.get(..=first), sentence.get(last..));
            format!(
                "{}…{}",
                before.unwrap_or_default(),
                after.unwrap_or_default()
            )
        }
        _ => sentence.to_owned(),
    }
}

/// Returns the offset in `text` where the parser stopped.
fn offset(text: &[u8], error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    before + error.column().saturating_sub(1)
}
