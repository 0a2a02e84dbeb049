//! The HTTP transport: three wires, one login.

mod authenticate;
mod base;
mod builder;
mod edges;
mod exchange;
mod failure;
mod file;
mod login;
mod own;
mod pause;
mod places;
mod retry;
mod session;
mod wire;

pub use builder::ClientBuilder;
pub use login::Login;
pub use wire::Wire;

use std::{
    future::{poll_fn, ready},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
    time::Duration,
};

use tokio::time::Instant;

use self::{
    base::BaseUrl,
    places::Places,
    retry::Retries,
    session::{Session, Sessions},
};
use crate::{
    answer::Answer,
    call::{Call, Effect, Target},
    download::Content,
    error::{ConfigError, Error, TransportError, TransportErrorKind},
    signals::{Event, Signals},
    trace,
    transport::{BoxFuture, Transport},
};

/// One server, one database, one user.
struct HttpTransport {
    http: reqwest::Client,
    /// Whether the header that JSON-2 needs is a gateway's.
    has_basic_auth: bool,
    base: BaseUrl,
    sessions: Sessions,
    places: Places,
    retries: Retries,
    last_id: AtomicU64,
    timeout: Duration,
    max_answer_bytes: usize,
    signals: Arc<Signals>,
}

impl Transport for HttpTransport {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, Error>> {
        match call.target {
            Target::Page { .. } => {
                let error = not_the_way(&call, "`Client::download` gets files");
                Box::pin(ready(Err(error)))
            }
            _ if call.is_logout() => {
                Box::pin(async move { self.log_out(&call, self.deadline(&call)).await })
            }
            _ => Box::pin(self.run::<Answer>(call)),
        }
    }

    fn download(&self, call: Call) -> BoxFuture<'_, Result<Content, Error>> {
        if let Target::Page { .. } = call.target {
            return Box::pin(self.run::<Content>(call));
        }
        let error = not_the_way(&call, "it gives no file: `Client::call` sends it");
        Box::pin(ready(Err(error)))
    }
}

/// What an exchange with the server gives: an answer, or a file.
trait Received: Sized + Send {
    /// Waits for a place, sends the call, and takes what comes.
    fn exchange(
        transport: &HttpTransport,
        call: &Call,
        session: Option<&Session>,
        deadline: Deadline,
    ) -> impl Future<Output = Result<Self, Error>> + Send;
}

fn not_the_way(call: &Call, why: &str) -> Error {
    ConfigError::new(format!("{} was not sent: {why}", call.info())).into()
}

impl HttpTransport {
    fn deadline(&self, call: &Call) -> Deadline {
        let limit = call.timeout.unwrap_or(self.timeout);
        Deadline {
            at: Instant::now().checked_add(limit),
            limit,
        }
    }

    #[expect(
        clippy::manual_async_fn,
        reason = "an async function would hold the call twice, and its future is made for each call"
    )]
    fn run<'a, T: Received + 'a>(
        &'a self,
        mut call: Call,
    ) -> impl Future<Output = Result<T, Error>> + Send + 'a {
        async move {
            let deadline = self.deadline(&call);
            call.waits();
            self.retries.begin();
            let mut has_user_context = false;
            let mut attempt = 1;
            loop {
                trace::attempts(attempt);
                let tried = self.attempt(&mut call, &mut has_user_context, deadline);
                let error = match tried.await {
                    Ok(received) => return Ok(received),
                    Err(error) => error,
                };
                match self.retries.wait(call.effect(), &error, attempt) {
                    Some(wait) if deadline.is_beyond(wait) && self.retries.spend() => {
                        self.tell_retry(&call, attempt, wait, error);
                        call.waits();
                        tokio::time::sleep(wait).await;
                    }
                    _ => return Err(error),
                }
                attempt += 1;
            }
        }
    }

    fn tell_retry(&self, call: &Call, attempt: u32, wait: Duration, error: Error) {
        trace::retry(attempt, wait, &error);
        if !call.is_silent() {
            let call = call.info();
            self.signals.tell(|| Event::Retry {
                call,
                attempt,
                wait,
                error,
            });
        }
    }

    /// Sends the call, logging in before that if need be, and once more if the server does not know the client any more.
    async fn attempt<T: Received>(
        &self,
        call: &mut Call,
        has_user_context: &mut bool,
        deadline: Deadline,
    ) -> Result<T, Error> {
        if let Target::Route {
            for_users: false, ..
        }
        | Target::Page {
            for_users: false, ..
        } = call.target
        {
            return T::exchange(self, call, None, deadline).await;
        }
        let session = self.sessions.current(call, self, deadline).await?;
        if !*has_user_context {
            call.context = session.user_context().clone().merge(&call.context);
            *has_user_context = true;
        }
        let tried = if call.is_answered_to_strangers() {
            Box::pin(self.ask_and_exchange(call, &session, deadline)).await
        } else {
            T::exchange(self, call, Some(&session), deadline).await
        };
        let error = match tried {
            Ok(received) => {
                self.sessions.hand_on(&session);
                return Ok(received);
            }
            Err(error) => error,
        };
        // What follows is rare, and so has places of its own.
        if !Box::pin(self.is_lost(&error, &session, call, deadline)).await {
            return Err(error);
        }
        // The server did not run the call, because it did not know who asks. One new session, one more try.
        call.waits();
        let renewed = Box::pin(self.sessions.renewed(call, &session, self, deadline)).await?;
        if renewed.has_the_key_of(&session) {
            // The server has just taken the same key, so it was not that: the method itself refused.
            return Err(error);
        }
        let received = Box::pin(T::exchange(self, call, Some(&renewed), deadline)).await?;
        self.sessions.hand_on(&renewed);
        Ok(received)
    }

    /// Sends a call that a stranger would be given something for, after asking whether the server knows the client.
    async fn ask_and_exchange<T: Received>(
        &self,
        call: &Call,
        session: &Session,
        deadline: Deadline,
    ) -> Result<T, Error> {
        Answer::exchange(self, &Call::session_info(), Some(session), deadline).await?;
        T::exchange(self, call, Some(session), deadline).await
    }

    /// Whether an error of this call means that the server does not know the client any more. For a file that is not there, the server is asked: it says the same to both.
    async fn is_lost(
        &self,
        error: &Error,
        session: &Session,
        call: &Call,
        deadline: Deadline,
    ) -> bool {
        let ask = Call::session_info();
        session::is_lost(error, session, call)
            || call.is_answered_to_strangers() && session::is_lost(error, session, &ask)
            || file::may_be_lost(error, call)
                && match Answer::exchange(self, &ask, Some(session), deadline).await {
                    Ok(_) => false,
                    Err(error) => session::is_lost(&error, session, &ask),
                }
    }

    /// Ends the session on the server, if there is one. It is forgotten once it has ended, so that a logout that fails can be repeated.
    async fn log_out(&self, call: &Call, deadline: Deadline) -> Result<Answer, Error> {
        let none = || Ok(Answer::bare(b"null".to_vec(), call));
        let late = |limit| late_before_sending(call, "while another call logged in", limit);
        let known = deadline.limit(self.sessions.known(), late).await?;
        let Some(session) = known.filter(|session| session.cookie().is_some()) else {
            return none();
        };
        let ended = match Answer::exchange(self, call, Some(&session), deadline).await {
            // It had ended already.
            Err(error) if session::is_lost(&error, &session, call) => none(),
            other => other,
        };
        if ended.is_ok() {
            self.sessions.forget(&session).await;
        }
        ended
    }

    fn next_id(&self) -> u64 {
        self.last_id.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// The end of the time that a call may take; none if it is beyond what a clock can show.
#[derive(Clone, Copy)]
struct Deadline {
    at: Option<Instant>,
    limit: Duration,
}

impl Deadline {
    /// Whether there is time left after waiting for so long.
    fn is_beyond(self, wait: Duration) -> bool {
        let after = Instant::now().checked_add(wait);
        match (self.at, after) {
            (Some(at), Some(after)) => after < at,
            (at, _) => at.is_none(),
        }
    }

    /// Waits for `work`, no longer than the call may take.
    async fn limit<T>(
        self,
        work: impl Future<Output = T>,
        late: impl FnOnce(Duration) -> Error,
    ) -> Result<T, Error> {
        let mut work = pin!(work);
        // What is there at once, a free place above all, needs no timer.
        if let Poll::Ready(done) = poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx))).await {
            return Ok(done);
        }
        let Some(at) = self.at else {
            return Ok(work.await);
        };
        tokio::time::timeout_at(at, work)
            .await
            .map_err(|_| late(self.limit))
    }
}

/// The error of a call that has not been sent when its time is up.
fn late_before_sending(call: &Call, what: &str, limit: Duration) -> Error {
    let sentence = format!(
        "{} was not sent within {limit:?}: its time passed {what}",
        call.info()
    );
    TransportError::new(
        TransportErrorKind::Timeout,
        crate::Outcome::NotDone,
        sentence,
    )
    .into()
}

/// The error of a call that was sent and has no answer when its time is up.
fn late_answer(call: &Call, base: &BaseUrl, limit: Duration) -> Error {
    let advice = match call.effect() {
        Effect::Read => "allow it more with `Client::with_timeout` or `ClientBuilder::timeout`",
        Effect::Write => "the server may still do it: look before sending it again",
    };
    let sentence = format!(
        "{base} gave no answer to {} within {limit:?}; {advice}",
        call.info()
    );
    let outcome = crate::answer::doubt(call.effect());
    TransportError::new(TransportErrorKind::Timeout, outcome, sentence).into()
}
