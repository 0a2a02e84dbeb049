use std::{fmt, sync::Arc, time::Duration};

use crate::outcome::Outcome;
use crate::printable::Printable;

/// The server did not answer, or the response is not Odoo's.
#[derive(Clone)]
pub struct TransportError(Arc<Inner>);

struct Inner {
    kind: TransportErrorKind,
    outcome: Outcome,
    sentence: String,
    retry_after: Option<Duration>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The kind of a [`TransportError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The host name could not be resolved.
    UnknownHost,
    /// No connection was made: refused, unreachable, or timed out.
    NotConnected,
    /// TLS failed.
    Tls,
    /// The connection ended before a response arrived.
    ConnectionLost,
    /// The connection ended in the middle of the response.
    Incomplete,
    /// There was no response within the timeout.
    Timeout,
    /// The server redirected the client, which follows no redirects.
    Redirect,
    /// The server, or a proxy before it, returned an HTTP error status.
    ///
    /// That is 404 for a URL that is not Odoo's, and for a host that does not know its database: it says nothing about records.
    Status(u16),
    /// There is no such file, or the user may not see it: status 404.
    FileNotFound,
    /// The response is larger than the client's limit.
    TooLarge,
    /// The response is not HTTP.
    NotHttp,
    /// The response is not JSON (for XML-RPC: not XML), or is cut off.
    ///
    /// Odoo's web client takes that for a lost connection too.
    NotJson,
    /// The response is JSON, but does not belong to this call.
    WrongResponse,
    /// The program canceled the call: see [`AbortHandle`](crate::AbortHandle).
    Aborted,
}

impl TransportError {
    /// Creates an error whose sentence says what happened; for transports.
    #[cold]
    pub fn new(kind: TransportErrorKind, outcome: Outcome, sentence: impl Into<String>) -> Self {
        TransportError(Arc::new(Inner {
            kind,
            outcome,
            sentence: sentence.into(),
            retry_after: None,
            source: None,
        }))
    }

    /// Sets how long the server asks to wait; for transports.
    #[must_use]
    #[cold]
    pub fn with_retry_after(self, wait: Duration) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(inner) => TransportError(Arc::new(Inner {
                retry_after: Some(wait),
                ..inner
            })),
            Err(shared) => TransportError(shared),
        }
    }

    /// Converts the error of an operation that was done in part.
    pub(super) fn after_a_part(self) -> Self {
        if self.outcome() != Outcome::NotDone {
            return self;
        }
        TransportError(Arc::new(Inner {
            kind: self.kind(),
            outcome: Outcome::Unknown,
            sentence: self.0.sentence.clone(),
            retry_after: self.retry_after(),
            source: Some(Box::new(self)),
        }))
    }

    /// Creates an error with the error that caused it.
    pub fn with_source(
        kind: TransportErrorKind,
        outcome: Outcome,
        sentence: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        let sentence = sentence.into();
        TransportError(Arc::new(Inner {
            kind,
            outcome,
            sentence,
            retry_after: None,
            source: Some(source.into()),
        }))
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> TransportErrorKind {
        self.0.kind
    }

    /// Returns whether the server ran the call.
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Returns whether the server is unreachable, as far as the call can tell.
    ///
    /// It cannot be reached, the connection broke, or something else answers in its place: 502 to 504, 520 to 524 of content networks, or no JSON.
    /// It may answer again later: see [`Client::connection`](crate::Client::connection).
    pub fn is_connection_lost(&self) -> bool {
        use TransportErrorKind::{
            ConnectionLost, Incomplete, NotConnected, NotJson, Status, UnknownHost,
        };

        match self.0.kind {
            UnknownHost | NotConnected | ConnectionLost | Incomplete | NotJson => true,
            Status(status) => is_of_gateway(status),
            _ => false,
        }
    }

    /// Returns how long the server asks to wait before the next request (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the HTTP status of an error response.
    pub fn status(&self) -> Option<u16> {
        match self.0.kind {
            TransportErrorKind::Status(status) => Some(status),
            TransportErrorKind::FileNotFound => Some(404),
            _ => None,
        }
    }
}

/// Returns whether a gateway sends the status in place of its server.
///
/// 520 to 524 are those of content networks.
pub(crate) fn is_of_gateway(status: u16) -> bool {
    matches!(status, 502..=504 | 520..=524)
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("kind", &self.0.kind)
            .field("outcome", &self.0.outcome)
            .field("sentence", &self.0.sentence)
            .field("source", &self.0.source)
            .finish()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Printable(&self.0.sentence).fmt(f)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
