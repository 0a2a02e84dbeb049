//! Who is let in: passwords, API keys, sessions, and too many failures.

mod login;
mod sessions;

pub(crate) use login::{Lockout, Refused};
pub(crate) use sessions::Sessions;

use chrono::NaiveDateTime;

use crate::{cell::Cell, database::Database};

/// A key that stands for a user where a program calls.
#[derive(Debug, Clone)]
pub(crate) struct ApiKey {
    pub(crate) key: String,
    pub(crate) user: i64,
    pub(crate) expires: Option<NaiveDateTime>,
}

/// What is known of users beside their records.
#[derive(Debug, Clone, Default)]
pub(crate) struct Users {
    pub(crate) keys: Vec<ApiKey>,
    /// Those whom a password alone does not let in.
    pub(crate) second_factor: Vec<i64>,
    pub(crate) lockout: Lockout,
    pub(crate) sessions: Sessions,
    /// How many secrets were made, so that each is another one.
    made: u64,
}

impl Users {
    /// A secret of this many letters, of digits and letters as Odoo's are. It is no secret from anyone who knows this code.
    pub(crate) fn secret(&mut self, length: usize) -> String {
        self.made += 1;
        let mut state = self.made.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03;
        let digit = |_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from_digit(u32::try_from(state % 16).unwrap_or(0), 16).unwrap_or('0')
        };
        (0..length).map(digit).collect()
    }

    /// The user whom an API key stands for.
    pub(crate) fn of_key(&self, db: &Database, key: &str, now: NaiveDateTime) -> Option<i64> {
        let found = self.keys.iter().find(|known| known.key == key)?;
        let expired = found.expires.is_some_and(|end| end <= now);
        (!expired && is_active(db, found.user)).then_some(found.user)
    }
}

/// The user of a login.
pub(crate) fn by_login(db: &Database, login: &str) -> Option<i64> {
    let users = db.schema.get("res.users")?;
    let field = users.find("login")?;
    let mut rows = db.table("res.users").rows();
    rows.find(|(_, row)| row.get(field).as_text("") == Some(login))
        .map(|(id, _)| id)
}

pub(crate) fn is_active(db: &Database, user: i64) -> bool {
    let active = (|| {
        let users = db.schema.get("res.users")?;
        Some(db.row(users, user)?.get(users.find("active")?) == &Cell::Bool(true))
    })();
    active.unwrap_or(false)
}

/// Whether the password is the user's.
pub(crate) fn has_password(db: &Database, user: i64, password: &str) -> bool {
    let known = (|| {
        let users = db.schema.get("res.users")?;
        db.row(users, user)?
            .get(users.find("password")?)
            .as_text("")
            .map(str::to_owned)
    })();
    !password.is_empty() && known.as_deref() == Some(password)
}
