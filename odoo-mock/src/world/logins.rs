//! API keys and sessions of users, for servers over HTTP.

use chrono::{DateTime, Utc};

use super::World;
use crate::logins::ApiKey;

impl World {
    /// Creates an API key for a user.
    ///
    /// # Panics
    ///
    /// If the user does not exist.
    #[track_caller]
    pub fn api_key(&self, login: &str) -> String {
        self.make_key(login, None)
    }

    /// Creates an API key that expires at the given time.
    ///
    /// # Panics
    ///
    /// If the user does not exist.
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

    /// Revokes an API key.
    pub fn revoke_api_key(&self, key: &str) {
        self.state().logins.keys.retain(|known| known.key != key);
    }

    /// Requires a second factor for a user, so that the password alone is not enough.
    ///
    /// # Panics
    ///
    /// If the user does not exist.
    #[track_caller]
    pub fn require_second_factor(&self, login: &str) {
        let user = self.known(login);
        self.state().logins.second_factor.push(user);
    }

    /// Ends all sessions, so that their cookies are no longer valid.
    pub fn expire_sessions(&self) {
        self.state().logins.sessions.end_all();
    }

    /// Gives each session a new id with its next response.
    ///
    /// Odoo 19 does so every three hours.
    /// The old id is valid for two more minutes.
    pub fn rotate_sessions(&self) {
        self.state().logins.sessions.rotate();
    }
}
