//! The HTTP transport: four protocols, one login.

mod authenticate;
mod base;
mod builder;
mod connections;
mod credentials;
mod deadline;
mod endpoint;
mod environment;
mod exchange;
mod file;
mod http_config;
mod http_error;
mod identity;
mod internal_calls;
mod jar;
mod limiter;
mod login_backoff;
mod merged_reads;
mod outgoing;
mod protocol;
mod quirks;
mod retry;
mod session;
mod sessions;
mod set_cookie;
mod status;
mod tls;
#[cfg(feature = "xml-rpc")]
mod xml_rpc;

pub use builder::ClientBuilder;
pub use credentials::Credentials;
pub use protocol::Protocol;

use std::{future::ready, sync::Arc, time::Duration};

use self::{
    deadline::{Deadline, late_answer, late_before_sending},
    endpoint::{Endpoint, Received},
    merged_reads::ReadBatch,
    outgoing::Outgoing,
    retry::Retries,
    session::{Access, Session},
    sessions::Sessions,
};
use crate::{
    call::{Call, Target},
    call_state::CallState,
    download::Content,
    error::{ConfigError, Error},
    observability::Event,
    response::Response,
    runtime, trace,
    transport::{BoxFuture, Transport},
};

/// One server, one database, one user.
struct HttpTransport {
    channel: Arc<Endpoint>,
    sessions: Sessions,
    retries: Retries,
}

impl Transport for HttpTransport {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        match call.target {
            Target::Page { .. } => {
                let error = not_the_way(&call, "use `Client::download` for files");
                Box::pin(ready(Err(error)))
            }
            _ if call.is_logout() => Box::pin(self.log_out(call)),
            _ => Box::pin(self.run::<Response>(call, state, None)),
        }
    }

    fn download(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Content, Error>> {
        if let Target::Page { .. } = call.target {
            return Box::pin(self.run::<Content>(call, state, None));
        }
        let error = not_the_way(&call, "it is not a download: use `Client::call`");
        Box::pin(ready(Err(error)))
    }
}

fn not_the_way(call: &Call, why: &str) -> Error {
    ConfigError::new(format!("{} was not sent: {why}", call.info())).into()
}

impl HttpTransport {
    #[expect(
        clippy::manual_async_fn,
        reason = "an async function would hold the call twice, and its future is made for each call"
    )]
    fn run<'a, T: Received + 'a>(
        &'a self,
        call: Call,
        state: CallState,
        batch: Option<&'a ReadBatch>,
    ) -> impl Future<Output = Result<T, Error>> + Send + 'a {
        async move {
            runtime::with_sockets()?;
            let call = Outgoing::of_program(&call, &state, batch);
            let deadline = self.channel.deadline(call.timeout);
            call.waits();
            self.channel.check(call.call())?;
            if call.is_probe() {
                return T::exchange(&self.channel, call, None, deadline).await;
            }
            self.retries.begin();
            let mut attempt = 1;
            loop {
                trace::attempts(attempt, self.channel.base.host());
                let tried = self.attempt(call, deadline);
                let error = match tried.await {
                    Ok(received) => return Ok(received),
                    Err(error) => error,
                };
                match self.retries.wait(call.effect(), &error, attempt) {
                    Some(wait) if deadline.is_beyond(wait) && self.retries.spend() => {
                        self.tell_retry(call, attempt, wait, error);
                        call.waits();
                        tokio::time::sleep(wait).await;
                    }
                    _ => return Err(error),
                }
                attempt += 1;
            }
        }
    }

    fn tell_retry(&self, call: Outgoing<'_>, attempt: u32, wait: Duration, error: Error) {
        trace::retry(attempt, wait, &error);
        if !call.is_silent() {
            let call = call.info();
            self.channel.events.tell(|| Event::Retry {
                call,
                attempt,
                wait,
                error,
            });
        }
    }

    /// Sends the call, after a login if needed, and again if the session has expired.
    async fn attempt<T: Received>(
        &self,
        call: Outgoing<'_>,
        deadline: Deadline,
    ) -> Result<T, Error> {
        let channel = &*self.channel;
        if !call.is_for_users() {
            return T::exchange(channel, call, None, deadline).await;
        }
        let session = self.sessions.current(&call, deadline).await?;
        // Boxed, because few calls ask.
        let is_known = !call.may_be_answered_to_strangers()
            || Box::pin(self.is_known(&session, deadline)).await?;
        let error = if is_known {
            match T::exchange(channel, call, Some(&session), deadline).await {
                Ok(received) => {
                    self.sessions.hand_on(&session);
                    return Ok(received);
                }
                Err(error) => error,
            }
        } else {
            session::lost()
        };
        // The rest is rare, so its futures are boxed.
        if is_known && !Box::pin(self.is_lost(&error, &session, &call, deadline)).await {
            return Err(error);
        }
        // The server did not run the call, because the session was unknown. Log in again and retry once.
        call.waits();
        let renewed = Box::pin(self.sessions.renewed(&call, &session, deadline)).await?;
        if renewed.has_the_key_of(&session) {
            // The server has just accepted the same key: the method itself refused, or the page does not exist.
            return Err(error);
        }
        let received = Box::pin(T::exchange(channel, call, Some(&renewed), deadline)).await?;
        self.sessions.hand_on(&renewed);
        Ok(received)
    }

    /// Returns whether an error means that the session is lost.
    ///
    /// If the error has several possible causes, the server is asked.
    async fn is_lost(
        &self,
        error: &Error,
        session: &Session,
        call: &Call,
        deadline: Deadline,
    ) -> bool {
        if session::is_lost(error, session) {
            return true;
        }
        if !session::may_be_lost(error, call) {
            return false;
        }
        match session.access() {
            Access::Cookie(_) => matches!(self.is_known(session, deadline).await, Ok(false)),
            // The next login asks.
            Access::Bearer { .. } => true,
            Access::Key { .. } => false,
        }
    }

    /// Returns whether the session is valid.
    async fn is_known(&self, session: &Session, deadline: Deadline) -> Result<bool, Error> {
        let ask = Call::session_info();
        match self.channel.ask(&ask, Some(session), deadline).await {
            Ok(_) => Ok(true),
            Err(error) if session::is_lost(&error, session) => Ok(false),
            // A host of many databases reads the database from the session. Without a session the page does not exist there (16 to 19).
            Err(Error::Transport(error)) if error.status() == Some(404) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// Ends the session on the server, if there is one.
    ///
    /// It is forgotten only then, so that a failed logout can be repeated.
    async fn log_out(&self, call: Call) -> Result<Response, Error> {
        runtime::with_sockets()?;
        let deadline = self.channel.deadline(call.timeout);
        let none = || Ok(Response::bare_of(b"null".to_vec(), call.info()));
        let known = self.sessions.known(&call, deadline).await?;
        let Some(session) = known.filter(|session| session.cookie().is_some()) else {
            return none();
        };
        let ended = match self.channel.ask(&call, Some(&session), deadline).await {
            // It had expired already.
            Err(error) if session::is_lost(&error, &session) => none(),
            other => other,
        };
        if ended.is_ok() {
            self.sessions.forget(&session);
        }
        ended
    }
}
