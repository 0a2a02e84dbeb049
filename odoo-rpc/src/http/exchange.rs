//! One request and its response.

use reqwest::{
    StatusCode, Version,
    header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, LOCATION, TRANSFER_ENCODING, VARY},
};
use tokio::task::coop::consume_budget;

use super::{
    Deadline, Endpoint, Received, http_error, late_answer,
    outgoing::Outgoing,
    session::{Access, Session},
};
use crate::{
    call::Call,
    call_info::Effect,
    error::{Error, TransportError, TransportErrorKind},
    fault::Fault,
    outcome::Outcome,
    response::Response,
    response::body::{BodyParser, Shape},
};

impl Received for Response {
    async fn exchange(
        channel: &Endpoint,
        call: Outgoing<'_>,
        session: Option<&Session>,
        deadline: Deadline,
    ) -> Result<Self, Error> {
        let place = channel.place(&call, deadline).await?;
        let call = call.merged();
        let late = |limit| late_answer(&call, &channel.base, limit);
        // Boxed: one large future is slower to allocate than two smaller ones.
        let sent = Box::pin(channel.call(call, session, deadline));
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
    /// Sends the request, and reads and decodes the response.
    async fn call(
        &self,
        call: Outgoing<'_>,
        session: Option<&Session>,
        deadline: Deadline,
    ) -> Result<Response, Error> {
        let id = self.next_id();
        let mut response = self.send(call, session, id).await?;
        let status = response.status();
        let is_bare = call.model().is_some()
            && matches!(session.map(Session::access), Some(Access::Bearer { .. }));
        let shape = if is_bare {
            Shape::Bare
        } else {
            Shape::Enveloped
        };
        #[cfg(feature = "xml-rpc")]
        let shape = if self.speaks_xml_rpc_for(&call) && status.is_success() {
            Shape::Xml
        } else {
            shape
        };
        let sink = call.row_sink().filter(|_| status.is_success());
        let mut arriving = BodyParser::new(announced(&response), shape, sink);
        self.receive(&call, &mut response, &mut arriving, deadline)
            .await?;
        #[cfg(feature = "xml-rpc")]
        if shape == Shape::Xml {
            return Response::xml_rpc_of(arriving, call.info());
        }
        let arrived = arriving.arrived();
        let body = arriving.into_body();
        // Odoo's exceptions have status 200. Another status comes from the server below Odoo or from a gateway, JSON or not.
        match (shape, status.is_success()) {
            (Shape::Bare, true) => {
                if !is_json(&response) {
                    return Err(self.not_json(&call));
                }
                if body.len() > "{}".len()
                    && body.starts_with(b"{")
                    && call
                        .json2_body(&call.context_for(session))
                        .is_ok_and(|sent| sent == body)
                {
                    return Err(self.echoed(&call));
                }
                let ending = Ending::of(&response);
                // A number cut off is still a number. None is long enough to be compressed.
                let is_number = body
                    .trim_ascii_start()
                    .first()
                    .is_some_and(|byte| matches!(byte, b'-' | b'0'..=b'9'));
                if ending == Ending::Open || (ending == Ending::OfGzip && is_number) {
                    return Err(self.without_end(&call));
                }
                let answer = Response::bare_of(body, call.info()).of_bytes(arrived);
                answer.whole()
            }
            (Shape::Bare, false) => {
                // JSON-2 reports the kind of exception by the status, with the exception in the body.
                match Fault::from_json2(&body) {
                    Some(fault) => Err(Box::new(fault.of_call(call.info())).into()),
                    None => Err(self.http_error(&call, &response, &body)),
                }
            }
            (Shape::Enveloped, true) => {
                let answer = Response::json_rpc_of(body, id, call.info())?;
                answer.of_bytes(arrived).whole()
            }
            _ => Err(self.http_error(&call, &response, &body)),
        }
    }

    /// Sends the request and returns the response's head.
    pub(super) async fn send(
        &self,
        call: Outgoing<'_>,
        session: Option<&Session>,
        id: u64,
    ) -> Result<reqwest::Response, Error> {
        let request = self.request(call, session, id)?;
        call.is_being_sent();
        let response = request
            .send()
            .await
            .map_err(|error| http_error::of_request(error, &call, &self.base))?;
        if let Some(session) = session {
            session.remember(response.url(), response.headers());
        }
        self.jar.remember(response.url(), response.headers());
        if response.status().is_redirection() {
            return Err(self.redirected(&call, &response));
        }
        Ok(response)
    }

    /// Reads the whole body of a response.
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

    /// Reads the body of a response, and passes its rows to the call's sink.
    ///
    /// Chunks may arrive faster than they are read, so that the task never waits: the deadline is checked for each chunk, and other tasks get a turn.
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
            "the response to {} has more than {} bytes: {advice} raise `ClientBuilder::max_response_bytes`",
            call.info(),
            self.max_response_bytes
        );
        let outcome = Outcome::without_response(call.effect());
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
                    // Without parts that may be secret. This cannot fail for a URL with a host.
                    let _ = url.set_username("").and_then(|()| url.set_password(None));
                    url.set_query(None);
                    url.set_fragment(None);
                    url.to_string()
                },
            );
        let sentence = format!(
            "{} redirected {} to {target}, and the client follows no redirects: \
             if the server has moved, give `Client::builder` its new URL",
            self.base,
            call.info()
        );
        // A controller may return 302 or 303 after its work. 307 and 308 replace it.
        let outcome = match response.status() {
            StatusCode::FOUND | StatusCode::SEE_OTHER => Outcome::without_response(call.effect()),
            _ => Outcome::NotDone,
        };
        TransportError::new(TransportErrorKind::Redirect, outcome, sentence).into()
    }

    /// The error of a JSON-2 value of unknown length, which may be cut off.
    ///
    /// `12` may be the beginning of `1234`. Odoo sends the length (19).
    #[cold]
    fn without_end(&self, call: &Call) -> Error {
        let sentence = format!(
            "the response of {} to {} may be cut off: it has no length, which Odoo always says; \
             does a proxy remove `Content-Length`?",
            self.base,
            call.info()
        );
        let outcome = Outcome::without_response(call.effect());
        TransportError::new(TransportErrorKind::Incomplete, outcome, sentence).into()
    }

    /// The request, returned as if it were the value of a JSON-2 response.
    #[cold]
    fn echoed(&self, call: &Call) -> Error {
        let sentence = format!(
            "invalid response to {}: {} sent the request back; is this the URL of an Odoo server?",
            call.info(),
            self.base
        );
        let outcome = Outcome::without_response(call.effect());
        TransportError::new(TransportErrorKind::NotJson, outcome, sentence).into()
    }

    /// The error of a page instead of a JSON-2 value, such as a login page.
    #[cold]
    fn not_json(&self, call: &Call) -> Error {
        let sentence = format!(
            "invalid response to {}: {} did not send JSON; is there a gateway in front of it?",
            call.info(),
            self.base
        );
        let outcome = Outcome::without_response(call.effect());
        TransportError::new(TransportErrorKind::NotJson, outcome, sentence).into()
    }
}

/// How the end of a response is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// By HTTP: a length, the last chunk, or the end of an HTTP/2 stream.
    Said,
    /// Perhaps by gzip: then the HTTP library removes the length.
    ///
    /// It reports a truncated stream itself.
    OfGzip,
    /// Only by the end of the connection.
    Open,
}

impl Ending {
    pub(super) fn of(response: &reqwest::Response) -> Self {
        let headers = response.headers();
        let has_end = response.version() >= Version::HTTP_2
            || match headers.get_all(TRANSFER_ENCODING).iter().next_back() {
                // With another last coding the body ends with the connection, whatever its length says (RFC 9112, 6.3).
                Some(codings) => is_chunked(codings),
                None => headers.contains_key(CONTENT_LENGTH),
            };
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

/// Returns whether the last of these codings marks the end of the body.
fn is_chunked(codings: &HeaderValue) -> bool {
    let last = codings.as_bytes().rsplit(|byte| *byte == b',').next();
    last.is_some_and(|last| last.trim_ascii().eq_ignore_ascii_case(b"chunked"))
}

/// Returns the announced length of the body.
fn announced(response: &reqwest::Response) -> Option<usize> {
    let length = response.content_length()?;
    usize::try_from(length).ok()
}

fn is_json(response: &reqwest::Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/json"))
}
