//! The envelope of a JSON-RPC response: every member but the result.

use std::ops::Range;

use crate::json::{DecodeError, JsonReader};

/// The members of an envelope, as far as they have been read.
pub(super) struct Envelope {
    /// The id of the request.
    id: u64,
    pub(super) found_id: FoundId,
    /// Whether it states JSON-RPC 2.0, as Odoo always does.
    pub(super) is_json_rpc: bool,
    /// Where the error is.
    pub(super) error: Option<Range<usize>>,
    pub(super) null_result: bool,
    /// Why it is not the response to the request, although it is JSON.
    pub(super) wrong: Option<String>,
}

/// The id that an envelope has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FoundId {
    Absent,
    Null,
    /// The id of the request.
    Requested,
}

/// Returns whether JSON is falsy in JavaScript.
///
/// Odoo's web client (`web/static/src/core/network/rpc.js`) ignores such an error.
fn is_falsy(json: &[u8]) -> bool {
    let is_zero = |text: &str| text.parse() == Ok(0.0);
    matches!(json, b"null" | b"false" | b"\"\"") || str::from_utf8(json).is_ok_and(is_zero)
}

impl Envelope {
    pub(super) fn new(id: u64, found_id: FoundId) -> Self {
        Envelope {
            id,
            found_id,
            is_json_rpc: false,
            error: None,
            null_result: false,
            wrong: None,
        }
    }

    /// Reads members up to a result that is not null, and returns its offset.
    ///
    /// Returns `None` at the end of the envelope.
    pub(super) fn read(
        &mut self,
        json: &mut JsonReader<'_>,
        mut first: bool,
    ) -> Result<Option<usize>, DecodeError> {
        while let Some(key) = json.key(first)? {
            first = false;
            match &*key {
                "id" => self.read_id(json)?,
                "result" if json.is_null() => {
                    self.null_result = true;
                    json.skip()?;
                }
                "result" => return Ok(Some(json.position())),
                "error" => {
                    let error = json.raw()?;
                    if !is_falsy(error) {
                        self.error = Some(json.position() - error.len()..json.position());
                    }
                }
                "jsonrpc" => {
                    self.is_json_rpc = json.raw()? == b"\"2.0\"";
                }
                "method" | "params" => {
                    self.wrong = Some("it is a request, as if what was sent came back".to_owned());
                    json.skip()?;
                }
                _ => json.skip()?,
            }
        }
        Ok(None)
    }

    fn read_id(&mut self, json: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        if json.is_null() {
            self.found_id = FoundId::Null;
            return json.skip();
        }
        let start = json.position();
        if json.integer().ok().map(u64::try_from) == Some(Ok(self.id)) {
            self.found_id = FoundId::Requested;
            return Ok(());
        }
        json.set_position(start);
        let found = String::from_utf8_lossy(json.raw()?);
        let found: String = found.chars().take(40).collect();
        self.wrong = Some(format!(
            "expected the id of the request, found the id {found}"
        ));
        Ok(())
    }
}
