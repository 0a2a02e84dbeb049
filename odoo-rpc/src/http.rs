//! The HTTP transport: three wires, one login.

mod authenticate;
mod base;
mod builder;
mod edges;
mod exchange;
mod failure;
mod login;
mod places;
mod retry;
mod session;
mod wire;

pub use builder::ClientBuilder;
pub use login::Login;
pub use wire::Wire;

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use tokio::time::Instant;

use self::{base::BaseUrl, places::Places, retry::Retries, session::Sessions};
use crate::{
    answer::Answer,
    call::{Call, Effect, Target},
    error::{Error, TransportError, TransportErrorKind},
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
}

impl Transport for HttpTransport {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, Error>> {
        Box::pin(self.run(call))
    }
}

impl HttpTransport {
    async fn run(&self, mut call: Call) -> Result<Answer, Error> {
        let limit = call.timeout.unwrap_or(self.timeout);
        let deadline = Deadline {
            at: Instant::now().checked_add(limit),
            limit,
        };
        if call.is_logout() {
            return self.log_out(&call, deadline).await;
        }
        self.retries.begin();
        let mut has_user_context = false;
        let mut attempt = 1;
        loop {
            trace::attempts(attempt);
            let tried = self.attempt(&mut call, &mut has_user_context, deadline);
            let error = match tried.await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            match self.retries.wait(call.effect(), &error, attempt) {
                Some(wait) if deadline.is_beyond(wait) && self.retries.spend() => {
                    tokio::time::sleep(wait).await;
                }
                _ => return Err(error),
            }
            attempt += 1;
        }
    }

    /// Sends the call, logging in before that if need be, and once more if the server does not know the client any more.
    async fn attempt(
        &self,
        call: &mut Call,
        has_user_context: &mut bool,
        deadline: Deadline,
    ) -> Result<Answer, Error> {
        if let Target::Route {
            for_users: false, ..
        } = call.target
        {
            return self.exchange(call, None, deadline).await;
        }
        let session = self.sessions.current(call, self, deadline).await?;
        if !*has_user_context {
            call.context = session.user_context().clone().merge(&call.context);
            *has_user_context = true;
        }
        let error = match self.exchange(call, Some(&session), deadline).await {
            Ok(answer) => {
                self.sessions.hand_on(&session);
                return Ok(answer);
            }
            Err(error) => error,
        };
        if !session::is_lost(&error, &session, call) {
            return Err(error);
        }
        // The server did not run the call, because it did not know who asks. One new session, one more try.
        let renewed = self
            .sessions
            .renewed(call, &session, self, deadline)
            .await?;
        if renewed.has_the_key_of(&session) {
            // The server has just taken the same key, so it was not that: the method itself refused.
            return Err(error);
        }
        let answer = self.exchange(call, Some(&renewed), deadline).await?;
        self.sessions.hand_on(&renewed);
        Ok(answer)
    }

    /// Ends the session on the server, if there is one. It is forgotten once it has ended, so that a logout that fails can be repeated.
    async fn log_out(&self, call: &Call, deadline: Deadline) -> Result<Answer, Error> {
        let none = || Ok(Answer::bare(b"null".to_vec(), call));
        let late = |limit| late_before_sending(call, "while another call logged in", limit);
        let known = deadline.limit(self.sessions.known(), late).await?;
        let Some(session) = known.filter(|session| session.cookie().is_some()) else {
            return none();
        };
        let ended = match self.exchange(call, Some(&session), deadline).await {
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
        "`{}` was not sent within {limit:?}: its time passed {what}",
        call.name()
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
        "{base} gave no answer to `{}` within {limit:?}; {advice}",
        call.name()
    );
    let outcome = crate::answer::doubt(call.effect());
    TransportError::new(TransportErrorKind::Timeout, outcome, sentence).into()
}
