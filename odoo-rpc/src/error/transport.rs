use std::{fmt, sync::Arc, time::Duration};

use crate::outcome::Outcome;
use crate::printable::Printable;

/// The server gave no answer, or one that is not Odoo's.
#[derive(Clone)]
pub struct TransportError(Arc<Inner>);

struct Inner {
    kind: TransportErrorKind,
    outcome: Outcome,
    sentence: String,
    retry_after: Option<Duration>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What happened on the way to the server or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The name of the host could not be resolved.
    UnknownHost,
    /// No connection could be made: refused, unreachable, or not within the time limit.
    NotConnected,
    /// The connection could not be secured.
    Tls,
    /// The connection ended before an answer came.
    ConnectionLost,
    /// The connection ended in the middle of the answer.
    Incomplete,
    /// There was no answer within the time limit.
    Timeout,
    /// The server sent the client elsewhere, where it does not go.
    Redirect,
    /// The server, or a proxy before it, answered with an error of HTTP.
    Status(u16),
    /// The answer is larger than the client's limit.
    TooLarge,
    /// What came is not HTTP.
    NotHttp,
    /// The answer is not JSON, or not as a whole. To Odoo's web client that is a lost connection, too.
    NotJson,
    /// The answer is JSON, but not the answer to this call.
    WrongAnswer,
    /// The program ended the call: see [`AbortHandle`](crate::AbortHandle).
    Aborted,
}

impl TransportError {
    /// An error that says in one sentence what happened; for transports.
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

    /// The same, with how long the server asks to wait; for transports.
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

    /// The same, of something that was done in part.
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

    /// The same, with the error that caused it.
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

    /// What happened.
    pub fn kind(&self) -> TransportErrorKind {
        self.0.kind
    }

    /// Whether the server did what the call asked for.
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Whether the server is away, as far as the call could see: it cannot be reached, the line to it broke, or something in its place answers (502 to 504, 520 to 524 of content networks, or no JSON).
    /// It may well answer later: see [`Client::connection`](crate::Client::connection).
    pub fn is_connection_lost(&self) -> bool {
        use TransportErrorKind::{
            ConnectionLost, Incomplete, NotConnected, NotJson, Status, UnknownHost,
        };

        matches!(
            self.0.kind,
            UnknownHost
                | NotConnected
                | ConnectionLost
                | Incomplete
                | NotJson
                | Status(502..=504 | 520..=524)
        )
    }

    /// How long the server asks to wait before the next request (`Retry-After`), if it does.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The status of an answer that is an error of HTTP.
    pub fn status(&self) -> Option<u16> {
        match self.0.kind {
            TransportErrorKind::Status(status) => Some(status),
            _ => None,
        }
    }
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
