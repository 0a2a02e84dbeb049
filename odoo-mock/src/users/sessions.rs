use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};

use super::Users;
use crate::database::Database;

/// What a cookie stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Session {
    /// None for a stranger's.
    pub(crate) user: Option<i64>,
    /// What the database said of the user's sessions when this one began.
    number: u64,
    /// The id that took the place of this one, and until when this one is good.
    rotated: Option<(String, NaiveDateTime)>,
}

/// The sessions of a server, by their ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sessions {
    known: HashMap<String, Session>,
    /// Whether the next answer of each session brings a new id.
    rotating: Vec<String>,
}

/// How long an old id is good once a new one is there (19: `odoo/http.py`).
const GRACE: TimeDelta = TimeDelta::seconds(120);

/// What all ids of a session begin with, from 18 on.
const KEPT: usize = 42;

impl Users {
    /// Begins a session, with an id as long as the version makes them.
    pub(crate) fn begin_session(&mut self, db: &Database, user: Option<i64>) -> String {
        let length = if db.version.since(18) { 84 } else { 40 };
        let id = self.secret(length);
        let number = user.map_or(0, |user| db.session_number(user));
        self.sessions.known.insert(
            id.clone(),
            Session {
                user,
                number,
                rotated: None,
            },
        );
        id
    }

    /// The user of a session that has not ended.
    pub(crate) fn of_session(&self, db: &Database, id: &str, now: NaiveDateTime) -> Option<i64> {
        let session = self.sessions.known.get(id)?;
        let user = session.user?;
        let replaced = session.rotated.as_ref().is_some_and(|(_, end)| now >= *end);
        let stands = session.number == db.session_number(user) && super::is_active(db, user);
        (!replaced && stands).then_some(user)
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
        session.rotated = Some((new.clone(), now + GRACE));
        let fresh = Session {
            rotated: None,
            ..session.clone()
        };
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
