use std::{collections::HashMap, net::IpAddr};

use chrono::{NaiveDateTime, TimeDelta};

use super::Logins;
use crate::{
    query::users::{self, by_login, is_active},
    storage::Database,
};

/// The failed logins of each address.
///
/// After too many, the server refuses all logins of the address for a while (`res_users.py`, `_assert_can_auth`).
#[derive(Debug, Clone, Default)]
pub(super) struct Lockout {
    failures: HashMap<IpAddr, (u32, NaiveDateTime)>,
}

/// Why a login was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    Wrong,
    TooOften,
    SecondFactor,
}

const MOST: u32 = 10;
const WAIT: TimeDelta = TimeDelta::seconds(60);

impl Lockout {
    fn is_locked(&self, from: IpAddr, now: NaiveDateTime) -> bool {
        let failures = self.failures.get(&from);
        failures.is_some_and(|(count, last)| *count >= MOST && now < *last + WAIT)
    }

    fn failed(&mut self, from: IpAddr, now: NaiveDateTime) {
        let entry = self.failures.entry(from).or_insert((0, now));
        *entry = (entry.0 + 1, now);
    }
}

impl Logins {
    /// Authenticates a user by password, for a session.
    pub(crate) fn log_in(
        &mut self,
        db: &Database,
        (login, password): (&str, &str),
        from: IpAddr,
        now: NaiveDateTime,
    ) -> Result<i64, Refused> {
        if self.lockout.is_locked(from, now) {
            return Err(Refused::TooOften);
        }
        let user = by_login(db, login)
            .filter(|user| is_active(db, *user) && has_password(db, *user, password));
        let Some(user) = user else {
            self.lockout.failed(from, now);
            return Err(Refused::Wrong);
        };
        self.lockout.failures.remove(&from);
        if self.second_factor.contains(&user) {
            return Err(Refused::SecondFactor);
        }
        Ok(user)
    }

    /// The user of a login, by password or API key.
    ///
    /// A user with a second factor needs a key.
    pub(crate) fn identify(
        &self,
        db: &Database,
        login: &str,
        secret: &str,
        now: NaiveDateTime,
    ) -> Option<i64> {
        let user = by_login(db, login)?;
        self.has_secret(db, user, secret, now).then_some(user)
    }

    /// Whether a secret is one of the user's.
    pub(crate) fn has_secret(
        &self,
        db: &Database,
        user: i64,
        secret: &str,
        now: NaiveDateTime,
    ) -> bool {
        let by_password = has_password(db, user, secret) && !self.second_factor.contains(&user);
        is_active(db, user) && (by_password || self.of_key(db, secret, now) == Some(user))
    }
}

fn has_password(db: &Database, user: i64, password: &str) -> bool {
    let known = users::cell(db, user, "password").and_then(|cell| cell.as_text(""));
    !password.is_empty() && known == Some(password)
}
