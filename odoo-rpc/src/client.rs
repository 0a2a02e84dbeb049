use std::{fmt, sync::Arc, time::Duration};

use tokio::sync::OnceCell;
use tracing::Instrument as _;

use crate::{
    answer::Answer,
    call::Call,
    context::Context,
    error::Error,
    trace,
    transport::{BoxFuture, Transport},
    version::ServerVersion,
};

/// A handle on a server: a shared transport, and the context that its calls run under. Cheap to clone.
///
/// With the `http` feature, [`Client::builder`] makes one for a real server; [`Client::new`] takes any transport.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    context: Context,
    timeout: Option<Duration>,
}

struct Shared {
    transport: Box<dyn Transport>,
    version: OnceCell<ServerVersion>,
}

impl Client {
    /// A client of any transport.
    pub fn new(transport: impl Transport) -> Self {
        let shared = Shared {
            transport: Box::new(transport),
            version: OnceCell::new(),
        };
        Client {
            shared: Arc::new(shared),
            context: Context::new(),
            timeout: None,
        }
    }

    /// The same connection under another context: `context` laid over the one that this handle has.
    #[must_use = "the handle with the context is returned"]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "written as `with(Context::new().lang(..))`"
    )]
    pub fn with(&self, context: Context) -> Self {
        Client {
            context: self.context.clone().merge(&context),
            ..self.clone()
        }
    }

    /// The same connection with another time limit for each of this handle's calls, waiting for their turn and logging in
    /// included. A limit of the call's own goes before it.
    #[must_use = "the handle with the limit is returned"]
    pub fn with_timeout(&self, limit: Duration) -> Self {
        Client {
            timeout: Some(limit),
            ..self.clone()
        }
    }

    /// The context that this handle's calls run under, without the user's own.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Sends one call, in one transaction of the server's.
    ///
    /// # Errors
    ///
    /// See [`Error`]; [`Error::outcome`] tells whether the server did it.
    pub async fn call(&self, call: Call) -> Result<Answer, Error> {
        let mut call = call.under_context(&self.context);
        call.timeout = call.timeout.or(self.timeout);
        let span = trace::span(&call);
        let sent = self.shared.transport.call(call);
        let result = sent.instrument(span.clone()).await;
        trace::ended(&span, &result);
        result
    }

    /// Ends the session on the server, so that its cookie is worth nothing any more. The next call logs in anew. An API key has no session, so that there is nothing to
    /// do.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn logout(&self) -> Result<(), Error> {
        self.shared.transport.call(Call::logout()).await.map(drop)
    }

    /// The server's version. Asked for once, which needs no login, then remembered.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call). A failure is not remembered.
    pub async fn server_version(&self) -> Result<&ServerVersion, Error> {
        let ask = async || {
            self.shared
                .transport
                .call(Call::server_version())
                .await?
                .decode()
        };
        self.shared.version.get_or_try_init(ask).await
    }
}

/// A client is a transport as well, one whose calls run under its context: another can be laid around it, which counts calls, records
/// them or holds them back.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use odoo_rpc::{Answer, BoxFuture, Call, Client, Error, Transport};
///
/// struct Counting {
///     odoo: Client,
///     calls: AtomicU64,
/// }
///
/// impl Transport for Counting {
///     fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, Error>> {
///         self.calls.fetch_add(1, Ordering::Relaxed);
///         Transport::call(&self.odoo, call)
///     }
/// }
///
/// fn counted(odoo: Client) -> Client {
///     Client::new(Counting { odoo, calls: AtomicU64::new(0) })
/// }
/// ```
impl Transport for Client {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, Error>> {
        Box::pin(Client::call(self, call))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}
