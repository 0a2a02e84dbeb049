//! Users, and the groups of the user of a view.

use serde_json::{Map, Value};

use super::View;
use crate::{
    schema::Field,
    storage::{Cell, Database},
    value::object,
};

/// The user of a login.
pub(crate) fn by_login(db: &Database, login: &str) -> Option<i64> {
    let field = db.schema.get("res.users")?.find("login")?;
    let mut rows = db.table("res.users").rows();
    rows.find(|(_, row)| row.get(field).as_text("") == Some(login))
        .map(|(id, _)| id)
}

/// The value of a column of a user; NULL if the user does not exist.
pub(crate) fn cell<'a>(db: &'a Database, user: i64, field: &str) -> Option<&'a Cell> {
    let users = db.schema.get("res.users")?;
    let field: &Field = users.find(field)?;
    Some(db.row(users, user)?.get(field))
}

pub(crate) fn is_active(db: &Database, user: i64) -> bool {
    cell(db, user, "active") == Some(&Cell::Bool(true))
}

impl View<'_> {
    pub(crate) fn login(&self) -> Option<String> {
        let login = cell(self.db, self.env.user, "login")?;
        login.as_text("").map(str::to_owned)
    }

    /// Whether the user has access to the field.
    pub(crate) fn may_see(&self, field: &Field) -> bool {
        self.env.sudo
            || field.groups.is_empty()
            || field.groups.iter().any(|group| self.has_group(group))
    }

    /// Whether the user is in a group, by its external id.
    pub(crate) fn has_group(&self, external_id: &str) -> bool {
        let found = self.external_id(external_id);
        found.is_some_and(|(_, id)| self.groups().contains(&id))
    }

    /// The groups of the user.
    pub(crate) fn groups(&self) -> Vec<i64> {
        let Some(users) = self.db.schema.get("res.users") else {
            return Vec::new();
        };
        let field = users.find("group_ids").or(users.find("groups_id"));
        field.map_or_else(Vec::new, |field| {
            self.db.linked(users, field, self.env.user)
        })
    }
}

/// The user's context, which a client merges into each call.
pub(crate) fn context(view: &View<'_>) -> Map<String, Value> {
    let value = |name: &str| {
        let found = (|| {
            let users = view.db.schema.get("res.users")?;
            let row = view.db.row(users, view.env.user)?;
            Some(view.cell(users, view.env.user, row, users.find(name)?))
        })();
        match found {
            Some(Cell::Text(text)) => (*text).into(),
            _ => Value::Bool(false),
        }
    };
    let mut context = object([("lang", value("lang")), ("tz", value("tz"))]);
    if view.version().context_has_user() {
        context.insert("uid".to_owned(), view.env.user.into());
    }
    context
}
