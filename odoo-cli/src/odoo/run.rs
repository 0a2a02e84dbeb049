//! One command on one server: its runtime, its settings, and Ctrl-C.

use std::{
    io, process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use odoo_rpc::{AbortHandle, Client};
use tokio::{runtime::Runtime, signal, task::JoinHandle};

use super::{
    about,
    arguments::{Command, Format, Options},
    call, export, group, import,
    output::Output,
    report,
    schema::Schema,
    search, write,
};
use crate::{
    connect::{Choice, Connection, Settings},
    failure::{Exit, Failure, Result},
};

/// A server, with its known models and fields.
pub(super) struct Session {
    pub(super) runtime: Runtime,
    pub(super) connection: Connection,
    pub(super) schema: Schema,
    /// Whether a command runs, which ends by itself after SIGTERM.
    is_busy: Arc<AtomicBool>,
}

/// The environment of a command.
pub(super) struct Run<'a> {
    /// The client with the command's settings. Ctrl-C cancels its calls.
    pub(super) client: Client,
    pub(super) session: &'a Session,
    pub(super) output: &'a mut Output,
}

impl Options {
    pub(super) fn choice(&self) -> Choice {
        Choice {
            profile: self.profile.clone(),
            mock: self.mock,
        }
    }

    fn settings(&self) -> Settings {
        Settings {
            context: self.context.as_ref().map(|object| object.0.clone()),
            lang: self.lang.clone(),
            tz: self.tz.clone(),
            companies: self.company.clone(),
            archived: self.archived,
            timeout: self.timeout.map(Duration::from_secs),
        }
    }
}

impl Session {
    /// A session of the chosen server. Nothing is sent yet.
    pub(super) fn open(choice: &Choice) -> Result<Self> {
        let connection = Connection::open(choice)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| Failure::new(Exit::File, format!("cannot start: {error}")))?;
        let is_busy = Arc::default();
        runtime.spawn(end_when_idle(Arc::clone(&is_busy)));
        Ok(Session {
            runtime,
            connection,
            schema: Schema::default(),
            is_busy,
        })
    }

    /// Runs a command until it ends, or until Ctrl-C.
    pub(super) fn execute(
        &self,
        command: Command,
        options: &Options,
        output: &mut Output,
    ) -> Result<()> {
        self.runtime.block_on(async {
            let (client, abort) = self.connection.client.abortable();
            let is_terminated = Arc::new(AtomicBool::new(false));
            let interrupted = on_interrupt(abort, Arc::clone(&is_terminated));
            let mut run = Run {
                client: options.settings().applied(&client),
                session: self,
                output,
            };
            let has_zone =
                self.connection.client.context().get("tz").is_some() || options.tz.is_some();
            self.is_busy.store(true, Ordering::Relaxed);
            let result = run.dispatch(command, has_zone).await;
            self.is_busy.store(false, Ordering::Relaxed);
            interrupted.abort();
            match result {
                Ok(()) => Ok(()),
                Err(failure) => {
                    let mut failure = self.connection.explained(failure).await;
                    if failure.exit == Exit::Interrupted && is_terminated.load(Ordering::Relaxed) {
                        failure.exit = Exit::Terminated;
                    }
                    Err(failure)
                }
            }
        })
    }
}

/// Cancels the calls at the first Ctrl-C or SIGTERM.
///
/// It ends the program at the second.
fn on_interrupt(abort: AbortHandle, is_terminated: Arc<AtomicBool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let Ok(first) = interrupt().await else {
            return;
        };
        is_terminated.store(first == Exit::Terminated, Ordering::Relaxed);
        abort.abort();
        if let Ok(second) = interrupt().await {
            process::exit(second as i32);
        }
    })
}

/// Waits for a signal that ends the program.
async fn interrupt() -> io::Result<Exit> {
    tokio::select! {
        pressed = signal::ctrl_c() => pressed.map(|()| Exit::Interrupted),
        ended = terminated() => ended.map(|()| Exit::Terminated),
    }
}

/// Ends the program at SIGTERM while no command runs.
///
/// Once a program has waited for a signal, the system no longer ends it.
async fn end_when_idle(is_busy: Arc<AtomicBool>) {
    while terminated().await.is_ok() {
        if !is_busy.load(Ordering::Relaxed) {
            process::exit(Exit::Terminated as i32);
        }
    }
}

/// Waits for SIGTERM, which systemd and `timeout` send.
#[cfg(unix)]
async fn terminated() -> io::Result<()> {
    let mut signals = signal::unix::signal(signal::unix::SignalKind::terminate())?;
    signals.recv().await;
    Ok(())
}

#[cfg(not(unix))]
async fn terminated() -> io::Result<()> {
    std::future::pending().await
}

impl Run<'_> {
    async fn dispatch(&mut self, command: Command, has_zone: bool) -> Result<()> {
        if self.output.format == Format::Parquet && !matches!(command, Command::Export(_)) {
            return Err(Failure::usage(
                "`-o parquet` is for `export`: expected table, json, ndjson, csv or tsv",
            ));
        }
        match command {
            Command::Ping => about::ping(self).await,
            Command::Whoami => about::whoami(self).await,
            Command::Search(arguments) => search::search(self, arguments).await,
            Command::Read(arguments) => search::read(self, arguments).await,
            Command::Count(arguments) => search::count(self, arguments).await,
            Command::Fields(arguments) => search::fields(self, arguments).await,
            Command::Group(arguments) => group::group(self, arguments).await,
            Command::Create(arguments) => write::create(self, arguments).await,
            Command::Write(arguments) => write::write(self, arguments).await,
            Command::Unlink(arguments) => write::unlink(self, arguments).await,
            Command::Call(arguments) => call::call(self, arguments).await,
            Command::Report(arguments) => report::report(self, arguments).await,
            Command::Export(arguments) => export::export(self, arguments).await,
            Command::Import(arguments) => import::import(self, arguments, has_zone).await,
            Command::Shell
            | Command::Profile { .. }
            | Command::Completions { .. }
            | Command::Man => Err(io::Error::from(io::ErrorKind::Unsupported).into()),
        }
    }
}
