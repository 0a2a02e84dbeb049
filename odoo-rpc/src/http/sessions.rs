use std::{
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{
    runtime::{Handle, Id},
    sync::watch,
};
use tracing::Instrument as _;

use super::{Deadline, Endpoint, identity::Identity, late_before_sending, session::Session};
use crate::{
    call::Call,
    error::{ConfigError, Error},
    observability::Event,
    runtime, trace,
};

/// The current session of one user, with single-flight login.
pub(super) struct Sessions {
    identity: Arc<Identity>,
    channel: Arc<Endpoint>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Arc<Session>>,
    /// The running login, or one whose result has not been read.
    login: Option<Login>,
}

/// A login, which is a task of a runtime.
struct Login {
    runtime: Id,
    outcome: Outcome,
}

/// The result of a login, for all calls that wait for it.
type Outcome = watch::Receiver<Option<Result<Arc<Session>, Error>>>;

/// A session, or the login that will create it.
enum Found {
    Session(Arc<Session>),
    Login(Outcome),
}

impl Sessions {
    pub(super) fn new(identity: Identity, channel: Arc<Endpoint>) -> Self {
        Sessions {
            identity: Arc::new(identity),
            channel,
            state: Mutex::default(),
        }
    }

    /// Calls `keep` with the session's id, if it is new.
    ///
    /// This happens after the server accepted it: Odoo 14 sends ids to anonymous clients too.
    pub(super) fn hand_on(&self, session: &Session) {
        if let Some(keep) = &self.identity.kept.keep {
            session.hand_on(&**keep);
        }
    }

    /// Returns the session, if it exists or a login is running.
    pub(super) async fn known(
        &self,
        call: &Call,
        deadline: Deadline,
    ) -> Result<Option<Arc<Session>>, Error> {
        let login = self
            .state()
            .login
            .as_ref()
            .map(|login| login.outcome.clone());
        if let Some(login) = login {
            // Another call handles its error.
            let _ = wait(login, call, deadline).await?;
        }
        let mut state = self.state();
        state.settle();
        Ok(state.current.clone())
    }

    /// Forgets a session that has ended.
    pub(super) fn forget(&self, ended: &Arc<Session>) {
        let mut state = self.state();
        if state
            .current
            .as_ref()
            .is_some_and(|current| Arc::ptr_eq(current, ended))
        {
            state.current = None;
        }
    }

    /// Returns the session, after a login if needed.
    pub(super) async fn current(
        &self,
        call: &Call,
        deadline: Deadline,
    ) -> Result<Arc<Session>, Error> {
        match self.find(None)? {
            Found::Session(session) => Ok(session),
            // Boxed, because few calls wait, and each call contains this future.
            Found::Login(login) => Box::pin(wait(login, call, deadline)).await?,
        }
    }

    /// Returns a session other than `lost`, after a login unless another call has done it.
    pub(super) async fn renewed(
        &self,
        call: &Call,
        lost: &Arc<Session>,
        deadline: Deadline,
    ) -> Result<Arc<Session>, Error> {
        match self.find(Some(lost))? {
            Found::Session(session) => Ok(session),
            Found::Login(login) => wait(login, call, deadline).await?,
        }
    }

    fn find(&self, lost: Option<&Arc<Session>>) -> Result<Found, Error> {
        let mut state = self.state();
        state.settle();
        if let Some(session) = &state.current
            && lost.is_none_or(|lost| !Arc::ptr_eq(lost, session))
        {
            return Ok(Found::Session(Arc::clone(session)));
        }
        let runtime = runtime::current()?;
        // Another runtime may have paused in the middle of its login.
        if let Some(login) = &state.login
            && login.runtime == runtime.id()
        {
            return Ok(Found::Login(login.outcome.clone()));
        }
        let outcome = self.log_in(&runtime, lost.cloned());
        state.current = None;
        state.login = Some(Login {
            runtime: runtime.id(),
            outcome: outcome.clone(),
        });
        Ok(Found::Login(outcome))
    }

    /// Starts a login in a task of its own, with its own timeout.
    ///
    /// It completes even if all calls that wait for it are dropped. Otherwise each would start another login, and Odoo locks out clients that fail too often.
    fn log_in(&self, runtime: &Handle, lost: Option<Arc<Session>>) -> Outcome {
        let (identity, channel) = (Arc::clone(&self.identity), Arc::clone(&self.channel));
        let (sender, receiver) = watch::channel(None);
        let login = async move {
            let deadline = channel.deadline(None);
            let result = identity
                .authenticate(lost.as_ref(), &channel, deadline)
                .await;
            if lost.is_some() && result.is_ok() {
                trace::renewed();
                channel.events.tell(|| Event::SessionRenewed);
            }
            sender.send_replace(Some(result));
        };
        runtime.spawn(login.in_current_span());
        receiver
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Stores the result of a login.
    fn settle(&mut self) {
        let Some(login) = &mut self.login else {
            return;
        };
        let ended = login.outcome.borrow().clone();
        // Without a result the login has ended too: its runtime has shut down.
        let is_gone = login.outcome.has_changed().is_err();
        if ended.is_some() || is_gone {
            self.current = ended.and_then(Result::ok);
            self.login = None;
        }
    }
}

/// Waits for the result of a login.
async fn wait(
    mut login: Outcome,
    call: &Call,
    deadline: Deadline,
) -> Result<Result<Arc<Session>, Error>, Error> {
    let late = |limit| late_before_sending(call, "while the client logged in", limit);
    let ended = deadline
        .limit(pin!(login.wait_for(Option::is_some)), late)
        .await?;
    let outcome = ended.ok().and_then(|outcome| outcome.clone());
    outcome.ok_or_else(|| {
        let why = "the login was broken off: its runtime ended, or the program's function for the secret panicked";
        ConfigError::new(format!("{} was not sent: {why}", call.info())).into()
    })
}
