//! Users, their keys and their sessions.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{World, refuse};
use crate::users::{ApiKey, by_login};

impl World {
    /// Creates a user with a login and a password, who is an internal one, and gives their id.
    ///
    /// # Panics
    ///
    /// When there is one of that login already.
    #[track_caller]
    pub fn user(&self, login: &str, password: &str) -> i64 {
        self.create(
            "res.users",
            json!({"name": login, "login": login, "password": password}),
        )
    }

    #[track_caller]
    fn known(&self, login: &str) -> i64 {
        let found = by_login(&self.state().db, login);
        match found {
            Some(user) => user,
            None => refuse(&format!("there is no user of the login `{login}`")),
        }
    }

    /// Puts a user into a group, by its external id.
    ///
    /// # Panics
    ///
    /// When there is no such user or group.
    #[track_caller]
    pub fn join(&self, login: &str, group: &str) {
        let (user, group) = (self.known(login), self.id(group));
        let field = if self.release().since(19) {
            "group_ids"
        } else {
            "groups_id"
        };
        self.write("res.users", user, json!({field: [[4, group]]}));
    }

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
        let key = state.users.secret(40);
        let expires = end.map(|end| end.naive_utc());
        state.users.keys.push(ApiKey {
            key: key.clone(),
            user,
            expires,
        });
        key
    }

    /// Takes an API key back.
    pub fn revoke_api_key(&self, key: &str) {
        self.state().users.keys.retain(|known| known.key != key);
    }

    /// Has a user need a second factor, so that the password alone does not let them in.
    ///
    /// # Panics
    ///
    /// When there is no such user.
    #[track_caller]
    pub fn require_second_factor(&self, login: &str) {
        let user = self.known(login);
        self.state().users.second_factor.push(user);
    }

    /// Ends all sessions, so that their cookies are worth nothing any more.
    pub fn expire_sessions(&self) {
        self.state().users.sessions.end_all();
    }

    /// Has every session get a new id with its next answer, as Odoo 19 does every three hours. The old one is good for two minutes more.
    pub fn rotate_sessions(&self) {
        self.state().users.sessions.rotate();
    }
}
