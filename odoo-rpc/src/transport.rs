use std::{pin::Pin, sync::Arc};

use crate::{
    call::Call,
    download::Content,
    error::{ConfigError, Error},
    response::Response,
};

/// A boxed future that can cross threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Takes calls to a server and brings answers back.
///
/// Open to implementation: a proxy, a recorder, a queue, a test double. A transport that wraps another sees the whole
/// [`Call`], its [`Effect`](crate::Effect) too, so that it can tell what may be sent again.
///
/// ```
/// use odoo_rpc::{Response, BoxFuture, Call, Client, Error, Transport};
///
/// /// Answers every call with an empty list.
/// struct Empty;
///
/// impl Transport for Empty {
///     fn call(&self, call: Call) -> BoxFuture<'_, Result<Response, Error>> {
///         Box::pin(async move { Ok(Response::bare(b"[]".to_vec(), &call)) })
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
    /// Sends one call and waits for its answer. Dropping the future ends the waiting, not what the server does.
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Response, Error>>;

    /// Begins to get the file that `call` names, a call that [`Download`](crate::Download) makes. A transport that carries no files refuses it, which is what this does by itself; one that wraps
    /// another hands it on.
    fn download(&self, call: Call) -> BoxFuture<'_, Result<Content, Error>> {
        let sentence = format!(
            "{} was not sent: this transport carries no files",
            call.info()
        );
        Box::pin(async move { Err(ConfigError::new(sentence).into()) })
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Response, Error>> {
        (**self).call(call)
    }

    fn download(&self, call: Call) -> BoxFuture<'_, Result<Content, Error>> {
        (**self).download(call)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Response, Error>> {
        (**self).call(call)
    }

    fn download(&self, call: Call) -> BoxFuture<'_, Result<Content, Error>> {
        (**self).download(call)
    }
}
