//! The errors that the HTTP transport returns for failures, for in-process clients.

use odoo_rpc::{Call, Effect, Error, Outcome, TransportError, TransportErrorKind as Kind};

use crate::{version::Version, world::Failure};

/// The outcome of a call that was sent and not answered.
fn doubt(call: &Call) -> Outcome {
    match call.effect() {
        Effect::Read => Outcome::NotDone,
        Effect::Write => Outcome::Unknown,
    }
}

/// The outcome of a call whose response has an HTTP error status.
///
/// A server sends the listed statuses before it runs the call.
fn after(status: u16, call: &Call) -> Outcome {
    match status {
        400 | 401 | 404 | 405 | 407 | 411 | 413 | 414 | 415 | 429 | 431 => Outcome::NotDone,
        _ => doubt(call),
    }
}

pub(super) fn error(failure: &Failure, call: &Call, version: Version) -> Error {
    if let Some(exception) = failure.exception() {
        let fault = exception.into_fault(version);
        return Box::new(fault.of_call(call.info())).into();
    }
    let (kind, outcome, what) = match failure {
        Failure::Refuse => (
            Kind::NotConnected,
            Outcome::NotDone,
            "refused the connection",
        ),
        Failure::TooManyRequests(_) => (
            Kind::Status(429),
            Outcome::NotDone,
            "returned status 429 (rate limit)",
        ),
        Failure::Status(status) => (
            Kind::Status(*status),
            after(*status, call),
            "returned an HTTP error status",
        ),
        Failure::Html => (
            Kind::NotJson,
            doubt(call),
            "returned an HTML page instead of JSON",
        ),
        // The server runs the call nevertheless.
        Failure::Delay(_) => (
            Kind::Timeout,
            doubt(call),
            "did not respond within the timeout of the call",
        ),
        Failure::HalfAnswer => (Kind::Incomplete, doubt(call), "sent a truncated response"),
        Failure::WrongId => (
            Kind::WrongResponse,
            doubt(call),
            "returned the response to another request",
        ),
        _ => (
            Kind::ConnectionLost,
            doubt(call),
            "closed the connection without a response",
        ),
    };
    let sentence = format!(
        "the in-memory Odoo {what} (injected failure): `{}`",
        call.name()
    );
    let error = TransportError::new(kind, outcome, sentence);
    match failure {
        Failure::TooManyRequests(wait) => error.with_retry_after(*wait).into(),
        _ => error.into(),
    }
}

/// The error of a file that is not available.
pub(super) fn file_error(call: &Call, status: u16) -> Error {
    let advice = match status {
        404 => "there is no such file, or the user may not see it",
        _ => "the server cannot render the report; add it with `World::report`",
    };
    let sentence = format!(
        "the in-memory Odoo responded to {} with HTTP {status}: {advice}",
        call.info()
    );
    let kind = match status {
        404 => Kind::FileNotFound,
        status => Kind::Status(status),
    };
    TransportError::new(kind, after(status, call), sentence).into()
}
