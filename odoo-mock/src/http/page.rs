//! Response bodies and pages.

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

/// A body, complete or truncated below the announced length.
pub(super) struct Page {
    bytes: Option<Bytes>,
    announced: u64,
    breaks_off: bool,
    /// Whether the truncated body has been flushed.
    is_sent: bool,
}

/// What is sent instead of a response.
pub(super) enum Instead {
    /// Nothing: the connection is closed.
    Nothing,
    Page(Box<Reply>),
}

impl From<Reply> for Instead {
    fn from(reply: Reply) -> Self {
        Instead::Page(Box::new(reply))
    }
}

/// The connection is closed here.
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
                // `Pending` makes hyper flush the first half; otherwise it would drop it.
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

/// A response to be sent.
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

    /// An HTML page, as werkzeug and gateways write it.
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

    /// The page for an unknown database, with the sentence of Odoo 19 (`NOT_FOUND_NODB` in `odoo/http.py`).
    pub(super) fn without_database() -> Self {
        let page = Self::html(404);
        let sentence = b"<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>\n";
        Reply {
            body: [&page.body, &sentence[..]].concat(),
            ..page
        }
    }

    /// The same response, truncated to its first half.
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
