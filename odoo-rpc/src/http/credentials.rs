use std::{fmt, sync::Arc};

use secrecy::{ExposeSecret as _, SecretString};

use super::Protocol;
use crate::{error::ConfigError, transport::BoxFuture};

/// How a client says who it is. Its `Debug` shows no secret.
///
/// ```
/// use odoo_rpc::Credentials;
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
    /// A user and what proves it.
    User {
        login: String,
        secret: Secret,
        /// Whether the secret is an API key, and no password.
        by_key: bool,
    },
    Session {
        id: SecretString,
    },
}

/// A secret that is known, or that is asked for at each login.
#[derive(Clone)]
pub(super) enum Secret {
    Known(SecretString),
    Asked(Arc<Ask>),
}

type Ask = dyn Fn() -> BoxFuture<'static, Result<SecretString, Source>> + Send + Sync;
type Source = Box<dyn std::error::Error + Send + Sync>;

impl Credentials {
    /// A user's login and password, for a session (Odoo 14 to 19). An API key does not work here.
    ///
    /// One that the server refuses is not tried again at once, because Odoo locks addresses out that fail too often: for a second, and then for longer and longer, up to half a minute,
    /// calls end with the same refusal. The same holds for a key.
    pub fn password(login: impl Into<String>, password: impl Into<String>) -> Self {
        Credentials::of_user(
            login,
            Secret::Known(SecretString::from(password.into())),
            false,
        )
    }

    /// The same, with a password that is asked for at each login, so that it can change while the program runs.
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

    /// A user's login and an API key of theirs: the way for services, and the only one for users with two-factor authentication.
    ///
    /// Calls go by JSON-2 from Odoo 19 on, and by `execute_kw` before: see [`Protocol`]. JSON-2 knows the user by the key alone; `execute_kw` wants the login to be the key's.
    pub fn api_key(login: impl Into<String>, key: impl Into<String>) -> Self {
        Credentials::of_user(login, Secret::Known(SecretString::from(key.into())), true)
    }

    /// The same, with a key that is asked for at each login, so that it can change while the program runs: once the server does not take the
    /// old one any more, the new one is asked for, and the call is sent again.
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

    /// A session that is there already, by the value of its cookie `session_id`. Once it has ended, there is no way to renew it: calls fail with
    /// [`LoginErrorKind::SessionEnded`](crate::LoginErrorKind::SessionEnded).
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

    /// Who logs in, for messages.
    pub(super) fn name(&self) -> &str {
        match &self.0 {
            Kind::User { login, .. } => login,
            Kind::Session { .. } => "a session",
        }
    }

    /// The wire that it goes by, if that is settled without asking the server.
    pub(super) fn wire(&self, wanted: Option<Protocol>) -> Result<Option<Protocol>, ConfigError> {
        let refuse = |why: &str| {
            Err(ConfigError::new(format!(
                "{why}; see `ClientBuilder::wire`"
            )))
        };
        if let Kind::Session { id } = &self.0
            && !is_session_id(id.expose_secret())
        {
            return Err(ConfigError::new(
                "the session that the client was given is no id of one: it is the value of the cookie `session_id`, in letters, digits, `-` and `_`",
            ));
        }
        match (&self.0, wanted) {
            (Kind::User { by_key: true, .. }, Some(Protocol::CallKw)) => refuse(
                "`call_kw` needs a session, which an API key does not give: use a password, or another wire",
            ),
            (Kind::User { by_key: false, .. }, Some(Protocol::Json2)) => refuse(
                "JSON-2 takes an API key and no password: use `Credentials::api_key`, or another wire",
            ),
            (Kind::Session { .. }, Some(Protocol::ExecuteKw | Protocol::Json2)) => refuse(
                "a session is one of `call_kw`: use a password or an API key for another wire",
            ),
            (Kind::User { by_key: true, .. }, wanted) => Ok(wanted),
            (_, wanted) => Ok(Some(wanted.unwrap_or(Protocol::CallKw))),
        }
    }
}

/// As Odoo makes them: 40 digits of a hash, or 84 characters of base64 for URLs.
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

    /// The secret, or why there is none.
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
        f.debug_struct("Login")
            .field("login", &self.name())
            .field("by", &kind)
            .finish_non_exhaustive()
    }
}
