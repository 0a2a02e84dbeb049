//! What the HTTP transport makes of failures, for clients that have no HTTP.

use odoo_rpc::{Call, Effect, Error, Outcome, TransportError, TransportErrorKind as Kind};

use crate::{exception::Exception, failure::Failure, version::Version};

/// The exception that the server raises in a failure, if it is one.
pub(crate) fn exception(failure: &Failure) -> Option<Exception> {
    match failure {
        Failure::SessionExpired => Some(Exception::session_expired()),
        Failure::Concurrency => Some(Exception::postgres(
            "SerializationFailure",
            "could not serialize access due to concurrent update",
        )),
        Failure::Fault(fault) => Some(fault.clone().into()),
        _ => None,
    }
}

/// What is known of a call that was sent and not answered.
fn doubt(call: &Call) -> Outcome {
    match call.effect() {
        Effect::Read => Outcome::NotDone,
        Effect::Write => Outcome::Unknown,
    }
}

/// What is known of a call that is answered with a status of HTTP: these are said before anything is run.
fn after(status: u16, call: &Call) -> Outcome {
    match status {
        400 | 401 | 404 | 405 | 407 | 411 | 413 | 414 | 415 | 429 | 431 => Outcome::NotDone,
        _ => doubt(call),
    }
}

pub(super) fn error(failure: &Failure, call: &Call, version: Version) -> Error {
    if let Some(exception) = exception(failure) {
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
            "asks for fewer requests",
        ),
        Failure::Status(status) => (
            Kind::Status(*status),
            after(*status, call),
            "answered with an error of HTTP",
        ),
        Failure::Html => (
            Kind::NotJson,
            doubt(call),
            "answered with an HTML page instead of JSON",
        ),
        Failure::HalfAnswer => (Kind::Incomplete, doubt(call), "broke off its answer"),
        Failure::WrongId => (Kind::WrongAnswer, doubt(call), "answered another request"),
        _ => (
            Kind::ConnectionLost,
            doubt(call),
            "ended the connection before it answered",
        ),
    };
    let sentence = format!(
        "the in-memory Odoo, as it was told to, {what}: `{}`",
        call.name()
    );
    let error = TransportError::new(kind, outcome, sentence);
    match failure {
        Failure::TooManyRequests(wait) => error.with_retry_after(*wait).into(),
        _ => error.into(),
    }
}

/// What there is in the place of a file.
pub(super) fn file_error(call: &Call, status: u16) -> Error {
    let advice = match status {
        404 => "there is no such file, or the user may not see it",
        _ => "the server cannot make the file: bring it with `World::report`",
    };
    let sentence = format!(
        "the in-memory Odoo answered {} with HTTP {status}: {advice}",
        call.info()
    );
    TransportError::new(Kind::Status(status), after(status, call), sentence).into()
}
