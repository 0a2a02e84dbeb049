use std::fmt;

use secrecy::SecretString;

/// How a client says who it is. Its `Debug` shows no secret.
#[derive(Clone)]
pub struct Login {
    pub(super) login: String,
    pub(super) password: SecretString,
}

impl Login {
    /// A user's login and password, for a session at `/web/session/authenticate` (Odoo 14 to 19). An API key does not
    /// work here.
    pub fn password(login: impl Into<String>, password: impl Into<String>) -> Self {
        Login {
            login: login.into(),
            password: SecretString::from(password.into()),
        }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}
