use std::{collections::HashMap, sync::Arc};

use chrono::{NaiveDateTime, TimeDelta};

use super::Logins;
use crate::{cell::Cell, database::Database, users};

/// What a cookie stands for.
#[derive(Debug, Clone)]
struct Session {
    user: i64,
    /// What it stands on: another login or password of the user's ends it (`res_users.py`, `_get_session_token_fields`).
    token: [Cell; 2],
    /// Until when this id is good, once another one has taken its place.
    rotated: Option<NaiveDateTime>,
}

/// The sessions of a server, by their ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sessions {
    known: HashMap<String, Session>,
    /// Those whose next answer brings a new id.
    rotating: Vec<String>,
}

/// How long an old id is good once a new one is there (19: `odoo/http.py`).
const GRACE: TimeDelta = TimeDelta::seconds(120);

/// What all ids of a session begin with, from 18 on.
const KEPT: usize = 42;

/// A password that is written anew is another one, as its hash has another salt, and so is a text that is stored anew.
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
    /// Begins a session, with an id as long as the version makes them.
    pub(crate) fn begin_session(&mut self, db: &Database, user: i64) -> String {
        let length = if db.version.since(18) { 84 } else { 40 };
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

    /// The new id of a session, if it is to get one now.
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

    /// Ends all of them.
    pub(crate) fn end_all(&mut self) {
        self.known.clear();
    }

    /// Has every session get a new id with its next answer.
    pub(crate) fn rotate(&mut self) {
        let live = self
            .known
            .iter()
            .filter(|(_, session)| session.rotated.is_none());
        self.rotating = live.map(|(id, _)| id.clone()).collect();
    }
}
