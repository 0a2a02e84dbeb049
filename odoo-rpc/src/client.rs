mod internal_calls;
mod transport;

use std::{
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::OnceCell;
use tracing::Instrument as _;

use crate::{
    call::{Call, CallInfo, Tracked},
    cancel::{self, CancelToken, End, Held, Progress},
    context::Context,
    download::{Content, Download},
    error::Error,
    observability::{Connection, EventHub, Events, Loading, Observer},
    reconnect::{self, Shared},
    report::Report,
    response::{Response, row_sink::RowSink},
    transport::{BoxFuture, Transport},
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
    /// Whether calls whose scope ends are told so in async code, too.
    is_telling: bool,
    tethers: Vec<CancelToken>,
}

/// What is noted of a call that runs.
struct Running {
    report: Box<Report>,
    /// Of a call that may be ended from outside.
    progress: Option<Progress>,
}

impl Client {
    /// A client of any transport.
    pub fn new(transport: impl Transport) -> Self {
        Self::with_signals(transport, Arc::new(EventHub::new()))
    }

    /// A client of a transport that has signals of its own to tell.
    pub(crate) fn with_signals(transport: impl Transport, signals: Arc<EventHub>) -> Self {
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
            is_telling: false,
            tethers: Vec::new(),
        }
    }

    /// The same connection under another context: `context` laid over the one that this handle has.
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

    /// The same connection, whose calls give an error when their scope ends, and never wait for ever: for work whose result somebody else waits for.
    #[doc(hidden)]
    #[must_use = "the handle is returned"]
    pub fn telling(&self) -> Self {
        Client {
            is_telling: true,
            ..self.clone()
        }
    }

    /// The same connection, tied to one more thing that can end its calls.
    pub(crate) fn tied(&self, tether: CancelToken) -> Self {
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
    pub async fn call(&self, call: Call) -> Result<Response, Error> {
        let (call, running) = self.begin(call)?;
        let answer = self.shared.transport.call(call);
        self.finish(running, answer, Response::reported).await
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
        intake: Arc<Mutex<dyn RowSink>>,
    ) -> impl Future<Output = Result<Response, Error>> + Send {
        let begun = self.begin(call).map(|(mut call, running)| {
            call.tracked.intake = Some(intake);
            (self.shared.transport.call(call), running)
        });
        async move {
            let (answer, running) = begun?;
            self.finish(running, answer, Response::reported).await
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
        cancel::check(&self.tethers, &info)?;
        // That of a client around this one sees how far the call is, too.
        let own = || (!self.tethers.is_empty()).then(Progress::default);
        let progress = call.tracked.progress.take().or_else(own);
        call.tracked = Tracked {
            info: Some(info.clone()),
            progress: progress.clone(),
            intake: None,
        };
        let report = Box::new(Report::begin(signals, &call, info));
        Ok((call, Running { report, progress }))
    }

    /// Waits for what comes of a call, unless something that this handle is tied to ends before.
    async fn finish<T>(
        &self,
        running: Running,
        work: BoxFuture<'_, Result<T, Error>>,
        reported: fn(T, Box<Report>) -> T,
    ) -> Result<T, Error> {
        let Running {
            mut report,
            progress,
        } = running;
        // A span that nobody looks at is not entered.
        let work = if report.span().is_disabled() {
            work
        } else {
            Box::pin(work.instrument(report.span().clone()))
        };
        let result = match cancel::hold(&self.tethers, work).await {
            Held::Done(result) => result,
            Held::Ended(end) => {
                let outcome = progress.unwrap_or_default();
                let outcome = outcome.outcome(report.call().effect());
                if end == End::Silent {
                    let ended = cancel::ended_with_scope(report.call(), outcome);
                    drop(report);
                    return cancel::never(ended, self.is_telling).await;
                }
                Err(cancel::aborted(report.call(), outcome))
            }
        };
        reconnect::note(&self.shared, result.as_ref().err());
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

    /// Has `observer` told every event from now on, whichever handle of this connection it comes from, for as long as there is one.
    pub fn observe(&self, observer: impl Observer) {
        self.shared.signals.observe(Arc::new(observer));
        reconnect::begin(&self.shared);
    }

    /// Subscribes to the events of this connection, whichever handle they come from: [`Event`](crate::Event).
    pub fn events(&self) -> Events {
        let events = self.shared.signals.subscribe();
        reconnect::begin(&self.shared);
        events
    }

    /// Whether the calls of this connection keep anyone waiting, as a state that can be watched.
    pub fn loading(&self) -> Loading {
        self.shared.signals.loading()
    }

    /// Whether the server answers, as a state that can be watched.
    ///
    /// Every call tells. While the server is away and anybody watches (here, or by [`events`](Self::events) or [`observe`](Self::observe)), the client asks it for its version
    /// from time to time, after a second at first and then less and less often, up to every half minute, until it answers. This needs a runtime of tokio's, as calls by HTTP do.
    pub fn connection(&self) -> Connection {
        let connection = self.shared.signals.line().watch();
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
