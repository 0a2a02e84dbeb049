//! Authentication over HTTP: passwords, API keys, sessions, and the limit on failed logins.

mod password;
mod sessions;

pub(crate) use password::Refused;

use chrono::NaiveDateTime;

use self::{password::Lockout, sessions::Sessions};
use crate::{query::users, storage::Database};

/// An API key of a user.
#[derive(Debug, Clone)]
pub(crate) struct ApiKey {
    pub(crate) key: String,
    pub(crate) user: i64,
    pub(crate) expires: Option<NaiveDateTime>,
}

/// The data of users that is not stored in records.
#[derive(Debug, Clone, Default)]
pub(crate) struct Logins {
    pub(crate) keys: Vec<ApiKey>,
    /// Users who need more than a password.
    pub(crate) second_factor: Vec<i64>,
    lockout: Lockout,
    pub(crate) sessions: Sessions,
    /// The number of secrets created so far, which makes each one unique.
    made: u64,
}

impl Logins {
    /// Creates a secret of this many digits, like Odoo's.
    ///
    /// It is predictable to anyone who knows this code.
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

    /// Returns the user of an API key.
    pub(crate) fn of_key(&self, db: &Database, key: &str, now: NaiveDateTime) -> Option<i64> {
        let found = self.keys.iter().find(|known| known.key == key)?;
        let expired = found.expires.is_some_and(|end| end <= now);
        (!expired && users::is_active(db, found.user)).then_some(found.user)
    }
}
