use std::fmt;

use tokio::sync::watch;

use super::{CancelToken, End};

/// A scope, such as a request or a job, that cancels its calls.
///
/// When the scope ends, its running calls, streams and files end with an error of the kind
/// [`Aborted`](crate::TransportErrorKind::Aborted), and so do later calls. Dropping the scope ends it.
///
/// ```
/// use odoo_orm::{rpc::{BoxFuture, CallState, CancelScope, Response, Transport}, Call, Client, Error};
///
/// # struct Empty;
/// # impl Transport for Empty {
/// #     fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
/// #         Box::pin(async move { Ok(Response::bare(b"[]".to_vec(), &call, &state)) })
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
/// assert!(error.to_string().contains("the scope of the client has ended"));
/// # Ok(())
/// # }
/// ```
#[must_use = "a scope ends when it is dropped"]
pub struct CancelScope(watch::Sender<End>);

impl CancelScope {
    /// Creates a scope.
    pub fn new() -> Self {
        CancelScope(watch::Sender::new(End::NotYet))
    }

    /// Returns a token that ends with the scope.
    pub(crate) fn token(&self) -> CancelToken {
        CancelToken(self.0.subscribe())
    }

    /// Ends the scope, like dropping it.
    pub fn end(self) {}
}

impl Default for CancelScope {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for CancelScope {
    fn drop(&mut self) {
        self.0.send_replace(End::Scope);
    }
}

impl fmt::Debug for CancelScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelScope").finish_non_exhaustive()
    }
}
