//! Who the server takes the client for, and how it can be told that it does not know it any more.

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

    /// Hands the session's id to `keep`, if it is a new one.
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

/// The session id in a `Set-Cookie` header, unless it is another cookie, one of another host, or takes the id away.
fn session_id<'a>(set_cookie: &'a str, url: &Url) -> Option<&'a str> {
    let set = SetCookie::parse(set_cookie, url)?;
    let value = set.value.trim_matches('"');
    (set.name == "session_id" && !value.is_empty() && !set.is_over()).then_some(value)
}

/// Whether an error says that the server did not know who asks, so that it ran nothing.
pub(super) fn is_lost(error: &Error, session: &Session) -> bool {
    let Error::Fault(fault) = error else {
        return false;
    };
    match session.access {
        Access::Cookie(_) => fault.is_session_expired(),
        // Said before the call runs, or by the method itself, which was rolled back then: either way it may be sent again.
        Access::Key { .. } => fault.is_access_denied(),
        Access::Bearer { .. } => fault.name() == "werkzeug.exceptions.Unauthorized",
    }
}

/// Whether an error may say so: the server hides from strangers what is not there for users either, or sends them to its login page. A controller of the caller's own
/// may not be there at all.
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

/// What a server says to a client that it does not know, for a call that was not sent because it would have been.
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
