pub(crate) mod body;
mod envelope;
pub(crate) mod row_sink;
#[cfg(feature = "http")]
mod whole;

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use serde::de::DeserializeOwned;

use self::{
    body::{BodyParser, Shape},
    envelope::{Envelope, FoundId},
};
use crate::{
    call::{Call, CallInfo, Effect},
    error::{DecodeError, Error, Outcome, TransportError, TransportErrorKind},
    fault::Fault,
    json::JsonReader,
    report::Report,
};

/// The result of a call, as the bytes that came: read once, straight into what the program wants.
///
/// What stands before the result has been checked; the result itself and what follows it are checked when it is read.
pub struct Response {
    body: Body,
    /// Where the result begins, or `None` if there is none: Odoo leaves `null` out.
    result: Option<usize>,
    /// What is left to check after the result.
    rest: Option<Rest>,
    call: CallInfo,
    /// How many bytes came; there are fewer in the body if some were taken while they came.
    arrived: usize,
    /// What is to be told of the call, once it is known whether the answer is good.
    report: Mutex<Option<Box<Report>>>,
}

/// The bytes that came. That they are text is found out once.
enum Body {
    Text(String),
    /// They are not, or not all of them.
    Bytes(Vec<u8>),
}

/// The rest of an envelope.
struct Rest {
    id: u64,
    found_id: FoundId,
}

impl Response {
    /// An answer that is nothing but its value, as a transport without an envelope gives it.
    pub fn bare(body: Vec<u8>, call: &Call) -> Self {
        Response {
            arrived: body.len(),
            body: body.into(),
            result: Some(0),
            rest: None,
            call: call.info(),
            report: Mutex::default(),
        }
    }

    /// The answer to request `id` of JSON-RPC, or one that is nothing but its value, as it comes in pieces: the call's [`RowSink`](crate::RowSink) takes what it can, as it does over HTTP.
    ///
    /// # Errors
    ///
    /// As [`json_rpc`](Self::json_rpc).
    #[doc(hidden)]
    pub fn in_pieces(
        pieces: std::slice::Chunks<'_, u8>,
        id: Option<u64>,
        call: &Call,
    ) -> Result<Self, Error> {
        let shape = id.map_or(Shape::Bare, |_| Shape::Enveloped);
        let mut arriving = BodyParser::new(None, shape, call.tracked.intake.clone());
        for piece in pieces {
            arriving.push(piece);
        }
        let arrived = arriving.arrived();
        let body = arriving.into_body();
        let answer = match id {
            Some(id) => Response::json_rpc(body, id, call)?,
            None => Response::bare(body, call),
        };
        Ok(answer.of_bytes(arrived))
    }

    /// Has `report` told when the answer is read, or when it is dropped unread.
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

    /// Tells what came of the call, unless that was told.
    fn tell<T>(&self, result: Result<T, &Error>) {
        let mut report = self.report.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(report) = report.take() {
            report.end(result.map(|_| self.arrived));
        }
    }

    /// Says how many bytes came, for an answer of which some were taken.
    pub(crate) fn of_bytes(mut self, arrived: usize) -> Self {
        self.arrived = arrived;
        self
    }

    /// Opens the JSON-RPC envelope that answers request `id`: up to the result, which is read later, or the error, which
    /// is read whole.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if the server raised one. A [`TransportError`] if the body is not JSON, or not the answer to this
    /// request: the id must be the request's, but for errors that Odoo raised before it had read the request, where it
    /// is null (16 to 19, `odoo/http.py`).
    pub fn json_rpc(body: Vec<u8>, id: u64, call: &Call) -> Result<Self, Error> {
        let mut answer = Response {
            arrived: body.len(),
            body: body.into(),
            result: None,
            rest: None,
            call: call.info(),
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
            // Odoo leaves a result out that is null, and always says which protocol it speaks.
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

    /// Reads the result with `read`, which must read one value.
    ///
    /// # Errors
    ///
    /// What `read` says, with the call's name and [`Outcome`]; or a [`TransportError`] if what follows the result does
    /// not belong to an answer.
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
                // Only an answer that is there whole, and this call's, proves that the server got to its end.
                json.set_position(start);
                json.skip().map_err(|broken| self.broken(&broken))?;
                self.check_end(json)?;
                return Err(self.not_as_declared(error));
            }
        };
        self.check_end(json)?;
        Ok(value)
    }

    /// Reads the result into any type that serde can read.
    ///
    /// # Errors
    ///
    /// A [`DecodeError`] if the result is not such a value.
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method is of one lifetime, the closure of any"
    )]
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.read(|json| json.deserialize())
    }

    /// A reader at the beginning of the result, for going back to what [`read`](Self::read) has passed. What stands around the result is not
    /// checked once more.
    #[doc(hidden)]
    pub fn reader(&self) -> JsonReader<'_> {
        let mut json = self.body.reader();
        json.set_position(self.result.unwrap_or(usize::MAX));
        json
    }

    /// Says that an error was met in this answer, where it is read together with another.
    #[doc(hidden)]
    #[must_use]
    pub fn met(&self, error: DecodeError) -> DecodeError {
        error.of_call(self.call.clone())
    }

    /// After the result only the rest of an envelope may follow.
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

    /// A body that cannot be the answer: it may be a proxy's, or the answer to another request, or broken off.
    #[cold]
    fn wrong(&self, why: &str) -> Error {
        let sentence = format!("what came is not the answer to {}: {why}", self.call);
        TransportError::new(TransportErrorKind::WrongAnswer, self.doubt(), sentence).into()
    }

    /// A body that is JSON in part: cut off, or changed on the way. To Odoo's web client that is a lost connection.
    #[cold]
    fn broken(&self, error: &DecodeError) -> Error {
        let sentence = format!(
            "the answer to {} is not JSON as a whole ({error}): does a proxy before the server cut or change it?",
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
            "the answer to {} is {what} instead of JSON: is there an Odoo server at this URL, \
             and does a proxy or a login page stand before it?",
            self.call
        );
        TransportError::new(kind, self.doubt(), sentence).into()
    }

    fn doubt(&self) -> Outcome {
        doubt(self.call.effect())
    }
}

/// What can be said of a call that was sent and not answered.
pub(crate) fn doubt(effect: Effect) -> Outcome {
    match effect {
        Effect::Read => Outcome::NotDone,
        Effect::Write => Outcome::Unknown,
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

/// How large it is, not what it says.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("call", &self.call)
            .field("bytes", &self.arrived)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
