//! Passing over a value, without recursion: what is nested deep must not end the program.

use super::DecodeError;
use super::{JsonReader, number};

/// How many arrays and objects may be nested in a value that is skipped.
const MAX_DEPTH: usize = 512;

impl JsonReader<'_> {
    /// Passes over one value, whatever it is.
    ///
    /// # Errors
    ///
    /// When the text ends before the value does, or is no JSON. `NaN` and `Infinity` are passed over.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        // What is open, innermost last: a bit for each level would do, a stack of bytes is clearer.
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
            // A value has ended: close what ends with it, or go on to the next one.
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
        // It need not fit into anything: nobody reads it.
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
