//! What the HTTP transport makes of failures, for clients that have no HTTP.

use odoo_rpc::{Call, Effect, Error, Outcome, TransportError, TransportErrorKind as Kind};

use crate::{exception::Exception, failure::Failure, version::Version};

/// Whether the call is run and committed all the same.
pub(crate) fn runs(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::Delay(_) | Failure::CutAfterCommit | Failure::HalfAnswer | Failure::WrongId
    )
}

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

pub(super) fn error(failure: &Failure, call: &Call, version: Version) -> Error {
    if let Some(exception) = exception(failure) {
        let fault = exception.into_fault(version);
        return Box::new(fault.of_call(call.info())).into();
    }
    let name = call.name();
    // A call that was sent and not answered.
    let doubt = match call.effect() {
        Effect::Read => Outcome::NotDone,
        Effect::Write => Outcome::Unknown,
    };
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
            doubt,
            "answered with an error of HTTP",
        ),
        Failure::Html => (
            Kind::NotJson,
            doubt,
            "answered with an HTML page instead of JSON",
        ),
        Failure::HalfAnswer => (Kind::Incomplete, doubt, "broke off its answer"),
        Failure::WrongId => (Kind::WrongAnswer, doubt, "answered another request"),
        _ => (
            Kind::ConnectionLost,
            doubt,
            "ended the connection before it answered",
        ),
    };
    TransportError::new(
        kind,
        outcome,
        format!("the in-memory Odoo, as it was told to, {what}: `{name}`"),
    )
    .into()
}
