//! Skipping of values without recursion, so that deep nesting cannot overflow the stack.

use super::DecodeError;
use super::{JsonReader, number};

/// How many arrays and objects may be nested in a value that is skipped.
const MAX_DEPTH: usize = 512;

impl JsonReader<'_> {
    /// Skips one value of any kind.
    ///
    /// # Errors
    ///
    /// Returns an error if the text ends early or is not JSON. `NaN` and `Infinity` are skipped.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        // The open arrays and objects, innermost last.
        let mut open: Vec<u8> = Vec::new();
        loop {
            match self.peek() {
                Some(b'{' | b'[') if open.len() == MAX_DEPTH => {
                    let found = format!("more than {MAX_DEPTH} levels");
                    return Err(DecodeError::new("lists and objects in one another", found));
                }
                Some(b'{') => {
                    self.at += 1;
                    if !self.take(b'}') {
                        open.push(b'}');
                        self.skip_key()?;
                        continue;
                    }
                }
                Some(b'[') => {
                    self.at += 1;
                    if !self.take(b']') {
                        open.push(b']');
                        continue;
                    }
                }
                Some(b'"') => drop(self.text()?),
                _ => self.skip_word()?,
            }
            // A value has ended: close what ends with it, or continue with the next one.
            loop {
                let Some(&close) = open.last() else {
                    return Ok(());
                };
                if self.take(close) {
                    open.pop();
                } else if self.take(b',') {
                    if close == b'}' {
                        self.skip_key()?;
                    }
                    break;
                } else {
                    return Err(self.mismatch("`,` or the end of a list or object"));
                }
            }
        }
    }

    fn skip_key(&mut self) -> Result<(), DecodeError> {
        self.text()?;
        if self.take(b':') {
            Ok(())
        } else {
            Err(self.mismatch("`:`"))
        }
    }

    fn skip_word(&mut self) -> Result<(), DecodeError> {
        // It does not have to fit into a type.
        if let Some(length) = number::token(self.rest()) {
            self.at += length;
        } else if let Some(token) = self.non_finite() {
            self.at += token.len();
        } else if !(self.take_token(b"true")
            || self.take_token(b"false")
            || self.take_token(b"null"))
        {
            return Err(self.mismatch("a value"));
        }
        Ok(())
    }
}
