//! Errors of the HTTP library.

use std::{
    error::Error as StdError,
    io::{self, ErrorKind},
};

use super::{base::BaseUrl, tls};
use crate::{
    call::Call,
    error::{ConfigError, Error, TransportError, TransportErrorKind},
    outcome::Outcome,
};

/// Returns the error of a request without a response.
#[cold]
pub(super) fn of_request(error: reqwest::Error, call: &Call, base: &BaseUrl) -> Error {
    let error = error.without_url();
    let name = call.info();
    if error.is_builder() {
        let why = chain(&error)
            .last()
            .map(ToString::to_string)
            .unwrap_or_default();
        return ConfigError::new(format!(
            "{name} was not sent: the request cannot be made ({why})"
        ))
        .into();
    }
    let is_refused = tls_error(&error).is_some_and(tls::wants_certificate);
    // A connection that the server refused during the handshake carried no request either.
    let is_unsent = error.is_connect() || is_refused;
    let (kind, sentence) = if is_unsent {
        let (kind, why) = of_connection(&error, base);
        (kind, format!("{name} was not sent: {why}"))
    } else if is_not_http(&error) {
        let hint = if base.is_https() {
            ""
        } else {
            "; if this port speaks TLS, write `https://`"
        };
        let sentence = format!("what {base} answered to {name} is not HTTP{hint}");
        (TransportErrorKind::NotHttp, sentence)
    } else {
        let sentence = format!(
            "the connection to {base} ended before {name} was answered: \
             was the server stopped, or the call longer than its time limit?"
        );
        (TransportErrorKind::ConnectionLost, sentence)
    };
    // Without a connection nothing was sent. A response that is not HTTP proves nothing: on a kept connection it may be the rest of an earlier one.
    let outcome = if is_unsent {
        Outcome::NotDone
    } else {
        Outcome::without_response(call.effect())
    };
    TransportError::with_source(kind, outcome, sentence, error).into()
}

/// Returns the error of a response that broke off.
#[cold]
pub(super) fn of_body(error: reqwest::Error, call: &Call, base: &BaseUrl, read: usize) -> Error {
    let sentence = format!(
        "the response of {base} to {} broke off after {read} bytes",
        call.info()
    );
    let outcome = Outcome::without_response(call.effect());
    TransportError::with_source(
        TransportErrorKind::Incomplete,
        outcome,
        sentence,
        error.without_url(),
    )
    .into()
}

fn of_connection(error: &reqwest::Error, base: &BaseUrl) -> (TransportErrorKind, String) {
    use TransportErrorKind::{NotConnected, Tls, UnknownHost};

    let io = chain(error)
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .last();
    let kind = io.map(io::Error::kind);
    if error.is_timeout() || kind == Some(ErrorKind::TimedOut) {
        return (
            NotConnected,
            format!("{base} accepted no connection in time; is the address right?"),
        );
    }
    if chain(error).any(|error| error.to_string().starts_with("dns error")) {
        return (
            UnknownHost,
            format!("the host of {base} cannot be found; is the name right?"),
        );
    }
    let why = chain(error)
        .last()
        .map(ToString::to_string)
        .unwrap_or_default();
    let tls = tls_error(error);
    match kind {
        Some(ErrorKind::ConnectionRefused) => (
            NotConnected,
            format!("{base} refused the connection; is Odoo running there?"),
        ),
        Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable) => (
            NotConnected,
            format!("{base} cannot be reached from here ({why})"),
        ),
        _ if base.is_https() || tls.is_some() => {
            let hint = tls
                .and_then(tls::hint)
                .map(|hint| format!("; {hint}"))
                .unwrap_or_default();
            (
                Tls,
                format!("the connection to {base} cannot be secured ({why}){hint}"),
            )
        }
        _ => (
            NotConnected,
            format!("no connection to {base} could be made ({why})"),
        ),
    }
}

fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    chain(error).find_map(|error| error.downcast_ref())
}

/// Checks the text of the error, because the library has no method for it.
///
/// An example is "invalid HTTP version parsed" of `hyper::Error`.
fn is_not_http(error: &reqwest::Error) -> bool {
    chain(error).any(|error| error.to_string().starts_with("invalid HTTP"))
}

/// Returns an error and its causes, outermost first.
pub(super) fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn StdError + 'static)| {
        // The source of an `io::Error` is the cause of the error that it contains, not that error.
        let held = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        held.map_or_else(|| (*error).source(), |held| Some(held as _))
    })
}
