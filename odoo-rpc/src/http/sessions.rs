use std::{
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;
use tracing::Instrument as _;

use super::{Deadline, Endpoint, identity::Identity, late_before_sending, session::Session};
use crate::{
    call::Call,
    error::{ConfigError, Error},
    observability::Event,
    runtime, trace,
};

/// The sessions of one user on one database, one after the other: one login however many calls wait for it.
pub(super) struct Sessions {
    identity: Arc<Identity>,
    channel: Arc<Endpoint>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Arc<Session>>,
    /// The login that is under way, or has ended and nobody has looked yet.
    login: Option<Outcome>,
}

/// What comes of a login, for all who wait for it.
type Outcome = watch::Receiver<Option<Result<Arc<Session>, Error>>>;

/// What a call finds that needs a session.
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

    /// Hands the session's id on, if it is a new one. Only one that the server has just answered is worth keeping: Odoo 14 gives ids to strangers, too.
    pub(super) fn hand_on(&self, session: &Session) {
        if let Some(keep) = &self.identity.kept.keep {
            session.hand_on(&**keep);
        }
    }

    /// The session, if there is one already, or one is being made.
    pub(super) async fn known(
        &self,
        call: &Call,
        deadline: Deadline,
    ) -> Result<Option<Arc<Session>>, Error> {
        let login = self.state().login.clone();
        if let Some(login) = login {
            // What comes of it is another call's affair.
            let _ = wait(login, call, deadline).await?;
        }
        let mut state = self.state();
        state.settle();
        Ok(state.current.clone())
    }

    /// Forgets a session that was ended.
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

    /// The session, after logging in if there is none.
    pub(super) async fn current(
        &self,
        call: &Call,
        deadline: Deadline,
    ) -> Result<Arc<Session>, Error> {
        match self.find(None)? {
            Found::Session(session) => Ok(session),
            Found::Login(login) => Box::pin(wait(login, call, deadline)).await?,
        }
    }

    /// A session that is not `lost`, after logging in unless another call has done so already.
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
        if let Some(login) = &state.login {
            return Ok(Found::Login(login.clone()));
        }
        let login = self.log_in(lost.cloned())?;
        state.current = None;
        state.login = Some(login.clone());
        Ok(Found::Login(login))
    }

    /// Begins a login. It has a task and a time limit of its own, so that it comes to its end however soon those who wait for it give up: each would begin another one, and Odoo lets
    /// nobody in who fails too often.
    fn log_in(&self, lost: Option<Arc<Session>>) -> Result<Outcome, Error> {
        let runtime = runtime::current()?;
        let (identity, channel) = (Arc::clone(&self.identity), Arc::clone(&self.channel));
        let (sender, receiver) = watch::channel(None);
        let login = async move {
            let deadline = channel.deadline(None);
            let result = identity
                .authenticate(lost.as_ref(), &channel, deadline)
                .await;
            if lost.is_some() && result.is_ok() {
                trace::renewed();
                channel.signals.tell(|| Event::SessionRenewed);
            }
            sender.send_replace(Some(result));
        };
        runtime.spawn(login.in_current_span());
        Ok(receiver)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes what came of a login.
    fn settle(&mut self) {
        let Some(login) = &mut self.login else {
            return;
        };
        let ended = login.borrow().clone();
        // Without an outcome it has ended, too, if its runtime has.
        let is_gone = login.has_changed().is_err();
        if ended.is_some() || is_gone {
            self.current = ended.and_then(Result::ok);
            self.login = None;
        }
    }
}

/// Waits for what comes of a login.
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
