//! Whether an answer came whole, before it is read: a call whose answer did not may be tried again.

use super::Response;
use crate::error::Error;

impl Response {
    /// Makes sure that the answer is JSON from its beginning to its end, where there is reason to doubt it: if its length was not said (`is_framed`), or if its last bytes are not those that
    /// close what its first ones open. Any other is checked when it is read, in one pass.
    ///
    /// # Errors
    ///
    /// When it is not.
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
            // Small, so that reading it twice costs nothing.
            _ => return false,
        };
        bytes.trim_ascii_end().ends_with(&[close]) && bytes.len() > start + 1
    }
}
