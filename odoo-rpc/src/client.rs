#[cfg(feature = "cache")]
mod cache;
mod handles;
mod internal_calls;
mod reconnect;
mod shared;
mod transport;

use std::{
    fmt,
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

#[cfg(feature = "cache")]
use futures_util::future::Either;
use serde::{Serialize, de::DeserializeOwned};
use tracing::Instrument as _;

#[cfg(feature = "cache")]
pub use self::cache::CacheConfig;
use self::shared::Shared;
#[cfg(feature = "cache")]
use crate::call_info::Effect;
use crate::{
    call::Call,
    call_state::CallState,
    cancel::{self, CancelToken, Held, Progress},
    context::Context,
    download::{Content, Download},
    error::Error,
    observability::{Connection, EventHub, Events, Loading, Observer},
    report::Report,
    response::Response,
    row_sink::{RowSink, SharedSink},
    transport::{BoxFuture, Transport},
};

/// A client of one Odoo server: a shared transport and the context of its calls.
///
/// It is cheap to clone, and its clones share the connections and the login. Create one for each server and user.
///
/// With the `http` feature, [`Client::builder`] makes one for a real server, and [`Client::from_env`] takes the settings from variables;
/// [`Client::new`] takes any transport.
///
/// ```
/// # #[cfg(feature = "http")] {
/// use std::time::Duration;
/// use odoo_orm::{Client, Context, Credentials};
///
/// let odoo = Client::builder("https://erp.example.com")?
///     .database("prod")
///     .login(Credentials::api_key("sync@example.com", "secret"))
///     .build()?;
/// // A handle with a context or a timeout of its own, on the same connections.
/// let french = odoo.with_context(Context::new().lang("fr_FR")).with_timeout(Duration::from_secs(5));
/// # let _ = french;
/// # }
/// # Ok::<_, odoo_orm::Error>(())
/// ```
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    context: Context,
    timeout: Option<Duration>,
    is_silent: bool,
    tokens: Vec<CancelToken>,
    #[cfg(feature = "cache")]
    cache: Option<Arc<cache::ReadCache>>,
}

/// What the client keeps of a running call.
struct Running {
    report: Box<Report>,
    /// Set for a call that can be canceled.
    progress: Option<Progress>,
    /// Set for a call that may write.
    #[cfg(feature = "cache")]
    _write: Option<cache::Write>,
}

impl Client {
    /// Creates a client on any transport.
    pub fn new(transport: impl Transport) -> Self {
        Self::with_events(transport, Arc::new(EventHub::new()))
    }

    /// Creates a client on a transport that emits events itself.
    pub(crate) fn with_events(transport: impl Transport, events: Arc<EventHub>) -> Self {
        let shared = Shared {
            transport: Arc::new(transport),
            version: OnceLock::new(),
            events,
            #[cfg(feature = "cache")]
            writes: Arc::default(),
        };
        Client {
            shared: Arc::new(shared),
            context: Context::new(),
            timeout: None,
            is_silent: false,
            tokens: Vec::new(),
            #[cfg(feature = "cache")]
            cache: None,
        }
    }

    /// Returns a client on the same connection, with `context` merged into its own.
    #[must_use = "the handle with the context is returned"]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "written as `with(Context::new().lang(..))`"
    )]
    pub fn with_context(&self, context: Context) -> Self {
        Client {
            context: self.context.clone().merge(&context),
            ..self.clone()
        }
    }

    /// Returns a client on the same connection with a timeout for each call.
    ///
    /// It includes waiting in the queue and login. A timeout set on a call has priority.
    #[must_use = "the handle with the limit is returned"]
    pub fn with_timeout(&self, limit: Duration) -> Self {
        Client {
            timeout: Some(limit),
            ..self.clone()
        }
    }

    /// Returns a client whose calls are hidden from events: see [`Call::silent`].
    #[must_use = "the silent handle is returned"]
    pub fn silent(&self) -> Self {
        Client {
            is_silent: true,
            ..self.clone()
        }
    }

    /// Adds a token that cancels this handle's calls.
    pub(crate) fn with_token(&self, token: CancelToken) -> Self {
        let mut client = self.clone();
        client.tokens.push(token);
        client
    }

    /// Returns the context of this client, without the user's own.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Sends one call, which Odoo runs in one transaction.
    ///
    /// # Errors
    ///
    /// Returns any [`Error`]. [`Error::outcome`] tells whether the server ran the call.
    pub async fn call(&self, call: Call) -> Result<Response, Error> {
        #[cfg(feature = "cache")]
        if let Some(cache) = self.cache_of(&call) {
            return cache.read(self, call, CallState::default()).await;
        }
        // Not through `send`, so that the call is moved once less.
        let (call, state, running) = self.begin(call, CallState::default())?;
        let response = self.shared.transport.call(call, state);
        self.finish(running, response, Response::reported).await
    }

    // Not an async function, which would hold the call twice: its future is made for each call.
    fn send(
        &self,
        call: Call,
        outer: CallState,
        sink: Option<SharedSink>,
    ) -> impl Future<Output = Result<Response, Error>> + Send {
        #[cfg(feature = "cache")]
        if let Some(cache) = self.cache_of(&call) {
            // Rows that were kept do not arrive, so there are none to take.
            return Either::Left(cache.read(self, call, outer));
        }
        let begun = self.begin(call, outer).map(|(call, mut state, running)| {
            state.row_sink = sink;
            (self.shared.transport.call(call, state), running)
        });
        let sent = async move {
            let (response, running) = begun?;
            self.finish(running, response, Response::reported).await
        };
        #[cfg(feature = "cache")]
        let sent = Either::Right(sent);
        sent
    }

    /// Sends one call, and passes the rows of its result to `sink` while they arrive.
    ///
    /// The response contains the rows that were not taken: all, some or none.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    #[doc(hidden)]
    pub fn call_into(
        &self,
        call: Call,
        sink: Arc<Mutex<dyn RowSink>>,
    ) -> impl Future<Output = Result<Response, Error>> + Send {
        self.send(call, CallState::default(), Some(sink))
    }

    /// Calls a JSON controller, such as `/my/route`, and decodes its result.
    ///
    /// The fields of `params` become its named arguments. The call counts as a write. For a controller that only reads, use [`Call::controller`]
    /// with [`Call::reads`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_orm::Error> {
    /// # let world = odoo_mock::World::new();
    /// # world.controller("/shop/reserve", |_| Ok(true.into()));
    /// # let odoo = world.client();
    /// #[derive(serde::Serialize)]
    /// struct Params<'a> { key: &'a str, count: u32 }
    ///
    /// let accepted: bool = odoo.route("/shop/reserve", Params { key: "x", count: 3 }).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if `params` does not serialize to an object, and any other [`Error`].
    pub async fn route<T: DeserializeOwned>(
        &self,
        path: &str,
        params: impl Serialize,
    ) -> Result<T, Error> {
        let call = Call::controller(path).params(params)?;
        self.call(call).await?.decode()
    }

    /// Starts a download, such as a field's bytes or an order's PDF.
    ///
    /// The returned [`Content`] is a stream of its bytes.
    ///
    /// # Errors
    ///
    /// Fails with [`FileNotFound`](crate::TransportErrorKind::FileNotFound) if the file does not exist or the user lacks access to it. Returns any other [`Error`].
    pub async fn download(&self, file: Download) -> Result<Content, Error> {
        self.send_download(file.into_call(), CallState::default())
            .await
    }

    async fn send_download(&self, call: Call, state: CallState) -> Result<Content, Error> {
        let (call, state, running) = self.begin(call, state)?;
        let info = running.report.call().clone();
        let content = self.shared.transport.download(call, state);
        let content = self.finish(running, content, Content::reported).await?;
        Ok(content.with_tokens(&self.tokens, info))
    }

    /// Returns the call with this handle's settings, its state, and the client's part.
    ///
    /// `outer` is its state in a client around this one.
    fn begin(&self, mut call: Call, outer: CallState) -> Result<(Call, CallState, Running), Error> {
        self.complete(&mut call);
        let events = &self.shared.events;
        let info = call.numbered(events.next_number());
        cancel::check(&self.tokens, &info)?;
        let own = || (!self.tokens.is_empty()).then(Progress::default);
        let progress = outer.progress.or_else(own);
        let state = CallState {
            info: Some(info.clone()),
            progress: progress.clone(),
            row_sink: None,
        };
        #[cfg(feature = "cache")]
        let write =
            (call.effect() == Effect::Write).then(|| cache::Write::new(&self.shared.writes, &info));
        let report = Box::new(Report::begin(events, info, call.is_silent()));
        let running = Running {
            report,
            progress,
            #[cfg(feature = "cache")]
            _write: write,
        };
        Ok((call, state, running))
    }

    /// Adds this handle's settings to a call.
    fn complete(&self, call: &mut Call) {
        call.context = self.context.clone().merge(&call.context);
        call.timeout = call.timeout.or(self.timeout);
        call.silent |= self.is_silent;
    }

    /// Waits for the result of a call, or for its cancellation.
    async fn finish<T>(
        &self,
        running: Running,
        work: BoxFuture<'_, Result<T, Error>>,
        reported: fn(T, Box<Report>) -> T,
    ) -> Result<T, Error> {
        let Running {
            mut report,
            progress,
            // Until the end, so that a write is noted before its caller continues.
            #[cfg(feature = "cache")]
            _write,
        } = running;
        // A disabled span is not entered.
        let work = if report.span().is_disabled() {
            work
        } else {
            Box::pin(work.instrument(report.span().clone()))
        };
        let result = match cancel::hold(&self.tokens, work).await {
            Held::Done(result) => result,
            Held::Ended(end) => {
                let outcome = progress.unwrap_or_default();
                let outcome = outcome.outcome(report.call().effect());
                Err(cancel::ended(report.call(), end, outcome))
            }
        };
        reconnect::note(&self.shared, result.as_ref().err());
        match result {
            Ok(answer) => {
                report.has_come();
                Ok(reported(answer, report))
            }
            Err(error) => {
                let error = error.numbered(report.call());
                report.end(Err(&error));
                Err(error)
            }
        }
    }

    /// Calls `observer` for every event of this connection, whichever client handle causes it.
    pub fn observe(&self, observer: impl Observer) {
        self.shared.events.observe(Arc::new(observer));
        reconnect::begin(&self.shared);
    }

    /// Subscribes to the [events](crate::Event) of this connection, whichever client handle causes them.
    pub fn events(&self) -> Events {
        let events = self.shared.events.subscribe();
        reconnect::begin(&self.shared);
        events
    }

    /// Returns a watch on whether calls of this connection are running.
    pub fn loading(&self) -> Loading {
        self.shared.events.loading()
    }

    /// Returns a watch on whether the server answers.
    ///
    /// Every call updates it. While the connection is lost and watched (here, or by [`events`](Self::events) or [`observe`](Self::observe)), the client polls the
    /// server's version with exponential backoff, from 1 to 30 seconds. Polling needs a tokio runtime, as HTTP calls do.
    pub fn connection(&self) -> Connection {
        let connection = self.shared.events.line().watch();
        reconnect::begin(&self.shared);
        connection
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}
