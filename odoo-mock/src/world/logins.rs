//! The keys and sessions of users, for servers over HTTP.

use chrono::{DateTime, Utc};

use super::World;
use crate::logins::ApiKey;

impl World {
    /// Makes an API key of a user's.
    ///
    /// # Panics
    ///
    /// When there is no such user.
    #[track_caller]
    pub fn api_key(&self, login: &str) -> String {
        self.make_key(login, None)
    }

    /// Makes an API key that is good until a moment.
    ///
    /// # Panics
    ///
    /// When there is no such user.
    #[track_caller]
    pub fn api_key_until(&self, login: &str, end: DateTime<Utc>) -> String {
        self.make_key(login, Some(end))
    }

    #[track_caller]
    fn make_key(&self, login: &str, end: Option<DateTime<Utc>>) -> String {
        let user = self.known(login);
        let mut state = self.state();
        let key = state.logins.secret(40);
        let expires = end.map(|end| end.naive_utc());
        state.logins.keys.push(ApiKey {
            key: key.clone(),
            user,
            expires,
        });
        key
    }

    /// Takes an API key back.
    pub fn revoke_api_key(&self, key: &str) {
        self.state().logins.keys.retain(|known| known.key != key);
    }

    /// Has a user need a second factor, so that the password alone does not let them in.
    ///
    /// # Panics
    ///
    /// When there is no such user.
    #[track_caller]
    pub fn require_second_factor(&self, login: &str) {
        let user = self.known(login);
        self.state().logins.second_factor.push(user);
    }

    /// Ends all sessions, so that their cookies are worth nothing any more.
    pub fn expire_sessions(&self) {
        self.state().logins.sessions.end_all();
    }

    /// Has every session get a new id with its next answer, as Odoo 19 does every three hours. The old one is good for two minutes more.
    pub fn rotate_sessions(&self) {
        self.state().logins.sessions.rotate();
    }
}
