//! One request and its answer.

use std::time::Duration;

use reqwest::{
    StatusCode, Version,
    header::{
        CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER, TRANSFER_ENCODING, VARY,
        WWW_AUTHENTICATE,
    },
};
use tokio::task::coop::consume_budget;

use super::{
    Deadline, Endpoint, Received, http_error, late_answer,
    session::{Access, Session},
};
use crate::{
    call::{Call, Effect, Target},
    error::{Error, Outcome, TransportError, TransportErrorKind},
    fault::Fault,
    response::{
        Response,
        body::{BodyParser, Shape},
        doubt,
    },
};

impl Received for Response {
    async fn exchange(
        channel: &Endpoint,
        call: &Call,
        session: Option<&Session>,
        deadline: Deadline,
    ) -> Result<Self, Error> {
        let place = channel.place(call, deadline).await?;
        let late = |limit| late_answer(call, &channel.base, limit);
        // In a place of its own: one large future is slower to make room for than two that are not.
        let sent = Box::pin(channel.send(call, session, deadline));
        match deadline.limit(sent, late).await? {
            Err(error @ Error::Fault(_)) => {
                drop(place);
                Err(channel.as_meant(error, session, deadline).await)
            }
            answer => answer,
        }
    }
}

impl Endpoint {
    async fn send(
        &self,
        call: &Call,
        session: Option<&Session>,
        deadline: Deadline,
    ) -> Result<Response, Error> {
        let id = self.next_id();
        let mut response = self.respond(call, session, id).await?;
        let status = response.status();
        let is_bare = call.model().is_some()
            && matches!(session.map(Session::access), Some(Access::Bearer { .. }));
        let shape = if is_bare {
            Shape::Bare
        } else {
            Shape::Enveloped
        };
        let intake = call.tracked.intake.clone().filter(|_| status.is_success());
        let mut arriving = BodyParser::new(announced(&response), shape, intake);
        self.receive(call, &mut response, &mut arriving, deadline)
            .await?;
        let arrived = arriving.arrived();
        let body = arriving.into_body();
        // Odoo's exceptions come with status 200. What has another one, JSON or not, is said by the server below it, or by
        // a gateway before it.
        match shape {
            Shape::Bare => {
                if status.is_success() {
                    if !is_json(&response) {
                        return Err(self.not_json(call));
                    }
                    let ending = Ending::of(&response);
                    // A number is as good as its first digits. None is so long that anybody compresses it.
                    let is_number = body
                        .trim_ascii_start()
                        .first()
                        .is_some_and(|byte| matches!(byte, b'-' | b'0'..=b'9'));
                    if ending == Ending::Open || (ending == Ending::OfGzip && is_number) {
                        return Err(self.without_end(call));
                    }
                    let answer = Response::bare(body, call).of_bytes(arrived);
                    return answer.whole(ending == Ending::Said);
                }
                // JSON-2 says by the status what kind of exception it is, and has the exception in the body.
                match Fault::from_json2(&body) {
                    Some(fault) => Err(Box::new(fault.of_call(call.info())).into()),
                    None => Err(self.http_error(call, &response, &body)),
                }
            }
            Shape::Enveloped if status.is_success() => {
                let answer = Response::json_rpc(body, id, call)?.of_bytes(arrived);
                answer.whole(Ending::of(&response) == Ending::Said)
            }
            Shape::Enveloped => Err(self.http_error(call, &response, &body)),
        }
    }

    /// Sends the request and takes the head of the answer.
    pub(super) async fn respond(
        &self,
        call: &Call,
        session: Option<&Session>,
        id: u64,
    ) -> Result<reqwest::Response, Error> {
        let request = self.request(call, session, id)?;
        call.is_being_sent();
        let response = request
            .send()
            .await
            .map_err(|error| http_error::of_request(error, call, &self.base))?;
        if let Some(session) = session {
            session.remember(response.url(), response.headers());
        }
        self.jar.remember(response.url(), response.headers());
        if response.status().is_redirection() {
            return Err(self.redirected(call, &response));
        }
        Ok(response)
    }

    /// The whole body of an answer.
    pub(super) async fn body(
        &self,
        call: &Call,
        response: &mut reqwest::Response,
        deadline: Deadline,
    ) -> Result<Vec<u8>, Error> {
        let mut body = BodyParser::new(announced(response), Shape::Bare, None);
        self.receive(call, response, &mut body, deadline).await?;
        Ok(body.into_body())
    }

    /// The body of an answer; what the call's intake takes while it comes is not kept.
    ///
    /// Pieces may come faster than they are read, so that there is never anything to wait for: the time that the call may take is looked at with each, and others get their turn.
    async fn receive(
        &self,
        call: &Call,
        response: &mut reqwest::Response,
        body: &mut BodyParser,
        deadline: Deadline,
    ) -> Result<(), Error> {
        loop {
            if deadline.is_over() {
                return Err(late_answer(call, &self.base, deadline.limit));
            }
            consume_budget().await;
            match response.chunk().await {
                Ok(Some(piece)) if body.arrived() + piece.len() > self.max_response_bytes => {
                    return Err(self.too_large(call));
                }
                Ok(Some(piece)) => body.push(&piece),
                Ok(None) => return Ok(()),
                Err(error) => {
                    return Err(http_error::of_body(error, call, &self.base, body.arrived()));
                }
            }
        }
    }

    #[cold]
    fn too_large(&self, call: &Call) -> Error {
        let advice = match call.effect() {
            Effect::Read => "ask for fewer records or fields, or",
            Effect::Write => "the server may have done it;",
        };
        let sentence = format!(
            "the answer to {} has more than {} bytes: {advice} raise `ClientBuilder::max_response_bytes`",
            call.info(),
            self.max_response_bytes
        );
        let outcome = doubt(call.effect());
        TransportError::new(TransportErrorKind::TooLarge, outcome, sentence).into()
    }

    #[cold]
    fn redirected(&self, call: &Call, response: &reqwest::Response) -> Error {
        let location = response
            .headers()
            .get(LOCATION)
            .and_then(|value| value.to_str().ok());
        let target = location
            .and_then(|location| response.url().join(location).ok())
            .map_or_else(
                || "another place".to_owned(),
                |mut url| {
                    // Without what may hold a secret. Neither can fail for a URL with a host, and without one there is nothing.
                    let _ = url.set_username("").and_then(|()| url.set_password(None));
                    url.set_query(None);
                    url.set_fragment(None);
                    url.to_string()
                },
            );
        let sentence = format!(
            "{} sent {} on to {target}, and the client goes nowhere but to its own URL: \
             if the server has moved, give `Client::builder` its new URL",
            self.base,
            call.info()
        );
        // "See there" may be said by a controller that has done its work; "ask there" is said in place of it.
        let outcome = match response.status() {
            StatusCode::FOUND | StatusCode::SEE_OTHER => doubt(call.effect()),
            _ => Outcome::NotDone,
        };
        TransportError::new(TransportErrorKind::Redirect, outcome, sentence).into()
    }

    /// A value of JSON-2 whose end nobody can tell: `12` may be the beginning of `1234`. Odoo says its length (19).
    #[cold]
    fn without_end(&self, call: &Call) -> Error {
        let sentence = format!(
            "the answer of {} to {} may be cut off: it has no length, which Odoo always says; \
             does a proxy before it remove `Content-Length`?",
            self.base,
            call.info()
        );
        let outcome = doubt(call.effect());
        TransportError::new(TransportErrorKind::Incomplete, outcome, sentence).into()
    }

    /// A page where JSON-2 has a value: somebody else's, such as a gateway's that wants a login.
    #[cold]
    fn not_json(&self, call: &Call) -> Error {
        let sentence = format!(
            "what came is not the answer to {}: {} sent no JSON; does a gateway stand before it?",
            call.info(),
            self.base
        );
        let outcome = doubt(call.effect());
        TransportError::new(TransportErrorKind::NotJson, outcome, sentence).into()
    }

    /// An answer with an error of HTTP, which no JSON explains.
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
            404 => {
                "either this is not the URL of an Odoo server, or a host of many databases lost the session or does \
                 not have the database"
            }
            407 => "the proxy wants to know who asks: give it to `ClientBuilder::proxy` in its URL",
            413 => {
                "the request is too large for the server or a proxy before it: send less at once"
            }
            429 => "the server or a proxy before it asks for fewer requests",
            401 if wants_password(response) => {
                "a gateway before Odoo asks for a user name and a password: give them to `ClientBuilder::basic_auth`"
            }
            502..=504 | 520..=524 => {
                "a proxy stands there, but Odoo behind it does not answer: is it starting, or busy?"
            }
            500..=599 => "the server broke down over it: see its log",
            _ => "is this the URL of an Odoo server?",
        };
        let sentence = format!(
            "{} answered {} with HTTP {status}: {advice}",
            self.base,
            call.info()
        );
        // These are said before a controller runs; any other may be said by a gateway after one has.
        let outcome = match status.as_u16() {
            400 | 401 | 404 | 405 | 407 | 411 | 413 | 414 | 415 | 429 | 431 => Outcome::NotDone,
            _ => doubt(call.effect()),
        };
        let kind = TransportErrorKind::Status(status.as_u16());
        let error = TransportError::new(kind, outcome, sentence);
        match retry_after(response) {
            Some(wait) => error.with_retry_after(wait).into(),
            None => error.into(),
        }
    }
}

/// How it can be known where an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// By what HTTP says: a length, the last chunk, the end of a stream of HTTP/2.
    Said,
    /// Perhaps by what gzip says: the HTTP library takes the length away from what it unpacks, and reports one that is cut off.
    OfGzip,
    /// By nothing but the end of the connection.
    Open,
}

impl Ending {
    fn of(response: &reqwest::Response) -> Self {
        let headers = response.headers();
        let has_end = response.version() >= Version::HTTP_2
            || headers.contains_key(CONTENT_LENGTH)
            || headers.contains_key(TRANSFER_ENCODING);
        let depends_on_encoding = || {
            let vary = headers.get_all(VARY).iter();
            vary.filter_map(|value| value.to_str().ok())
                .any(|value| value.to_ascii_lowercase().contains("accept-encoding"))
        };
        if has_end {
            Ending::Said
        } else if depends_on_encoding() {
            Ending::OfGzip
        } else {
            Ending::Open
        }
    }
}

/// How long the server says that its answer is.
fn announced(response: &reqwest::Response) -> Option<usize> {
    let length = response.content_length()?;
    usize::try_from(length).ok()
}

fn is_json(response: &reqwest::Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/json"))
}

/// How long the server asks to wait, if it says so in seconds; a date would need both clocks to be right.
fn retry_after(response: &reqwest::Response) -> Option<Duration> {
    let value = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    value.trim().parse().ok().map(Duration::from_secs)
}

/// Whether HTTP Basic is asked for, which Odoo never does: JSON-2 asks for a bearer.
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

/// What nginx and Apache say to plain HTTP on a TLS port.
fn mentions_https(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body.get(..2048).unwrap_or(body)).to_lowercase();
    text.contains("http request was sent to https port")
        || text.contains("speaking plain http to an ssl")
}
