//! What is written back.

use std::{
    convert::Infallible,
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use hyper::{
    Response, StatusCode,
    body::{Body, Bytes, Frame, SizeHint},
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};

/// A body, all of it or only a part of what was announced.
pub(super) struct Page {
    bytes: Option<Bytes>,
    announced: u64,
    breaks_off: bool,
    /// Whether what breaks off was given time to be sent.
    is_sent: bool,
}

/// What comes in the place of an answer.
pub(super) enum Instead {
    /// Nothing: the connection ends.
    Nothing,
    Page(Box<Reply>),
}

impl From<Reply> for Instead {
    fn from(reply: Reply) -> Self {
        Instead::Page(Box::new(reply))
    }
}

/// The connection ends here.
#[derive(Debug)]
pub(super) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was cut on purpose")
    }
}

impl std::error::Error for Cut {}

impl From<Infallible> for Cut {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl Body for Page {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        match self.bytes.take() {
            Some(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            None if self.breaks_off && !self.is_sent => {
                // hyper sends what it has when it is told to wait: else it would drop the half as well.
                self.is_sent = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            None if self.breaks_off => Poll::Ready(Some(Err(Cut))),
            None => Poll::Ready(None),
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}

/// An answer on its way.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    breaks_off: bool,
}

pub(super) const JSON: &str = "application/json; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";

impl Reply {
    pub(super) fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Reply {
            status,
            kind,
            headers: HeaderMap::new(),
            body: body.into(),
            breaks_off: false,
        }
    }

    pub(super) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, JSON, body)
    }

    /// A page for people, as werkzeug and gateways write them.
    pub(super) fn html(status: u16) -> Self {
        let title = StatusCode::from_u16(status)
            .ok()
            .and_then(|status| status.canonical_reason())
            .unwrap_or("Error");
        Self::new(
            status,
            HTML,
            format!(
                "<!doctype html>\n<html lang=en>\n<title>{status} {title}</title>\n<h1>{title}</h1>\n"
            ),
        )
    }

    /// The same, of which half does not come.
    pub(super) fn breaking_off(self) -> Self {
        Reply {
            breaks_off: true,
            ..self
        }
    }

    pub(super) fn with_status(self, status: u16) -> Self {
        Reply { status, ..self }
    }

    pub(super) fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.append(name, value);
        }
        self
    }

    pub(super) fn into_response(self) -> Response<Page> {
        let announced = self.body.len();
        let mut bytes = Bytes::from(self.body);
        if self.breaks_off {
            bytes.truncate(announced / 2);
        }
        let page = Page {
            bytes: Some(bytes),
            announced: u64::try_from(announced).unwrap_or(u64::MAX),
            breaks_off: self.breaks_off,
            is_sent: false,
        };
        let mut response = Response::new(page);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        *response.headers_mut() = self.headers;
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
        response
    }
}
