//! The session: one login however many calls wait for it, and the newest cookie.

use std::sync::{Arc, Mutex, PoisonError};

use reqwest::header::{HeaderMap, SET_COOKIE};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::sync;

use super::{Deadline, HttpTransport, late_before_sending, login::Login};
use crate::{
    call::Call,
    context::Context,
    error::{DecodeError, Error, LoginError, LoginErrorKind},
    fault::Fault,
};

/// The sessions of one user on one database, one after the other.
pub(super) struct Sessions {
    database: String,
    login: Login,
    state: sync::Mutex<State>,
    /// How many logins have ended: read without waiting for the one that is under way.
    ended: std::sync::atomic::AtomicU64,
}

#[derive(Default)]
struct State {
    current: Option<Arc<Session>>,
    /// Why the last login failed, for those who waited for it.
    failure: Option<Error>,
}

/// A session that the server knows, or knew.
pub(super) struct Session {
    cookie: Mutex<String>,
    user_context: Context,
}

/// What `/web/session/authenticate` answers; much more, of which nothing is needed.
#[derive(Deserialize)]
struct SessionInfo {
    /// Null for a user with two-factor authentication: the envelope says success all the same.
    uid: Value,
    #[serde(default)]
    user_context: Map<String, Value>,
}

impl Sessions {
    pub(super) fn new(database: String, login: Login) -> Self {
        Sessions {
            database,
            login,
            state: sync::Mutex::default(),
            ended: std::sync::atomic::AtomicU64::new(0),
        }
    }

    /// The session, after logging in if there is none.
    pub(super) async fn current(
        &self,
        call: &Call,
        transport: &HttpTransport,
        deadline: Deadline,
    ) -> Result<Arc<Session>, Error> {
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
        let mut state = deadline.limit(self.state.lock(), late).await?;
        if let Some(session) = &state.current
            && lost.is_none_or(|lost| !Arc::ptr_eq(lost, session))
        {
            return Ok(Arc::clone(session));
        }
        if self.ended.load(SeqCst) != ended_before
            && let Some(failure) = &state.failure
        {
            return Err(failure.clone());
        }
        state.current = None;
        let result = self.authenticate(transport, deadline).await;
        // A refusal is everyone's. What one caller met on its way, the end of its time above all, is its own.
        let refusal = |error: &&Error| matches!(error, Error::Login(_) | Error::Fault(_));
        state.failure = result.as_ref().err().filter(refusal).cloned();
        state.current = result.as_ref().ok().cloned();
        self.ended.fetch_add(1, SeqCst);
        result
    }

    async fn authenticate(
        &self,
        transport: &HttpTransport,
        deadline: Deadline,
    ) -> Result<Arc<Session>, Error> {
        let password = self.login.password.expose_secret();
        let call = Call::authenticate(&self.database, &self.login.login, password);
        let session = Session {
            cookie: Mutex::default(),
            user_context: Context::new(),
        };
        let answer = match transport.exchange(&call, Some(&session), deadline).await {
            Ok(answer) => answer,
            Err(Error::Fault(fault)) => return Err(self.refusal(fault)),
            Err(other) => return Err(other),
        };
        let info: SessionInfo = answer.decode()?;
        match info.uid {
            Value::Number(_) => {}
            Value::Null | Value::Bool(false) => {
                return Err(self.refused(LoginErrorKind::SecondFactor, None));
            }
            _ => {
                let found = "a session without one".to_owned();
                return Err(DecodeError::new("the id of a user", found).into());
            }
        }
        Ok(Arc::new(Session {
            user_context: info.user_context.into(),
            ..session
        }))
    }

    /// What the exception of a login means; one that is none of the four refusals stays as it is.
    fn refusal(&self, fault: Box<Fault>) -> Error {
        let kind = if fault.is_access_denied() {
            // `odoo/exceptions.py`, 14 to 19: this is the exception's own text, never translated. What Odoo adds, as in
            // `res_users.py`, `_assert_can_auth`, replaces it.
            if fault.message() == "Access Denied" {
                LoginErrorKind::WrongCredentials
            } else {
                LoginErrorKind::TooManyFailures
            }
        } else if fault.message() == "Database not found."
            // 14: PostgreSQL's own sentence; one in another language stays the server's exception.
            || (fault.name() == "psycopg2.OperationalError"
                && fault.message().contains(&format!("database \"{}\" does not exist", self.database)))
            // A database that is not Odoo's has no users.
            || (fault.name() == "builtins.KeyError" && fault.message().contains("res.users"))
        {
            // 16 to 19 say "Database not found.", never translated (`web/controllers/session.py`, `authenticate`).
            LoginErrorKind::UnknownDatabase
        } else {
            return fault.into();
        };
        self.refused(kind, Some(fault))
    }

    fn refused(&self, kind: LoginErrorKind, fault: Option<Box<Fault>>) -> Error {
        LoginError::new(kind, &self.login.login, &self.database, fault).into()
    }
}

impl Session {
    /// The user's own context, for calls to be laid over.
    pub(super) fn user_context(&self) -> &Context {
        &self.user_context
    }

    /// The value of the `Cookie` header, if the server has given one.
    pub(super) fn cookie_header(&self) -> Option<String> {
        let id = self.cookie.lock().unwrap_or_else(PoisonError::into_inner);
        (!id.is_empty()).then(|| format!("session_id={id}"))
    }

    /// Keeps the newest session id: Odoo 14 sends it with every answer, 19 a new one every three hours, errors included.
    pub(super) fn remember(&self, headers: &HeaderMap) {
        let newest = headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| session_id(value.to_str().ok()?))
            .next_back();
        if let Some(id) = newest {
            id.clone_into(&mut self.cookie.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }
}

/// The session id in a `Set-Cookie` header, unless it is another cookie or takes the id away.
fn session_id(set_cookie: &str) -> Option<&str> {
    let (name, value) = set_cookie.split(';').next()?.split_once('=')?;
    let value = value.trim().trim_matches('"');
    (name.trim() == "session_id" && !value.is_empty()).then_some(value)
}

/// Whether an error says that the server did not know the session, so that it ran nothing.
pub(super) fn is_lost(error: &Error) -> bool {
    match error {
        Error::Fault(fault) => fault.is_session_expired(),
        // A host of many databases finds the database in the session, and the controller in the database: without a
        // session there is no such page (16 to 19).
        Error::Transport(error) => error.status() == Some(404),
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
        let session = Session {
            cookie: Mutex::default(),
            user_context: Context::new(),
        };
        assert_eq!(session.cookie_header(), None);
        let mut headers = HeaderMap::new();
        for value in ["session_id=old; Path=/", "session_id=new; Path=/", "tz=UTC"] {
            headers.append(SET_COOKIE, value.parse().unwrap());
        }
        session.remember(&headers);
        session.remember(&HeaderMap::new());
        assert_eq!(session.cookie_header().as_deref(), Some("session_id=new"));
    }
}
