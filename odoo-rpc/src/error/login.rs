use std::{fmt, sync::Arc};

use crate::{fault::Fault, printable::Printable};

/// A refused login. Nothing was run.
#[derive(Debug, Clone)]
pub struct LoginError(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: LoginErrorKind,
    login: String,
    database: String,
    fault: Option<Box<Fault>>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
    /// Whether the secret begins or ends with white space, which is usually a mistake.
    is_padded: bool,
}

/// Why a login was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LoginErrorKind {
    /// The login does not exist, or the password or API key is wrong.
    ///
    /// Odoo does not tell which.
    ///
    /// `execute_kw` also reports two-factor authentication and too many failures like this. An API key cannot log in with `call_kw`, and a password
    /// cannot with JSON-2.
    WrongCredentials,
    /// The restored session has expired, and the client has no credentials to log in with.
    SessionEnded,
    /// The program's callback returned no secret; the error's source says why.
    NoSecret,
    /// The database does not exist, or the server hides it from clients.
    UnknownDatabase,
    /// The user has two-factor authentication, which a program cannot pass.
    SecondFactor,
    /// Too many failed logins from this address: Odoo refuses all logins for a while.
    ///
    /// The parameters are `base.login_cooldown_after` (10 failures) and `base.login_cooldown_duration` (60 seconds). The refusal of another module has
    /// this kind too; the error shows the server's message.
    TooManyFailures,
}

impl LoginError {
    /// Creates the error of a refused login; for transports.
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

    /// Creates the error of a login without a secret; for transports.
    pub fn without_secret(
        login: &str,
        database: &str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        let mut error = Self::new(LoginErrorKind::NoSecret, login, database, None);
        error.0.source = Some(source.into().into());
        error
    }

    /// Notes that the secret begins or ends with white space.
    #[cfg(feature = "http")]
    pub(crate) fn of_padded_secret(mut self) -> Self {
        self.0.is_padded = true;
        self
    }

    /// Returns why the login was refused.
    pub fn kind(&self) -> LoginErrorKind {
        self.0.kind
    }

    /// Returns the login that was refused.
    pub fn login(&self) -> &str {
        &self.0.login
    }

    /// Returns the requested database.
    pub fn database(&self) -> &str {
        &self.0.database
    }

    /// Returns the server's exception, if it raised one. It does not for two-factor authentication.
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
                "the session on database `{database}` has expired, and the client has no credentials to log in with"
            ),
            LoginErrorKind::NoSecret => write!(
                f,
                "the program returned no secret for `{login}` on database `{database}`"
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
                let own = "the client waits before the next login, because several were refused within a minute";
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
