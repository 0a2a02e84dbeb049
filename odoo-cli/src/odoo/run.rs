//! One command on one server: its runtime, its settings, and Ctrl-C.

use std::{io, process, time::Duration};

use odoo_rpc::{AbortHandle, Client};
use tokio::{runtime::Runtime, signal, task::JoinHandle};

use super::{
    about,
    arguments::{Command, Options},
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
        Ok(Session {
            runtime,
            connection,
            schema: Schema::default(),
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
            let interrupted = on_interrupt(abort);
            let mut run = Run {
                client: options.settings().applied(&client),
                session: self,
                output,
            };
            let has_zone =
                self.connection.client.context().get("tz").is_some() || options.tz.is_some();
            let result = run.dispatch(command, has_zone).await;
            interrupted.abort();
            match result {
                Ok(()) => Ok(()),
                Err(failure) => Err(self.connection.explained(failure).await),
            }
        })
    }
}

/// Cancels the calls at the first Ctrl-C, and ends the program at the second.
fn on_interrupt(abort: AbortHandle) -> JoinHandle<()> {
    tokio::spawn(async move {
        if signal::ctrl_c().await.is_err() {
            return;
        }
        abort.abort();
        if signal::ctrl_c().await.is_ok() {
            process::exit(Exit::Interrupted as i32);
        }
    })
}

impl Run<'_> {
    async fn dispatch(&mut self, command: Command, has_zone: bool) -> Result<()> {
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
