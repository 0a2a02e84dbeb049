pub(crate) mod body;
#[cfg(feature = "http")]
mod completeness;
mod envelope;
#[cfg(any(feature = "cache", feature = "http"))]
mod rows_by_id;
#[cfg(feature = "xml-rpc")]
mod xml;

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use serde::de::DeserializeOwned;

#[cfg(any(feature = "cache", feature = "http"))]
pub(crate) use self::rows_by_id::{RowsById, list, rows_by_id};
use self::{
    body::{BodyParser, Shape},
    envelope::{Envelope, FoundId},
};
use crate::{
    call::Call,
    call_info::CallInfo,
    call_state::CallState,
    error::{Error, TransportError, TransportErrorKind},
    fault::Fault,
    json::{DecodeError, JsonReader},
    outcome::Outcome,
    report::Report,
};

/// The response to a call: bytes, decoded once into the wanted type.
///
/// The part before the result has been checked. The result and the part after it are checked when they are read.
pub struct Response {
    body: Body,
    /// The offset of the result, or `None`: Odoo omits a `null` result.
    result: Option<usize>,
    /// What to check after the result.
    rest: Option<Rest>,
    call: CallInfo,
    /// How many bytes arrived. The body has fewer if a sink took some.
    arrived: usize,
    /// Reports the end of the call once the response is read.
    report: Mutex<Option<Box<Report>>>,
}

/// The body. UTF-8 is validated once.
enum Body {
    Text(String),
    /// Not valid UTF-8.
    Bytes(Vec<u8>),
}

/// The rest of an envelope.
struct Rest {
    id: u64,
    found_id: FoundId,
}

impl Response {
    /// Creates a response that consists of the result alone, without an envelope.
    ///
    /// `call` and `state` are what the transport was given.
    pub fn bare(body: Vec<u8>, call: &Call, state: &CallState) -> Self {
        Self::bare_of(body, state.info_of(call))
    }

    pub(crate) fn bare_of(body: Vec<u8>, call: CallInfo) -> Self {
        Response {
            arrived: body.len(),
            body: body.into(),
            result: Some(0),
            rest: None,
            call,
            report: Mutex::default(),
        }
    }

    /// Creates a response from chunks, as it arrives over HTTP.
    ///
    /// With an `id` it is the JSON-RPC envelope of that request. The call's [`RowSink`](crate::__private::RowSink) takes the rows that it can.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`json_rpc`](Self::json_rpc).
    #[doc(hidden)]
    pub fn in_pieces(
        pieces: std::slice::Chunks<'_, u8>,
        id: Option<u64>,
        call: &Call,
        state: &CallState,
    ) -> Result<Self, Error> {
        let shape = id.map_or(Shape::Bare, |_| Shape::Enveloped);
        let mut arriving = BodyParser::new(None, shape, state.row_sink.clone());
        for piece in pieces {
            arriving.push(piece);
        }
        let arrived = arriving.arrived();
        let body = arriving.into_body();
        let answer = match id {
            Some(id) => Response::json_rpc(body, id, call, state)?,
            None => Response::bare(body, call, state),
        };
        Ok(answer.of_bytes(arrived))
    }

    /// Reports the end of the call to `report` when the response is read or dropped.
    pub(crate) fn reported(mut self, mut report: Box<Report>) -> Self {
        report.good_unread(self.arrived);
        let own = self
            .report
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        report.around(own.take());
        *own = Some(report);
        self
    }

    /// Reports the end of the call, once.
    fn tell<T>(&self, result: Result<T, &Error>) {
        let mut report = self.report.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(report) = report.take() {
            report.end(result.map(|_| self.arrived));
        }
    }

    /// Sets how many bytes arrived, including those taken by a sink.
    pub(crate) fn of_bytes(mut self, arrived: usize) -> Self {
        self.arrived = arrived;
        self
    }

    /// Opens the JSON-RPC envelope of the response to request `id`.
    ///
    /// It reads up to the result, which is decoded later, or the whole error.
    ///
    /// # Errors
    ///
    /// Returns a [`Fault`] if the server raised one, and a [`TransportError`] if the body is not JSON or not the response to this request. The id must
    /// match. It may be null for an error that Odoo raised before it had read the request (16 to 19, `odoo/http.py`).
    pub fn json_rpc(body: Vec<u8>, id: u64, call: &Call, state: &CallState) -> Result<Self, Error> {
        Self::json_rpc_of(body, id, state.info_of(call))
    }

    pub(crate) fn json_rpc_of(body: Vec<u8>, id: u64, call: CallInfo) -> Result<Self, Error> {
        let mut answer = Response {
            arrived: body.len(),
            body: body.into(),
            result: None,
            rest: None,
            call,
            report: Mutex::default(),
        };
        let mut json = answer.body.reader();
        if json.peek() != Some(b'{') {
            return Err(answer.not_json());
        }
        let mut envelope = Envelope::new(id, FoundId::Absent);
        let opened = json
            .begin_object()
            .and_then(|()| envelope.read(&mut json, true));
        let result = match opened {
            Ok(None) => json.end().map(|()| None),
            opened => opened,
        };
        let result = result.map_err(|error| answer.broken(&error))?;
        if let Some(why) = envelope.wrong {
            return Err(answer.wrong(&why));
        }
        match (envelope.error, result) {
            (Some(_), Some(_)) => Err(answer.wrong("it has both a result and an error")),
            (_, Some(_)) if envelope.null_result => Err(answer.wrong("it has two results")),
            (Some(_), None) if envelope.found_id == FoundId::Absent => {
                Err(answer.wrong("it has no id"))
            }
            (Some(range), None) => {
                let json = answer.body.bytes().get(range).unwrap_or_default();
                match Fault::from_json(json) {
                    Ok(fault) => Err(Box::new(fault.of_call(answer.call)).into()),
                    Err(error) => Err(answer.wrong(&format!("its error cannot be read: {error}"))),
                }
            }
            (None, _) if envelope.found_id == FoundId::Null => Err(answer.wrong("its id is null")),
            (None, None) if envelope.found_id == FoundId::Absent => {
                Err(answer.wrong("it has no id"))
            }
            // Odoo omits a null result, and always states the protocol.
            (None, None) if !envelope.null_result && !envelope.is_json_rpc => {
                Err(answer.wrong("it has neither a result nor an error"))
            }
            (None, None) => Ok(answer),
            (None, Some(_)) => {
                let found_id = envelope.found_id;
                answer.result = result;
                answer.rest = Some(Rest { id, found_id });
                Ok(answer)
            }
        }
    }

    /// Decodes the result with `read`, which must read exactly one value.
    ///
    /// # Errors
    ///
    /// Returns the error of `read`, with the call's name and [`Outcome`], or a [`TransportError`] if the rest of the response is invalid.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&mut JsonReader<'_>) -> Result<T, DecodeError>,
    ) -> Result<T, Error> {
        let result = self.read_result(read);
        self.tell(result.as_ref());
        result
    }

    fn read_result<T>(
        &self,
        read: impl FnOnce(&mut JsonReader<'_>) -> Result<T, DecodeError>,
    ) -> Result<T, Error> {
        let Some(start) = self.result else {
            return read(&mut JsonReader::new(b"null"))
                .map_err(|error| self.not_as_declared(error));
        };
        let mut json = self.body.reader();
        json.set_position(start);
        let value = match read(&mut json) {
            Ok(value) => value,
            Err(error) => {
                // Only a complete response proves that the server ran the call to its end.
                json.set_position(start);
                json.skip().map_err(|broken| self.broken(&broken))?;
                self.check_end(json)?;
                return Err(self.not_as_declared(error));
            }
        };
        self.check_end(json)?;
        Ok(value)
    }

    /// Decodes the result into any type that implements `Deserialize`.
    ///
    /// # Errors
    ///
    /// Returns a [`DecodeError`] if the result has another shape.
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method is of one lifetime, the closure of any"
    )]
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.read(|json| json.deserialize())
    }

    /// Returns a reader at the beginning of the result, to revisit what [`read`](Self::read) has passed.
    ///
    /// The envelope is not checked again.
    #[doc(hidden)]
    pub fn reader(&self) -> JsonReader<'_> {
        let mut json = self.body.reader();
        json.set_position(self.result.unwrap_or(usize::MAX));
        json
    }

    /// Adds this call to a decode error.
    #[doc(hidden)]
    #[must_use]
    pub fn met(&self, error: DecodeError) -> DecodeError {
        error.of_call(self.call.clone())
    }

    /// Only the rest of the envelope may follow the result.
    fn check_end(&self, mut json: JsonReader<'_>) -> Result<(), Error> {
        if let Some(Rest { id, found_id }) = self.rest {
            let mut envelope = Envelope::new(id, found_id);
            let result = envelope
                .read(&mut json, false)
                .map_err(|error| self.broken(&error))?;
            if let Some(why) = envelope.wrong {
                return Err(self.wrong(&why));
            }
            if envelope.found_id == FoundId::Null {
                return Err(self.wrong("its id is null"));
            }
            if envelope.error.is_some() {
                return Err(self.wrong("it has both a result and an error"));
            }
            if result.is_some() || envelope.null_result {
                return Err(self.wrong("it has two results"));
            }
            if envelope.found_id == FoundId::Absent {
                return Err(self.wrong("it has no id"));
            }
        }
        json.end().map_err(|error| self.broken(&error))
    }

    #[cold]
    fn not_as_declared(&self, error: DecodeError) -> Error {
        self.met(error).into()
    }

    /// The error of a body that is not the response, such as a proxy's page.
    #[cold]
    fn wrong(&self, why: &str) -> Error {
        let sentence = format!("invalid response to {}: {why}", self.call);
        TransportError::new(TransportErrorKind::WrongResponse, self.doubt(), sentence).into()
    }

    /// The error of a body that is cut off or changed.
    ///
    /// Odoo's web client treats it as a lost connection too.
    #[cold]
    fn broken(&self, error: &DecodeError) -> Error {
        let sentence = format!(
            "the response to {} is not complete JSON ({error}): does a proxy truncate or change it?",
            self.call
        );
        TransportError::new(TransportErrorKind::NotJson, self.doubt(), sentence).into()
    }

    #[cold]
    fn not_json(&self) -> Error {
        let (kind, what) = match self.body.bytes().trim_ascii_start() {
            [] => (TransportErrorKind::NotJson, "an empty body".to_owned()),
            [b'<', ..] => (TransportErrorKind::NotJson, "an HTML page".to_owned()),
            other => {
                let beginning = other.get(..40).unwrap_or(other);
                let text = String::from_utf8_lossy(beginning).into_owned();
                (TransportErrorKind::NotJson, format!("{text:?}"))
            }
        };
        let sentence = format!(
            "the response to {} is {what} instead of JSON: is there an Odoo server at this URL, \
             or a proxy or login page in front of it?",
            self.call
        );
        TransportError::new(kind, self.doubt(), sentence).into()
    }

    fn doubt(&self) -> Outcome {
        Outcome::without_response(self.call.effect())
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Body::Text(text),
            Err(error) => Body::Bytes(error.into_bytes()),
        }
    }
}

impl Body {
    fn bytes(&self) -> &[u8] {
        match self {
            Body::Text(text) => text.as_bytes(),
            Body::Bytes(bytes) => bytes,
        }
    }

    fn reader(&self) -> JsonReader<'_> {
        match self {
            Body::Text(text) => JsonReader::of(text),
            Body::Bytes(bytes) => JsonReader::new(bytes),
        }
    }
}

/// Shows the size, not the content.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("call", &self.call)
            .field("bytes", &self.arrived)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
