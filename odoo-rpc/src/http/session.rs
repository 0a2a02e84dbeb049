//! A session on the server, and the signs that it is lost.

use std::sync::{Mutex, PoisonError};

use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};
use url::Url;

use super::{identity::Keep, set_cookie::SetCookie};
use crate::{
    call::{Call, Target},
    context::Context,
    error::{Error, TransportErrorKind},
    fault::Fault,
};

/// A user who is logged in.
pub(super) struct Session {
    access: Access,
    user_context: Context,
    /// The id that `keep` was called with last.
    handed_on: Mutex<String>,
}

/// What identifies the client in each request.
pub(super) enum Access {
    /// `call_kw`: the session cookie, once the server has set one.
    Cookie(Mutex<Option<HeaderValue>>),
    /// `execute_kw`: the user's id and the secret.
    Key { uid: i64, secret: SecretString },
    /// JSON-2: the secret, in a header.
    Bearer { secret: SecretString },
}

impl Session {
    pub(super) fn new(access: Access) -> Self {
        Session {
            access,
            user_context: Context::new(),
            handed_on: Mutex::default(),
        }
    }

    /// Returns whether both sessions have the same id and secret.
    pub(super) fn has_the_key_of(&self, other: &Session) -> bool {
        match (&self.access, &other.access) {
            (Access::Key { secret: one, .. }, Access::Key { secret: other, .. })
            | (Access::Bearer { secret: one }, Access::Bearer { secret: other }) => {
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

    /// Calls `keep` with the session's id, if it is new.
    pub(super) fn hand_on(&self, keep: &Keep) {
        let Some(id) = self.cookie() else {
            return;
        };
        let mut last = self
            .handed_on
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if *last != id {
            keep(&id);
            *last = id;
        }
    }

    pub(super) fn access(&self) -> &Access {
        &self.access
    }

    /// Returns the user's own context, into which a call's is merged.
    pub(super) fn user_context(&self) -> &Context {
        &self.user_context
    }

    /// Returns the id of the session, if the server has set one.
    pub(super) fn cookie(&self) -> Option<String> {
        let header = self.cookie_header()?;
        Some(id_of(&header)?.to_owned())
    }

    /// Returns the header with the cookie.
    pub(super) fn cookie_header(&self) -> Option<HeaderValue> {
        let Access::Cookie(known) = &self.access else {
            return None;
        };
        known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stores the newest session id.
    ///
    /// Odoo 14 sends it with every response, 19 a new one every three hours, also with errors.
    pub(super) fn remember(&self, url: &Url, headers: &HeaderMap) {
        let Access::Cookie(known) = &self.access else {
            return;
        };
        let newest = headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| session_id(value.to_str().ok()?, url))
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
    /// Creates the access of an existing session.
    pub(super) fn of_session(id: &str) -> Self {
        Access::Cookie(Mutex::new(cookie(id)))
    }
}

const SESSION_ID: &str = "session_id=";

/// Returns the cookie of a session; `None` for an invalid id.
fn cookie(id: &str) -> Option<HeaderValue> {
    let mut header = HeaderValue::from_str(&format!("{SESSION_ID}{id}")).ok()?;
    header.set_sensitive(true);
    Some(header)
}

fn id_of(cookie: &HeaderValue) -> Option<&str> {
    cookie.to_str().ok()?.strip_prefix(SESSION_ID)
}

/// Returns the session id of a `Set-Cookie` header.
///
/// It returns `None` for another cookie or host, and for a cookie that is deleted.
fn session_id<'a>(set_cookie: &'a str, url: &Url) -> Option<&'a str> {
    let set = SetCookie::parse(set_cookie, url)?;
    let value = set.value.trim_matches('"');
    (set.name == "session_id" && !value.is_empty() && !set.is_over()).then_some(value)
}

/// Returns whether an error means that the session is lost, so that nothing was run.
pub(super) fn is_lost(error: &Error, session: &Session) -> bool {
    let Error::Fault(fault) = error else {
        return false;
    };
    match session.access {
        Access::Cookie(_) => fault.is_session_expired(),
        // Raised before the call runs, or by the method itself, which was rolled back then. Both are safe to retry.
        Access::Key { .. } => fault.is_access_denied(),
        Access::Bearer { .. } => fault.name() == "werkzeug.exceptions.Unauthorized",
    }
}

/// Returns whether an error may mean that the session is lost.
///
/// Without a session the server hides pages, or redirects to its login page. The program's own controller may not exist at all.
pub(super) fn may_be_lost(error: &Error, call: &Call) -> bool {
    let Error::Transport(error) = error else {
        return false;
    };
    match call.target {
        Target::Method { .. } => error.status() == Some(404),
        Target::Page { .. } => {
            matches!(error.status(), Some(403 | 404))
                || error.kind() == TransportErrorKind::Redirect
        }
        Target::Route { .. } => false,
    }
}

/// Returns the error of a lost session, for a call that was not sent.
#[cold]
pub(super) fn lost() -> Error {
    Box::new(Fault::new(
        "odoo.http.SessionExpiredException",
        "Session expired",
    ))
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_session_id_is_remembered() {
        let url = Url::parse("https://erp.example.com").unwrap();
        let session_id = |text| session_id(text, &url);
        let attributes = "session_id=abc; Expires=Mon, 22 Feb 2094 00:00:00 GMT; Max-Age=604800; HttpOnly; Path=/";
        assert_eq!(session_id(attributes), Some("abc"));
        assert_eq!(session_id("frontend_lang=en_US; Path=/"), None);
        assert_eq!(session_id("session_id=; Max-Age=0"), None);
        assert_eq!(session_id("session_id"), None);
        assert_eq!(session_id("session_id=deleted; Max-Age=0; Path=/"), None);
        let over = "session_id=deleted; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/";
        assert_eq!(session_id(over), None);
        assert_eq!(session_id("session_id=x; Domain=evil.example"), None);
    }

    #[test]
    fn the_newest_of_several_ids_stays() {
        let session = Session::new(Access::Cookie(Mutex::default()));
        assert_eq!(session.cookie(), None);
        let mut headers = HeaderMap::new();
        for value in ["session_id=old; Path=/", "session_id=new; Path=/", "tz=UTC"] {
            headers.append(SET_COOKIE, value.parse().unwrap());
        }
        let url = Url::parse("http://localhost:8069").unwrap();
        session.remember(&url, &headers);
        session.remember(&url, &HeaderMap::new());
        assert_eq!(session.cookie().as_deref(), Some("new"));
    }
}
