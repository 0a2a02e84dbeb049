use std::fmt;

use tokio::sync::watch;

use super::{CancelToken, End};
use crate::client::Client;

/// Ends the calls of a client's handle from outside: see [`Client::abortable`]. A handle that is dropped ends nothing.
///
/// (Whoever holds the future of a call can simply drop it.)
pub struct AbortHandle(watch::Sender<End>);

impl Client {
    /// The same connection, and a handle that ends the calls that are made by it.
    ///
    /// ```
    /// use odoo_rpc::{Response, BoxFuture, Call, Client, Error, Transport, TransportErrorKind};
    ///
    /// # /// Never answers.
    /// # struct Silence;
    /// # impl Transport for Silence {
    /// #     fn call(&self, _: Call) -> BoxFuture<'_, Result<Response, Error>> { Box::pin(std::future::pending()) }
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// # let odoo = Client::new(Silence);
    /// let (report, stop) = odoo.abortable();
    /// let running = tokio::spawn(async move { report.call(Call::read("sale.report", "read_group")).await });
    /// # tokio::task::yield_now().await;
    /// stop.abort();
    /// match running.await.unwrap() {
    ///     Err(Error::Transport(error)) => assert_eq!(error.kind(), TransportErrorKind::Aborted),
    ///     other => panic!("{other:?}"),
    /// }
    /// # }
    /// ```
    #[must_use = "the handles are returned"]
    pub fn abortable(&self) -> (Client, AbortHandle) {
        let (sender, receiver) = watch::channel(End::NotYet);
        (self.tied(CancelToken(receiver)), AbortHandle(sender))
    }
}

impl AbortHandle {
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
