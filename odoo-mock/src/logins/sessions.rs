use std::{collections::HashMap, sync::Arc};

use chrono::{NaiveDateTime, TimeDelta};

use super::Logins;
use crate::{
    query::users,
    storage::{Cell, Database},
};

/// The session of a cookie.
#[derive(Debug, Clone)]
struct Session {
    user: i64,
    /// The login and the password of the user. A change of either ends the session.
    ///
    /// See `_get_session_token_fields` in `res_users.py`.
    token: [Cell; 2],
    /// When this id expires, once a new id has replaced it.
    rotated: Option<NaiveDateTime>,
}

/// The sessions of a server, by id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sessions {
    known: HashMap<String, Session>,
    /// Sessions that get a new id with the next response.
    rotating: Vec<String>,
}

/// How long an old id stays valid after it was replaced (19: `odoo/http.py`).
const GRACE: TimeDelta = TimeDelta::seconds(120);

/// The length of the common prefix of all ids of a session, from 18 on.
const KEPT: usize = 42;

/// Whether the login and the password are unchanged.
///
/// Storing the same password again counts as a change: its hash gets a new salt.
fn same(a: &[Cell; 2], b: &[Cell; 2]) -> bool {
    a.iter().zip(b).all(|pair| match pair {
        (Cell::Text(a), Cell::Text(b)) => Arc::ptr_eq(a, b),
        (a, b) => a == b,
    })
}

fn token(db: &Database, user: i64) -> [Cell; 2] {
    ["login", "password"].map(|field| users::cell(db, user, field).cloned().unwrap_or_default())
}

impl Logins {
    /// Starts a session, with an id of the version's length.
    pub(crate) fn begin_session(&mut self, db: &Database, user: i64) -> String {
        let length = if db.version.has_long_session_ids() {
            84
        } else {
            40
        };
        let id = self.secret(length);
        let session = Session {
            user,
            token: token(db, user),
            rotated: None,
        };
        self.sessions.known.insert(id.clone(), session);
        id
    }

    /// The user of a session that has not ended.
    pub(crate) fn of_session(&self, db: &Database, id: &str, now: NaiveDateTime) -> Option<i64> {
        let session = self.sessions.known.get(id)?;
        let replaced = session.rotated.is_some_and(|end| now >= end);
        let stands =
            same(&session.token, &token(db, session.user)) && users::is_active(db, session.user);
        (!replaced && stands).then_some(session.user)
    }

    /// The new id of a session, if it needs one now.
    pub(crate) fn rotated(&mut self, id: &str, now: NaiveDateTime) -> Option<String> {
        let at = self
            .sessions
            .rotating
            .iter()
            .position(|known| known == id)?;
        self.sessions.rotating.remove(at);
        let rest = self.secret(KEPT);
        let session = self.sessions.known.get_mut(id)?;
        let new = format!("{}{rest}", id.get(..KEPT).unwrap_or(id));
        let fresh = session.clone();
        session.rotated = Some(now + GRACE);
        self.sessions.known.insert(new.clone(), fresh);
        Some(new)
    }
}

impl Sessions {
    pub(crate) fn end(&mut self, id: &str) {
        self.known.remove(id);
    }

    /// Ends all sessions.
    pub(crate) fn end_all(&mut self) {
        self.known.clear();
    }

    /// Gives each session a new id with its next response.
    pub(crate) fn rotate(&mut self) {
        let live = self
            .known
            .iter()
            .filter(|(_, session)| session.rotated.is_none());
        self.rotating = live.map(|(id, _)| id.clone()).collect();
    }
}
