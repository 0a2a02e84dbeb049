//! Users and their groups.

use serde_json::{Map, Value, json};

use super::World;
use crate::{
    misuse::refuse,
    query::users::{self, by_login},
};

impl World {
    /// Returns the context of a user, which a client merges into each call.
    pub(crate) fn user_context(&self, user: i64) -> Map<String, Value> {
        self.look(user, users::context)
    }

    /// Creates an internal user with a login and a password, and returns the id.
    ///
    /// # Panics
    ///
    /// If a user with that login exists.
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
            None => refuse(&format!(
                "unknown login `{login}`: create the user with `World::user`"
            )),
        }
    }

    /// Adds a user to a group, by the group's external id.
    ///
    /// # Panics
    ///
    /// If the user or the group does not exist.
    #[track_caller]
    pub fn join(&self, login: &str, group: &str) {
        let (user, group) = (self.known(login), self.id(group));
        let field = if self.release().has_group_ids() {
            "group_ids"
        } else {
            "groups_id"
        };
        self.write("res.users", user, json!({field: [[4, group]]}));
    }
}
