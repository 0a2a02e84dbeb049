use std::{pin::Pin, sync::Arc};

use crate::{
    call::Call,
    call_state::CallState,
    download::Content,
    error::{ConfigError, Error},
    response::Response,
};

/// A boxed future that can cross threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends calls to a server and returns its responses.
///
/// Applications can implement it: a proxy, a recorder, a queue, a test double. A transport that wraps another one sees the whole
/// [`Call`], including its [`Effect`](crate::Effect), and so knows which calls can be retried. It passes the [`CallState`] on.
/// ```
/// use odoo_orm::{rpc::{BoxFuture, CallState, Response, Transport}, Call, Client, Error};
///
/// /// Answers every call with an empty list.
/// struct Empty;
///
/// impl Transport for Empty {
///     fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
///         Box::pin(async move { Ok(Response::bare(b"[]".to_vec(), &call, &state)) })
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let client = Client::new(Empty);
/// let none: Vec<i64> = client.call(Call::read("res.partner", "search")).await?.decode()?;
/// assert!(none.is_empty());
/// # Ok(())
/// # }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends one call and waits for its response.
    ///
    /// Dropping the future stops waiting. The server may still run the call.
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>>;

    /// Starts the download of the file that `call` names, made from a [`Download`](crate::Download).
    ///
    /// The default implementation returns an error. A transport that wraps another one forwards the call.
    fn download(&self, call: Call, _state: CallState) -> BoxFuture<'_, Result<Content, Error>> {
        let sentence = format!(
            "{} was not sent: this transport does not support downloads",
            call.info()
        );
        Box::pin(async move { Err(ConfigError::new(sentence).into()) })
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        (**self).call(call, state)
    }

    fn download(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Content, Error>> {
        (**self).download(call, state)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        (**self).call(call, state)
    }

    fn download(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Content, Error>> {
        (**self).download(call, state)
    }
}
