//! Who the client is to the server: one login however many calls wait for it, and the newest cookie.

use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicBool},
};

use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};
use tokio::sync;

use super::{Deadline, HttpTransport, Wire, late_before_sending, login::Login, pause::Pause};
use crate::{call::Call, context::Context, error::Error, signals::Event, trace};

/// The sessions of one user on one database, one after the other.
pub(super) struct Sessions {
    pub(super) database: String,
    pub(super) login: Login,
    /// None where the server's version decides.
    pub(super) wire: Option<Wire>,
    pub(super) kept: Kept,
    /// Whether the kept session was tried.
    pub(super) has_restored: AtomicBool,
    state: sync::Mutex<State>,
    /// How many logins have ended: read without waiting for the one that is under way.
    ended: std::sync::atomic::AtomicU64,
}

#[derive(Default)]
struct State {
    current: Option<Arc<Session>>,
    /// Why the last login failed, for those who waited for it.
    failure: Option<Error>,
    pause: Pause,
}

/// Sessions that outlive the client.
#[derive(Default)]
pub(super) struct Kept {
    /// The id of one that is there already.
    pub(super) restored: Option<SecretString>,
    /// Takes each new id.
    pub(super) keep: Option<Arc<Keep>>,
}

type Keep = dyn Fn(&str) + Send + Sync;

/// Who the server takes the client for.
pub(super) struct Session {
    access: Access,
    user_context: Context,
    /// The id that was handed on last.
    handed_on: Mutex<String>,
}

/// What the server knows the client by.
pub(super) enum Access {
    /// A session, by the cookie as it is sent, once the server has given one: `call_kw`.
    Cookie(Mutex<Option<HeaderValue>>),
    /// A number and a secret in each call: `execute_kw`.
    Key { uid: i64, secret: SecretString },
    /// A secret in a header: JSON-2.
    Bearer { secret: SecretString },
}

impl Kept {
    pub(super) fn is_used(&self) -> bool {
        self.restored.is_some() || self.keep.is_some()
    }
}

impl Sessions {
    pub(super) fn new(database: String, login: Login, wire: Option<Wire>, kept: Kept) -> Self {
        Sessions {
            database,
            login,
            wire,
            kept,
            has_restored: AtomicBool::new(false),
            state: sync::Mutex::default(),
            ended: std::sync::atomic::AtomicU64::new(0),
        }
    }

    /// Hands the session's id on, if it is a new one. Only one that the server has just answered is worth keeping: Odoo 14 gives ids to strangers, too.
    pub(super) fn hand_on(&self, session: &Session) {
        let Some(keep) = &self.kept.keep else {
            return;
        };
        let Some(id) = session.cookie() else {
            return;
        };
        let mut last = session
            .handed_on
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if *last != id {
            keep(&id);
            *last = id;
        }
    }

    /// The session, if there is one already.
    pub(super) async fn known(&self) -> Option<Arc<Session>> {
        self.state.lock().await.current.clone()
    }

    /// Forgets a session that was ended.
    pub(super) async fn forget(&self, ended: &Arc<Session>) {
        let mut state = self.state.lock().await;
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
        transport: &HttpTransport,
        deadline: Deadline,
    ) -> Result<Arc<Session>, Error> {
        if let Ok(state) = self.state.try_lock()
            && let Some(session) = &state.current
        {
            return Ok(Arc::clone(session));
        }
        self.get(call, None, transport, deadline).await
    }

    /// A session that is not `lost`, after logging in unless another call has done so already.
    pub(super) async fn renewed(
        &self,
        call: &Call,
        lost: &Arc<Session>,
        transport: &HttpTransport,
        deadline: Deadline,
    ) -> Result<Arc<Session>, Error> {
        self.get(call, Some(lost), transport, deadline).await
    }

    async fn get(
        &self,
        call: &Call,
        lost: Option<&Arc<Session>>,
        transport: &HttpTransport,
        deadline: Deadline,
    ) -> Result<Arc<Session>, Error> {
        use std::sync::atomic::Ordering::SeqCst;

        let ended_before = self.ended.load(SeqCst);
        let late = |limit| late_before_sending(call, "while another call logged in", limit);
        // Whoever holds the lock logs in; the others wait here, and share what comes of it.
        let mut state = deadline.limit(pin!(self.state.lock()), late).await?;
        if let Some(session) = &state.current
            && lost.is_none_or(|lost| !Arc::ptr_eq(lost, session))
        {
            return Ok(Arc::clone(session));
        }
        let has_just_failed = self.ended.load(SeqCst) != ended_before;
        if let Some(failure) = &state.failure
            && (has_just_failed || state.pause.lasts())
        {
            return Err(failure.clone());
        }
        state.current = None;
        // In a place of its own: it is rare, and larger than the rest of a call.
        let login = Box::pin(self.authenticate(call, lost, transport, deadline));
        let result = login.await;
        // A refusal is everyone's. What one caller met on its way, the end of its time above all, is its own.
        let refusal = |error: &&Error| matches!(error, Error::Login(_) | Error::Fault(_));
        state.failure = result.as_ref().err().filter(refusal).cloned();
        // The same secret would be refused again. One that is asked for may be another one.
        let is_refused = matches!(result, Err(Error::Login(_))) && self.login.has_one_secret();
        state.pause.note(is_refused);
        state.current = result.as_ref().ok().cloned();
        self.ended.fetch_add(1, SeqCst);
        if lost.is_some() && result.is_ok() {
            trace::renewed();
            transport.signals.tell(|| Event::SessionRenewed);
        }
        result
    }
}

impl Session {
    pub(super) fn new(access: Access) -> Self {
        Session {
            access,
            user_context: Context::new(),
            handed_on: Mutex::default(),
        }
    }

    /// Whether the server knows both clients by one and the same number and secret.
    pub(super) fn has_the_key_of(&self, other: &Session) -> bool {
        match (&self.access, &other.access) {
            (Access::Key { secret: one, .. }, Access::Key { secret: other, .. }) => {
                one.expose_secret() == other.expose_secret()
            }
            _ => false,
        }
    }

    pub(super) fn of_user(self, context: Map<String, Value>) -> Self {
        Session {
            user_context: context.into(),
            ..self
        }
    }

    pub(super) fn access(&self) -> &Access {
        &self.access
    }

    /// The user's own context, for calls to be laid over.
    pub(super) fn user_context(&self) -> &Context {
        &self.user_context
    }

    /// The id of the session, if the server has given one.
    pub(super) fn cookie(&self) -> Option<String> {
        let header = self.cookie_header()?;
        Some(id_of(&header)?.to_owned())
    }

    /// The header that says it.
    pub(super) fn cookie_header(&self) -> Option<HeaderValue> {
        let Access::Cookie(known) = &self.access else {
            return None;
        };
        known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps the newest session id: Odoo 14 sends it with every answer, 19 a new one every three hours, errors included.
    pub(super) fn remember(&self, headers: &HeaderMap) {
        let Access::Cookie(known) = &self.access else {
            return;
        };
        let newest = headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| session_id(value.to_str().ok()?))
            .next_back();
        let Some(id) = newest else {
            return;
        };
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_ref().and_then(id_of) != Some(id) {
            *known = cookie(id);
        }
    }
}

impl Access {
    /// A session that is there already.
    pub(super) fn of_session(id: &str) -> Self {
        Access::Cookie(Mutex::new(cookie(id)))
    }
}

const SESSION_ID: &str = "session_id=";

/// The cookie of a session; none of an id that no header can have, which no server gives.
fn cookie(id: &str) -> Option<HeaderValue> {
    let mut header = HeaderValue::from_str(&format!("{SESSION_ID}{id}")).ok()?;
    header.set_sensitive(true);
    Some(header)
}

fn id_of(cookie: &HeaderValue) -> Option<&str> {
    cookie.to_str().ok()?.strip_prefix(SESSION_ID)
}

/// The session id in a `Set-Cookie` header, unless it is another cookie or takes the id away.
fn session_id(set_cookie: &str) -> Option<&str> {
    let (name, value) = set_cookie.split(';').next()?.split_once('=')?;
    let value = value.trim().trim_matches('"');
    (name.trim() == "session_id" && !value.is_empty()).then_some(value)
}

/// Whether an error says that the server did not know who asks, so that it ran nothing.
pub(super) fn is_lost(error: &Error, session: &Session, call: &Call) -> bool {
    match (error, &session.access) {
        (Error::Fault(fault), Access::Cookie(_)) => fault.is_session_expired(),
        // Said before the call runs, or by the method itself, which was rolled back then: either way it may be sent again.
        (Error::Fault(fault), Access::Key { .. }) => fault.is_access_denied(),
        (Error::Fault(fault), Access::Bearer { .. }) => {
            fault.name() == "werkzeug.exceptions.Unauthorized"
        }
        // A host of many databases finds the database in the session, and the controller in the database: without a
        // session there is no such page (16 to 19). A controller of the caller's own may not be there at all.
        (Error::Transport(error), Access::Cookie(_) | Access::Bearer { .. }) => {
            error.status() == Some(404) && call.model().is_some()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_session_id_is_remembered() {
        let attributes = "session_id=abc; Expires=Mon, 22 Feb 2027 00:00:00 GMT; Max-Age=604800; HttpOnly; Path=/";
        assert_eq!(session_id(attributes), Some("abc"));
        assert_eq!(session_id("frontend_lang=en_US; Path=/"), None);
        assert_eq!(session_id("session_id=; Max-Age=0"), None);
        assert_eq!(session_id("session_id"), None);
    }

    #[test]
    fn the_newest_of_several_ids_stays() {
        let session = Session::new(Access::Cookie(Mutex::default()));
        assert_eq!(session.cookie(), None);
        let mut headers = HeaderMap::new();
        for value in ["session_id=old; Path=/", "session_id=new; Path=/", "tz=UTC"] {
            headers.append(SET_COOKIE, value.parse().unwrap());
        }
        session.remember(&headers);
        session.remember(&HeaderMap::new());
        assert_eq!(session.cookie().as_deref(), Some("new"));
    }
}
