use std::fmt;

use tokio::sync::watch;

use super::{CancelToken, End};

/// Cancels the calls of a client handle: see [`Client::abortable`](crate::Client::abortable).
///
/// Dropping an `AbortHandle` cancels nothing. To cancel a single call, drop its future.
pub struct AbortHandle(watch::Sender<End>);

impl AbortHandle {
    /// Creates a handle and the token that it cancels.
    pub(crate) fn new() -> (Self, CancelToken) {
        let (sender, receiver) = watch::channel(End::NotYet);
        (AbortHandle(sender), CancelToken(receiver))
    }

    /// Cancels running calls, and makes later calls fail.
    ///
    /// The error has the kind [`TransportErrorKind::Aborted`](crate::TransportErrorKind::Aborted). The server may still run a request that was sent:
    /// see the error's [`outcome`](crate::Error::outcome).
    pub fn abort(&self) {
        self.0.send_replace(End::Aborted);
    }

    /// Returns whether the calls were canceled.
    pub fn is_aborted(&self) -> bool {
        *self.0.borrow() != End::NotYet
    }
}

impl fmt::Debug for AbortHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AbortHandle")
            .field("is_aborted", &self.is_aborted())
            .finish()
    }
}
