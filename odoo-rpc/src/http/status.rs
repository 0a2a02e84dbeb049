//! The meaning of an HTTP error status without an exception of Odoo's.

use std::{error::Error as StdError, time::Duration};

use reqwest::{
    StatusCode,
    header::{RETRY_AFTER, WWW_AUTHENTICATE},
};

use super::{Endpoint, tls};
use crate::{
    call::{Call, Target},
    error::{Error, TransportError, TransportErrorKind, is_of_gateway},
    outcome::Outcome,
};

impl Endpoint {
    /// The error of an HTTP error status without an exception.
    #[cold]
    pub(super) fn http_error(
        &self,
        call: &Call,
        response: &reqwest::Response,
        body: &[u8],
    ) -> Error {
        let status = response.status();
        let is_file = matches!(call.target, Target::Page { .. });
        let advice = match status.as_u16() {
            404 if is_file => "there is no such file, or the user may not see it",
            400 | 422 | 500 if is_file => {
                "the server cannot make the file: see its log (a report needs `wkhtmltopdf` there)"
            }
            400 if mentions_https(body) => {
                "this port speaks TLS: write `https://` in the URL of the server"
            }
            400 if beginning(body).contains("ssl certificate was sent") => tls::CLIENT_CERTIFICATE,
            // 18 and 19 answer 400 to each POST to a page of the web client. Before them it does not exist.
            400 | 404 if !is_file && self.base.is_of_web_client() => {
                "`/odoo` is the path of Odoo's web client: write the URL of the server without `/odoo`, unless a proxy publishes Odoo below it"
            }
            404 if response.url().path().contains("/xmlrpc/2/") => {
                "no XML-RPC at this URL: Odoo 22 has none, 19 to 21 need the module `rpc`, and a proxy may hide it"
            }
            404 if says_no_database(body) => {
                "Odoo there has no such database for this host, or lost the session that names it"
            }
            404 if response.url().path().contains("/json/2/") => {
                "check that a gateway before Odoo lets `/json/2` through, and that Odoo has the database"
            }
            404 => {
                "either this is not the URL of an Odoo server, or a host of many databases lost the session or does \
                 not have the database"
            }
            407 => {
                "the proxy requires a user name and password: set them in the URL of `ClientBuilder::proxy`"
            }
            413 => "the request is too large for the server or a proxy: send less at once",
            429 => "rate limit of the server or a proxy: send fewer requests",
            401 if wants_password(response) => {
                "a gateway before Odoo requires a user name and a password: set them with `ClientBuilder::basic_auth`"
            }
            status if is_of_gateway(status) => {
                "a proxy answers, but its Odoo does not: is it starting, or busy?"
            }
            500..=599 => "the server failed: see its log",
            _ => "is this the URL of an Odoo server?",
        };
        let sentence = format!(
            "{} answered {} with HTTP {status}: {advice}",
            self.base,
            call.info()
        );
        // These are returned before a controller runs. A gateway may return others after one has run.
        let outcome = match status.as_u16() {
            400 | 401 | 404 | 405 | 407 | 411 | 413 | 414 | 415 | 429 | 431 => Outcome::NotDone,
            _ => Outcome::without_response(call.effect()),
        };
        let kind = match status.as_u16() {
            404 if is_file => TransportErrorKind::FileNotFound,
            status => TransportErrorKind::Status(status),
        };
        let error = if status == StatusCode::NOT_FOUND && says_no_database(body) {
            TransportError::with_source(kind, outcome, sentence, NoDatabase)
        } else {
            TransportError::new(kind, outcome, sentence)
        };
        match retry_after(response) {
            Some(wait) => error.with_retry_after(wait).into(),
            None => error.into(),
        }
    }
}

/// The source of an error whose page is Odoo's own for an unknown database.
#[derive(Debug, thiserror::Error)]
#[error("Odoo selected no database")]
struct NoDatabase;

/// Returns whether Odoo itself answered that it does not have the database, not a gateway.
pub(super) fn is_without_database(error: &TransportError) -> bool {
    error.source().is_some_and(<dyn StdError>::is::<NoDatabase>)
}

/// Returns whether a page is Odoo's `NOT_FOUND_NODB` (19, `odoo/http.py`), which is never translated.
fn says_no_database(body: &[u8]) -> bool {
    beginning(body).contains("no database is selected")
}

/// Returns the beginning of a page, in lower case.
fn beginning(body: &[u8]) -> String {
    String::from_utf8_lossy(body.get(..2048).unwrap_or(body)).to_lowercase()
}

/// Returns how long the server asks to wait, in seconds.
///
/// A date would need synchronized clocks.
fn retry_after(response: &reqwest::Response) -> Option<Duration> {
    let value = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    value.trim().parse().ok().map(Duration::from_secs)
}

/// Returns whether HTTP Basic is requested, which Odoo never does: JSON-2 requests a bearer token.
fn wants_password(response: &reqwest::Response) -> bool {
    let asked = response.headers().get_all(WWW_AUTHENTICATE);
    asked
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| {
            value.split(',').any(|scheme| {
                let name = scheme.trim_start().get(..5);
                name.is_some_and(|name| name.eq_ignore_ascii_case("basic"))
            })
        })
}

/// Matches the responses of nginx and Apache to plain HTTP on a TLS port.
fn mentions_https(body: &[u8]) -> bool {
    let text = beginning(body);
    text.contains("http request was sent to https port")
        || text.contains("speaking plain http to an ssl")
}
