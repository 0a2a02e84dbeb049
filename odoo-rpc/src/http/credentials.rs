use std::{fmt, sync::Arc};

use secrecy::{ExposeSecret as _, SecretString};

use super::Protocol;
use crate::{error::ConfigError, transport::BoxFuture};

/// The credentials of a client. Its `Debug` shows no secret.
///
/// ```
/// use odoo_orm::Credentials;
///
/// let person = Credentials::password("admin", "secret");
/// let service = Credentials::api_key("sync@example.com", "0123456789abcdef0123456789abcdef01234567");
/// let rotating = Credentials::api_key_from("sync@example.com", || async { read_from_vault().await });
/// # async fn read_from_vault() -> Result<String, std::io::Error> { Ok(String::new()) }
/// # let _ = (person, service, rotating);
/// ```
#[derive(Clone)]
pub struct Credentials(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    /// A user and a secret.
    User {
        login: String,
        secret: Secret,
        /// Whether the secret is an API key instead of a password.
        by_key: bool,
    },
    Session {
        id: SecretString,
    },
}

/// A known secret, or a callback that returns one at each login.
#[derive(Clone)]
pub(super) enum Secret {
    Known(SecretString),
    Asked(Arc<Ask>),
}

type Ask = dyn Fn() -> BoxFuture<'static, Result<SecretString, Source>> + Send + Sync;
type Source = Box<dyn std::error::Error + Send + Sync>;

impl Credentials {
    /// Logs in with a user's login and password (Odoo 14 to 19).
    ///
    /// API keys do not work here.
    ///
    /// After a refusal, further calls fail with the same error for one second, and up to 30 seconds with exponential backoff, because Odoo locks out
    /// addresses that fail too often. The same holds for an API key.
    pub fn password(login: impl Into<String>, password: impl Into<String>) -> Self {
        Credentials::of_user(
            login,
            Secret::Known(SecretString::from(password.into())),
            false,
        )
    }

    /// Logs in with a password that a callback returns at each login.
    ///
    /// So the password can change while the program runs.
    pub fn password_from<F, E>(
        login: impl Into<String>,
        ask: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Credentials::of_user(login, Secret::asked(ask), false)
    }

    /// Logs in with a user's login and API key, as services should.
    ///
    /// It is the only way for users with two-factor authentication.
    ///
    /// Calls use JSON-2 on Odoo 19 or later, and `execute_kw` on older servers: see [`Protocol`]. JSON-2 identifies the user by the
    /// key alone. For `execute_kw`, the login must belong to the owner of the key.
    pub fn api_key(login: impl Into<String>, key: impl Into<String>) -> Self {
        Credentials::of_user(login, Secret::Known(SecretString::from(key.into())), true)
    }

    /// Logs in with an API key that a callback returns at each login.
    ///
    /// When the server rejects the old key, the client asks for the new one and sends the call again.
    pub fn api_key_from<F, E>(
        login: impl Into<String>,
        ask: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Credentials::of_user(login, Secret::asked(ask), true)
    }

    /// Uses an existing session, by the value of its cookie `session_id`.
    ///
    /// It cannot be renewed: once it has expired, calls fail with [`LoginErrorKind::SessionEnded`](crate::LoginErrorKind::SessionEnded).
    pub fn session(id: impl Into<String>) -> Self {
        Credentials(Kind::Session {
            id: SecretString::from(id.into()),
        })
    }

    fn of_user(login: impl Into<String>, secret: Secret, by_key: bool) -> Self {
        Credentials(Kind::User {
            login: login.into(),
            secret,
            by_key,
        })
    }

    pub(super) fn is_password(&self) -> bool {
        matches!(self.0, Kind::User { by_key: false, .. })
    }

    /// Returns the login, for messages.
    pub(super) fn name(&self) -> &str {
        match &self.0 {
            Kind::User { login, .. } => login,
            Kind::Session { .. } => "a session",
        }
    }

    /// Returns the protocol, if it does not depend on the server's version.
    pub(super) fn protocol(
        &self,
        wanted: Option<Protocol>,
    ) -> Result<Option<Protocol>, ConfigError> {
        let refuse = |why: &str| {
            Err(ConfigError::new(format!(
                "{why}; see `ClientBuilder::protocol`"
            )))
        };
        if let Kind::Session { id } = &self.0
            && !is_session_id(id.expose_secret())
        {
            return Err(ConfigError::new(
                "invalid session id: expected the value of the cookie `session_id`, in letters, digits, `-` and `_`",
            ));
        }
        match (&self.0, wanted) {
            (Kind::User { by_key: true, .. }, Some(Protocol::CallKw)) => refuse(
                "`call_kw` needs a session, which an API key does not have: use a password, or another protocol",
            ),
            (Kind::User { by_key: false, .. }, Some(Protocol::Json2)) => {
                refuse("JSON-2 needs an API key: use `Credentials::api_key`, or another protocol")
            }
            (Kind::Session { .. }, Some(wanted)) if wanted != Protocol::CallKw => refuse(
                "a session needs `call_kw`: use a password or an API key for another protocol",
            ),
            (Kind::User { by_key: true, .. }, wanted) => Ok(wanted),
            (_, wanted) => Ok(Some(wanted.unwrap_or(Protocol::CallKw))),
        }
    }
}

/// Returns whether a session id has Odoo's format.
///
/// It is 40 hexadecimal digits, or 84 characters of URL-safe base64.
pub(super) fn is_session_id(id: &str) -> bool {
    !id.is_empty()
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

impl Secret {
    fn asked<F, E>(ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Source>,
    {
        Secret::Asked(Arc::new(move || {
            let answer = ask();
            Box::pin(async move { answer.await.map(SecretString::from).map_err(Into::into) })
        }))
    }

    /// Returns the secret, or the error of the callback.
    pub(super) async fn get(&self) -> Result<SecretString, Source> {
        match self {
            Secret::Known(secret) => Ok(secret.clone()),
            Secret::Asked(ask) => ask().await,
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.0 {
            Kind::User { by_key: false, .. } => "password",
            Kind::User { by_key: true, .. } => "API key",
            Kind::Session { .. } => "session",
        };
        f.debug_struct("Credentials")
            .field("login", &self.name())
            .field("by", &kind)
            .finish_non_exhaustive()
    }
}
