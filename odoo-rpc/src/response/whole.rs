//! Checks that a response is complete before decoding, so that it can be retried.

use super::Response;
use crate::error::Error;

impl Response {
    /// Checks that the response is complete JSON, if there is a reason to doubt it.
    ///
    /// Reasons are an unknown length (`is_framed` is false), and a last byte that does not close what the first one opens. Other responses are
    /// checked when they are decoded, in one pass.
    ///
    /// # Errors
    ///
    /// Returns an error if it is incomplete.
    pub(crate) fn whole(self, is_framed: bool) -> Result<Self, Error> {
        if is_framed && self.seems_whole() {
            return Ok(self);
        }
        let Some(start) = self.result else {
            return Ok(self);
        };
        let mut json = self.body.reader();
        json.set_position(start);
        if json.peek().is_none() || (start == 0 && self.is_html()) {
            return Err(self.not_json());
        }
        json.skip().map_err(|error| self.broken(&error))?;
        self.check_end(json)?;
        Ok(self)
    }

    fn is_html(&self) -> bool {
        self.body.bytes().trim_ascii_start().starts_with(b"<")
    }

    fn seems_whole(&self) -> bool {
        let Some(start) = self.result else {
            return true;
        };
        let mut bytes = self.body.bytes();
        let first = bytes.get(start..).unwrap_or_default().trim_ascii_start();
        if self.rest.is_some() {
            match bytes.trim_ascii_end().strip_suffix(b"}") {
                Some(inner) => bytes = inner,
                None => return false,
            }
        }
        let close = match first.first() {
            Some(b'[') => b']',
            Some(b'{') => b'}',
            Some(b'"') => b'"',
            // Such a value is small, so reading it twice is cheap.
            _ => return false,
        };
        bytes.trim_ascii_end().ends_with(&[close]) && bytes.len() > start + 1
    }
}
