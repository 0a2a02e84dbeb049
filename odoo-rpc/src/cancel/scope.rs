use std::fmt;

use tokio::sync::watch;

use super::{CancelToken, End};
use crate::client::Client;

/// The life of something that makes calls, such as a connection to a browser or a job: when it ends, so do they.
///
/// A call that is awaited when its scope ends is dropped and never completes, so that nothing behind it happens any more. Everything else ends with an error of the kind
/// [`Aborted`](crate::TransportErrorKind::Aborted): streams, files, what a thread waits for (`blocking`), and a call that is begun afterwards. The scope ends when it is dropped.
///
/// ```
/// use odoo_rpc::{Response, BoxFuture, Call, Client, Error, CancelScope, Transport};
///
/// # struct Empty;
/// # impl Transport for Empty {
/// #     fn call(&self, call: Call) -> BoxFuture<'_, Result<Response, Error>> {
/// #         Box::pin(async move { Ok(Response::bare(b"[]".to_vec(), &call)) })
/// #     }
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let odoo = Client::new(Empty);
/// let scope = CancelScope::new();
/// let within = odoo.scoped(&scope);
/// within.call(Call::read("res.partner", "search")).await?;
///
/// drop(scope);
/// let error = within.call(Call::read("res.partner", "search")).await.unwrap_err();
/// assert!(error.to_string().contains("the scope that the client is within has ended"));
/// # Ok(())
/// # }
/// ```
#[must_use = "a scope ends when it is dropped"]
pub struct CancelScope(watch::Sender<End>);

impl CancelScope {
    /// A scope that has begun.
    pub fn new() -> Self {
        CancelScope(watch::Sender::new(End::NotYet))
    }

    /// Ends it: the same as dropping it.
    pub fn end(self) {}
}

impl Default for CancelScope {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for CancelScope {
    fn drop(&mut self) {
        self.0.send_replace(End::Silent);
    }
}

impl fmt::Debug for CancelScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

impl Client {
    /// The same connection, with all calls that are made by it bound to a [`CancelScope`].
    #[must_use = "the handle within the scope is returned"]
    pub fn scoped(&self, scope: &CancelScope) -> Client {
        self.tied(CancelToken(scope.0.subscribe()))
    }
}
