//! Users.

use crate::{
    schema::Field,
    storage::{Cell, Database},
};

/// The user of a login.
pub(crate) fn by_login(db: &Database, login: &str) -> Option<i64> {
    let field = db.schema.get("res.users")?.find("login")?;
    let mut rows = db.table("res.users").rows();
    rows.find(|(_, row)| row.get(field).as_text("") == Some(login))
        .map(|(id, _)| id)
}

/// The value of a column of a user; NULL if there is no such user.
pub(crate) fn cell<'a>(db: &'a Database, user: i64, field: &str) -> Option<&'a Cell> {
    let users = db.schema.get("res.users")?;
    let field: &Field = users.find(field)?;
    Some(db.row(users, user)?.get(field))
}

pub(crate) fn is_active(db: &Database, user: i64) -> bool {
    cell(db, user, "active") == Some(&Cell::Bool(true))
}
