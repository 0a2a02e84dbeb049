//! Handles whose calls can be canceled.

use super::Client;
use crate::cancel::{AbortHandle, CancelScope};

impl Client {
    /// Returns a client on the same connection, and a handle that cancels its calls.
    ///
    /// ```
    /// use odoo_orm::{rpc::{BoxFuture, CallState, Response, Transport, TransportErrorKind}, Call, Client, Error};
    ///
    /// # /// Never answers.
    /// # struct Silence;
    /// # impl Transport for Silence {
    /// #     fn call(&self, _: Call, _: CallState) -> BoxFuture<'_, Result<Response, Error>> { Box::pin(std::future::pending()) }
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
    #[doc(alias = "cancellation")]
    pub fn abortable(&self) -> (Client, AbortHandle) {
        let (handle, token) = AbortHandle::new();
        (self.with_token(token), handle)
    }

    /// Returns a client on the same connection whose calls end with a [`CancelScope`].
    #[must_use = "the handle within the scope is returned"]
    #[doc(alias("cancellation", "shutdown"))]
    pub fn scoped(&self, scope: &CancelScope) -> Client {
        self.with_token(scope.token())
    }

    /// Returns a client on the same connection that reads without a cache.
    ///
    /// For operations that must see the current records, and for those that read too many of them.
    #[doc(hidden)]
    #[must_use = "the handle without a cache is returned"]
    pub fn uncached(&self) -> Client {
        Client {
            #[cfg(feature = "cache")]
            cache: None,
            ..self.clone()
        }
    }
}
