//! Checks that a response is complete before decoding, so that it can be retried.

use super::Response;
use crate::error::Error;

impl Response {
    /// Checks that the response is complete JSON.
    ///
    /// A body of the right length may be changed in the middle.
    ///
    /// Rows that a sink took while they arrived are not read again.
    ///
    /// # Errors
    ///
    /// Returns an error if it is incomplete or not JSON.
    pub(crate) fn whole(self) -> Result<Self, Error> {
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
}
