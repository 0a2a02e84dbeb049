use std::{fmt, sync::Arc};

use crate::{fault::Fault, printable::Printable};

/// A login that the server refused. Nothing was done.
#[derive(Debug, Clone)]
pub struct LoginError(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: LoginErrorKind,
    login: String,
    database: String,
    fault: Option<Box<Fault>>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
    /// Whether the secret begins or ends with white space, which is seldom meant.
    is_padded: bool,
}

/// Why a login was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LoginErrorKind {
    /// There is no such login, or the password or the API key is another. Odoo does not tell which, and by `execute_kw` not whether it was a second factor or too many failures either. An API key does not log in where a password does
    /// (`call_kw`), nor a password where a key does (JSON-2).
    WrongCredentials,
    /// The session that the client was given has ended, and it has nothing to log in with.
    SessionEnded,
    /// The program gave no secret when it was asked for one; the error's source says why.
    NoSecret,
    /// The server has no Odoo database of that name, or does not show it to clients.
    UnknownDatabase,
    /// The password is right, but the user has two-factor authentication, which a program cannot pass.
    SecondFactor,
    /// Too many failed logins from this address: Odoo lets nobody in for a while, even with the right password
    /// (parameters `base.login_cooldown_after`, 10 failures, and `base.login_cooldown_duration`, 60 seconds). A module that
    /// refuses logins for a reason of its own comes out as this too; the error shows the server's sentence.
    TooManyFailures,
}

impl LoginError {
    /// The refusal of a login; for transports.
    pub fn new(
        kind: LoginErrorKind,
        login: &str,
        database: &str,
        fault: Option<Box<Fault>>,
    ) -> Self {
        LoginError(Box::new(Inner {
            kind,
            login: login.to_owned(),
            database: database.to_owned(),
            fault,
            source: None,
            is_padded: false,
        }))
    }

    /// A login for which the program had no secret; for transports.
    pub fn without_secret(
        login: &str,
        database: &str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        let mut error = Self::new(LoginErrorKind::NoSecret, login, database, None);
        error.0.source = Some(source.into().into());
        error
    }

    /// The same, of a secret that begins or ends with white space.
    #[cfg(feature = "http")]
    pub(crate) fn of_padded_secret(mut self) -> Self {
        self.0.is_padded = true;
        self
    }

    /// Why the login was refused.
    pub fn kind(&self) -> LoginErrorKind {
        self.0.kind
    }

    /// The login that was refused.
    pub fn login(&self) -> &str {
        &self.0.login
    }

    /// The database that was asked for.
    pub fn database(&self) -> &str {
        &self.0.database
    }

    /// What the server raised, unless it refused without an exception, as it does for a second factor.
    pub fn fault(&self) -> Option<&Fault> {
        self.0.fault.as_deref()
    }
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, fault, .. } = &*self.0;
        let (login, database) = (Printable(&self.0.login), Printable(&self.0.database));
        match kind {
            LoginErrorKind::WrongCredentials => write!(
                f,
                "Odoo refused the login `{login}` on database `{database}`: wrong login, password or API key \
                 (a key is given to `Credentials::api_key`, a password to `Credentials::password`){}",
                if self.0.is_padded {
                    "; the secret begins or ends with white space, such as the line end of the file that it was read from: trim it"
                } else {
                    ""
                }
            ),
            LoginErrorKind::SessionEnded => write!(
                f,
                "the session that the client was given has ended on database `{database}`, and it has nothing to log in with"
            ),
            LoginErrorKind::NoSecret => write!(
                f,
                "the program gave no secret for `{login}` on database `{database}`"
            ),
            LoginErrorKind::UnknownDatabase => write!(
                f,
                "Odoo has no database `{database}`, or does not show it: check the name and the server's `--db-filter`"
            ),
            LoginErrorKind::SecondFactor => write!(
                f,
                "user `{login}` of database `{database}` has two-factor authentication, which a program cannot pass: \
                 use an API key of theirs, with `Credentials::api_key`"
            ),
            LoginErrorKind::TooManyFailures => {
                let own = "the client waits before it tries another secret, because several were refused within a minute";
                let sentence = fault.as_deref().map_or(own, Fault::message);
                write!(
                    f,
                    "Odoo does not let `{login}` in: {}",
                    Printable(sentence.trim())
                )
            }
        }
    }
}

impl std::error::Error for LoginError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let fault = self.0.fault.as_deref().map(|fault| fault as _);
        fault.or(self.0.source.as_deref().map(|source| source as _))
    }
}
