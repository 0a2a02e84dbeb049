use std::{
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::OnceCell;
use tracing::Instrument as _;

use crate::{
    answer::{Answer, intake::Intake},
    call::{Call, CallInfo, Tracked},
    context::Context,
    download::{Content, Download},
    error::{Error, Outcome, TransportError, TransportErrorKind},
    health,
    polling::{self, Shared},
    report::Report,
    signals::{Activity, Connection, Events, Observer, Signals},
    tether::{self, End, Held, Progress, Tether},
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
    is_silent: bool,
    tethers: Vec<Tether>,
}

/// What is noted of a call that runs.
struct Running {
    report: Report,
    /// Of a call that may be ended from outside.
    progress: Option<Progress>,
}

impl Client {
    /// A client of any transport.
    pub fn new(transport: impl Transport) -> Self {
        Self::with_signals(transport, Arc::new(Signals::new()))
    }

    /// A client of a transport that has signals of its own to tell.
    pub(crate) fn with_signals(transport: impl Transport, signals: Arc<Signals>) -> Self {
        let shared = Shared {
            transport: Arc::new(transport),
            version: OnceCell::new(),
            signals,
        };
        Client {
            shared: Arc::new(shared),
            context: Context::new(),
            timeout: None,
            is_silent: false,
            tethers: Vec::new(),
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

    /// The same connection, whose calls are left out of events and activity: see [`Call::silent`].
    #[must_use = "the silent handle is returned"]
    pub fn silent(&self) -> Self {
        Client {
            is_silent: true,
            ..self.clone()
        }
    }

    /// The same connection, tied to one more thing that can end its calls.
    pub(crate) fn tied(&self, tether: Tether) -> Self {
        let mut tied = self.clone();
        tied.tethers.push(tether);
        tied
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
        let (call, running) = self.begin(call)?;
        let answer = self.shared.transport.call(call);
        self.finish(running, answer, Answer::reported).await
    }

    /// Sends one call whose result is a list, and has `intake` take its items while they come, if the transport can do that. The answer has the items that are left: all, some
    /// or none.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    #[doc(hidden)]
    pub fn call_into(
        &self,
        call: Call,
        intake: Arc<Mutex<dyn Intake>>,
    ) -> impl Future<Output = Result<Answer, Error>> + Send {
        let begun = self.begin(call).map(|(mut call, running)| {
            call.tracked.intake = Some(intake);
            (self.shared.transport.call(call), running)
        });
        async move {
            let (answer, running) = begun?;
            self.finish(running, answer, Answer::reported).await
        }
    }

    /// Calls a JSON controller for users at a path such as `/my/route`, with `params`, which become its arguments by their names, and reads what it gives. It may change something: one that
    /// only reads, and so may be sent again, is called with [`Call::controller`], as is one that needs more said.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_rpc::Error> {
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
    /// When `params` is not an object; else see [`Error`].
    pub async fn route<T: DeserializeOwned>(
        &self,
        path: &str,
        params: impl Serialize,
    ) -> Result<T, Error> {
        let call = Call::controller(path).params(params)?;
        self.call(call).await?.decode()
    }

    /// Begins to get a file, such as the bytes of a field or the PDF of a report, which then comes piece by piece.
    ///
    /// # Errors
    ///
    /// With status 404 when there is no such file, or the user may not see it; else see [`Error`].
    pub async fn download(&self, file: Download) -> Result<Content, Error> {
        self.begin_download(file.into_call()).await
    }

    async fn begin_download(&self, call: Call) -> Result<Content, Error> {
        let (call, running) = self.begin(call)?;
        let info = running.report.call().clone();
        let content = self.shared.transport.download(call);
        let content = self.finish(running, content, Content::reported).await?;
        Ok(content.tied(&self.tethers, info))
    }

    /// The call as this handle makes it, and what is noted of it.
    fn begin(&self, call: Call) -> Result<(Call, Running), Error> {
        let mut call = call.under_context(&self.context);
        call.timeout = call.timeout.or(self.timeout);
        call.silent |= self.is_silent;
        let signals = &self.shared.signals;
        let info = CallInfo::of(&call, signals.next_number());
        tether::check(&self.tethers, &info)?;
        // That of a client around this one sees how far the call is, too.
        let own = || (!self.tethers.is_empty()).then(Progress::default);
        let progress = call.tracked.progress.take().or_else(own);
        call.tracked = Tracked {
            info: Some(info.clone()),
            progress: progress.clone(),
            intake: None,
        };
        let report = Report::begin(signals, &call, info);
        Ok((call, Running { report, progress }))
    }

    /// Waits for what comes of a call, unless something that this handle is tied to ends before.
    async fn finish<T>(
        &self,
        running: Running,
        work: BoxFuture<'_, Result<T, Error>>,
        reported: fn(T, Report) -> T,
    ) -> Result<T, Error> {
        let Running {
            mut report,
            progress,
        } = running;
        let work = work.instrument(report.span().clone());
        let result = match tether::hold(&self.tethers, work).await {
            Held::Done(result) => result,
            Held::Ended(End::Silent) => {
                let ended = tether::scope_ended(report.call());
                drop(report);
                return tether::never(ended).await;
            }
            Held::Ended(_) => {
                let outcome = progress.unwrap_or_default();
                let outcome = outcome.outcome(report.call().effect());
                Err(tether::aborted(report.call(), outcome))
            }
        };
        polling::note(&self.shared, result.as_ref().err());
        match result {
            Ok(answer) => {
                report.has_come();
                Ok(reported(answer, report))
            }
            Err(error) => {
                report.end(Err(&error));
                Err(error)
            }
        }
    }

    /// Waits for what the client asks for itself, no longer than this handle's calls may take, and unless something that it is tied to ends before.
    async fn within_limits<T>(
        &self,
        call: &CallInfo,
        work: impl Future<Output = Result<T, Error>> + Send,
    ) -> Result<T, Error> {
        tether::check(&self.tethers, call)?;
        let work = async {
            let Some(limit) = self.timeout else {
                return work.await;
            };
            let late = |_| {
                let sentence = format!("{call} was not answered within {limit:?}");
                let kind = TransportErrorKind::Timeout;
                TransportError::new(kind, Outcome::NotDone, sentence)
            };
            tokio::time::timeout(limit, work).await.map_err(late)?
        };
        let result = match tether::hold(&self.tethers, work).await {
            Held::Done(result) => result,
            Held::Ended(End::Silent) => {
                return tether::never(tether::scope_ended(call)).await;
            }
            Held::Ended(_) => Err(tether::aborted(call, Outcome::NotDone)),
        };
        polling::note(&self.shared, result.as_ref().err());
        result
    }

    /// Ends the session on the server, so that its cookie is worth nothing any more. The next call logs in anew. An API key has no session, so that there is nothing to
    /// do.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn logout(&self) -> Result<(), Error> {
        let call = self.own(Call::logout());
        let info = call.info();
        let ended = self.shared.transport.call(call);
        self.within_limits(&info, ended).await.map(drop)
    }

    /// The server's version. Asked for once, which needs no login, then remembered.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call). A failure is not remembered.
    pub async fn server_version(&self) -> Result<&ServerVersion, Error> {
        if let Some(version) = self.shared.version.get() {
            return Ok(version);
        }
        let call = self.own(Call::server_version());
        let info = call.info();
        let ask = async || self.shared.transport.call(call.clone()).await?.decode();
        let asked = self.shared.version.get_or_try_init(ask);
        self.within_limits(&info, asked).await
    }

    /// Makes sure that the server answers, for the health check of a service: without a login, in one try, and before all calls that wait for their turn. From Odoo 16 on the server is asked
    /// whether it is well (`/web/health`), before for its version. It may take ten seconds, unless [`with_timeout`](Self::with_timeout) says otherwise.
    ///
    /// A transport that carries no files asks for the version, too.
    ///
    /// # Errors
    ///
    /// When the server does not answer, or says that it is not well: 16, 18 and 19 say so when their database is not, with status 500. Else see [`Error`].
    pub async fn check_health(&self) -> Result<(), Error> {
        let handle = Client {
            timeout: Some(self.timeout.unwrap_or(health::LIMIT)),
            ..self.clone()
        };
        let call = handle.own(Call::health());
        let info = call.info();
        let transport = &self.shared.transport;
        let version = handle.own(Call::server_version()).probe();
        let asked = async {
            match health::ask(&**transport, call).await {
                // Odoo 14 and 15 have no such page.
                Err(Error::Transport(error)) if error.status() == Some(404) => {}
                Err(Error::Config(_)) => {}
                asked => return asked,
            }
            transport.call(version).await.map(drop)
        };
        handle.within_limits(&info, asked).await
    }

    /// What the client asks for itself is not told, and takes no longer than this handle's calls may.
    fn own(&self, call: Call) -> Call {
        let mut call = call.silent();
        call.timeout = self.timeout;
        call
    }

    /// Has `observer` told every event from now on, whichever handle of this connection it comes from, for as long as there is one.
    pub fn observe(&self, observer: impl Observer) {
        self.shared.signals.observe(Arc::new(observer));
        polling::begin(&self.shared);
    }

    /// Subscribes to the events of this connection, whichever handle they come from: [`Event`](crate::Event).
    pub fn events(&self) -> Events {
        let events = self.shared.signals.subscribe();
        polling::begin(&self.shared);
        events
    }

    /// Whether the calls of this connection keep anyone waiting, as a state that can be watched.
    pub fn activity(&self) -> Activity {
        self.shared.signals.activity()
    }

    /// Whether the server answers, as a state that can be watched.
    ///
    /// Every call tells. While the server is away and anybody watches (here, or by [`events`](Self::events) or [`observe`](Self::observe)), the client asks it for its version
    /// from time to time, after a second at first and then less and less often, up to every half minute, until it answers. This needs a runtime of tokio's, as calls by HTTP do.
    pub fn connection(&self) -> Connection {
        let connection = self.shared.signals.line().watch();
        polling::begin(&self.shared);
        connection
    }
}

/// A client is a transport as well, one whose calls run under its context: another can be laid around it, which counts calls, records
/// them or holds them back.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use odoo_rpc::{Answer, BoxFuture, Call, Client, Content, Error, Transport};
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
///
///     // One that is not handed on is refused: this transport would carry no files.
///     fn download(&self, call: Call) -> BoxFuture<'_, Result<Content, Error>> {
///         Transport::download(&self.odoo, call)
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

    fn download(&self, call: Call) -> BoxFuture<'_, Result<Content, Error>> {
        Box::pin(self.begin_download(call))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}
