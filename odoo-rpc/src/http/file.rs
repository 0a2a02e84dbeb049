//! Downloads over HTTP.

use futures_util::stream;
use percent_encoding::percent_decode_str;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap, HeaderName};
use tokio::{runtime::Id, sync::OwnedSemaphorePermit, time::timeout};

use super::{
    Deadline, Endpoint, Received, base::BaseUrl, exchange::Ending, http_error, late_answer,
    outgoing::Outgoing, session::Session,
};
use crate::{
    call::Call,
    download::Content,
    error::{Error, TransportError, TransportErrorKind},
    outcome::Outcome,
    runtime,
};

impl Received for Content {
    async fn exchange(
        channel: &Endpoint,
        call: Outgoing<'_>,
        session: Option<&Session>,
        deadline: Deadline,
    ) -> Result<Self, Error> {
        let place = channel.place(&call, deadline).await?;
        let late = |limit| late_answer(&call, &channel.base, limit);
        let sent = channel.send(call, session, channel.next_id());
        let mut response = deadline.limit(sent, late).await??;
        if !response.status().is_success() {
            let body = channel.body(&call, &mut response, deadline);
            let body = deadline.limit(body, late).await??;
            return Err(channel.http_error(&call, &response, &body));
        }
        let headers = response.headers();
        let (name, media_type) = (
            file_name(headers),
            text(headers, &CONTENT_TYPE).map(str::to_owned),
        );
        let len = response.content_length();
        let body = Body {
            has_end: Ending::of(&response) != Ending::Open,
            response,
            call: call.call().clone(),
            base: channel.base.clone(),
            deadline,
            read: 0,
            runtime: runtime::current()?.id(),
            _place: place,
        };
        let chunks = stream::unfold(Some(body), |body| async move {
            let mut body = body?;
            match body.chunk().await {
                Ok(Some(chunk)) => Some((Ok(chunk), Some(body))),
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        });
        Ok(Content::new(chunks)
            .with_file_name(name)
            .with_media_type(media_type)
            .with_len(len)
            .with_most(channel.max_response_bytes))
    }
}

/// The rest of a file, and its place in the queue.
struct Body {
    response: reqwest::Response,
    call: Call,
    base: BaseUrl,
    deadline: Deadline,
    read: usize,
    /// The runtime that drives the connection.
    runtime: Id,
    /// Whether it can be known where it ends.
    has_end: bool,
    _place: Option<OwnedSemaphorePermit>,
}

impl Body {
    /// Returns the next chunk.
    ///
    /// The timeout applies to each chunk, because the total depends on the size.
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let is_moved = runtime::current()?.id() != self.runtime;
        let limit = self.deadline.limit;
        let chunk = match timeout(limit, self.response.chunk()).await {
            Ok(Ok(chunk)) => chunk,
            _ if is_moved => return Err(self.moved()),
            Ok(Err(error)) => {
                return Err(http_error::of_body(
                    error, &self.call, &self.base, self.read,
                ));
            }
            Err(_) => return Err(late_answer(&self.call, &self.base, limit)),
        };
        if chunk.is_none() && !self.has_end {
            return Err(self.without_end());
        }
        Ok(chunk.map(|chunk| {
            self.read += chunk.len();
            chunk.into()
        }))
    }

    /// The connection of a file belongs to another runtime, which may have paused or ended.
    #[cold]
    fn moved(&self) -> Error {
        let sentence = format!(
            "the response of {} to {} stopped after {} bytes, and another runtime has its connection: read a file in the runtime in which it was requested",
            self.base,
            self.call.info(),
            self.read
        );
        TransportError::new(TransportErrorKind::Incomplete, Outcome::NotDone, sentence).into()
    }

    /// A file that ends with its connection, which ends too when it breaks.
    #[cold]
    fn without_end(&self) -> Error {
        let sentence = format!(
            "the file of {} may be cut off after {} bytes: {} said no length, as Odoo always does; does a proxy before it remove `Content-Length`?",
            self.call.info(),
            self.read,
            self.base,
        );
        TransportError::new(TransportErrorKind::Incomplete, Outcome::NotDone, sentence).into()
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Returns the name in `Content-Disposition` (RFC 6266), preferably the one in UTF-8.
fn file_name(headers: &HeaderMap) -> Option<String> {
    let value = text(headers, &CONTENT_DISPOSITION)?;
    let parameter = |name: &str| {
        value.split(';').skip(1).find_map(|part| {
            let (key, value) = part.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    let in_utf8 = parameter("filename*").and_then(|value| {
        let encoded = value
            .get(..7)
            .filter(|charset| charset.eq_ignore_ascii_case("utf-8''"));
        let encoded = encoded.and(value.get(7..))?;
        percent_decode_str(encoded)
            .decode_utf8()
            .ok()
            .map(Into::into)
    });
    let plain = || parameter("filename").map(|name| name.trim_matches('"').to_owned());
    in_utf8.or_else(plain).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_comes_in_several_forms() {
        let name = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_DISPOSITION, value.parse().unwrap());
            file_name(&headers)
        };
        let is = |value: &str, expected: Option<&str>| {
            assert_eq!(name(value).as_deref(), expected, "{value}");
        };
        is(
            "attachment; filename*=UTF-8''Rechnung%20%C3%A4.pdf",
            Some("Rechnung ä.pdf"),
        );
        is(
            "inline; filename=\"a b.png\"; filename*=UTF-8''a%20b.png",
            Some("a b.png"),
        );
        is("inline; filename=a.png", Some("a.png"));
        is("attachment; filename*=ISO-8859-1''x; filename=y", Some("y"));
        is("inline", None);
        is("attachment; filename=\"\"", None);
    }
}
