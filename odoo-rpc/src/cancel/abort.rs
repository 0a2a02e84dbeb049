use std::fmt;

use tokio::sync::watch;

use super::{CancelToken, End};

/// Ends the calls of a client's handle from outside: see [`Client::abortable`]. A handle that is dropped ends nothing.
///
/// (Whoever holds the future of a call can simply drop it.)
pub struct AbortHandle(watch::Sender<End>);

impl AbortHandle {
    /// Returns a handle, and the token that it cancels.
    pub(crate) fn new() -> (Self, CancelToken) {
        let (sender, receiver) = watch::channel(End::NotYet);
        (AbortHandle(sender), CancelToken(receiver))
    }

    /// Ends the calls that run, and each one that is begun afterwards, with [`TransportErrorKind::Aborted`](crate::TransportErrorKind::Aborted). What the server has been sent it may
    /// still do: the error's [`outcome`](crate::Error::outcome) says so.
    pub fn abort(&self) {
        self.end(End::Aborted);
    }

    /// The first end counts.
    fn end(&self, end: End) {
        self.0.send_if_modified(|current| {
            let is_first = *current == End::NotYet;
            if is_first {
                *current = end;
            }
            is_first
        });
    }

    /// Whether it has ended the calls.
    pub fn is_aborted(&self) -> bool {
        *self.0.borrow() != End::NotYet
    }

    /// Ends the calls that run without a word, as the end of a [`CancelScope`](super::CancelScope) does: whoever awaits one waits for ever, until it is dropped.
    pub fn abort_silently(&self) {
        self.end(End::Silent);
    }
}

impl fmt::Debug for AbortHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AbortHandle")
            .field("is_aborted", &self.is_aborted())
            .finish()
    }
}
