//! Users and their groups.

use serde_json::json;

use super::{World, refuse};
use crate::users::by_login;

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
    pub(super) fn known(&self, login: &str) -> i64 {
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
}
