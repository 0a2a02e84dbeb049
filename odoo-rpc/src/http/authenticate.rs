//! Login, for each protocol.

use std::sync::{Arc, Mutex, atomic::Ordering::SeqCst};

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    Deadline, Endpoint, Protocol,
    credentials::{Kind, Secret, is_session_id},
    identity::Identity,
    login_backoff::Refusal,
    session::{Access, Session, is_lost},
    status::is_without_database,
};
use crate::{
    call::Call,
    error::{ConfigError, Error, LoginError, LoginErrorKind, TransportError, TransportErrorKind},
    fault::Fault,
    json::DecodeError,
    outcome::Outcome,
    response::Response,
    version::ServerVersion,
};

/// One login.
struct Attempt<'a> {
    channel: &'a Endpoint,
    deadline: Deadline,
}

impl Attempt<'_> {
    async fn send(&self, call: &Call, session: Option<&Session>) -> Result<Response, Error> {
        self.channel.ask(call, session, self.deadline).await
    }
}

/// The part of the response of `/web/session/authenticate` that is needed.
#[derive(Deserialize)]
struct SessionInfo {
    /// Null for a user with two-factor authentication, although the response is a success.
    uid: Value,
    #[serde(default)]
    db: Value,
    #[serde(default)]
    username: Value,
    #[serde(default)]
    user_context: Map<String, Value>,
}

impl Identity {
    /// Logs in.
    pub(super) async fn authenticate(
        &self,
        lost: Option<&Arc<Session>>,
        channel: &Endpoint,
        deadline: Deadline,
    ) -> Result<Arc<Session>, Error> {
        let attempt = Attempt { channel, deadline };
        let session = match &self.login.0 {
            Kind::Session { id } => {
                // The newest id, because the server may have replaced it.
                let newest = lost.and_then(|lost| lost.cookie());
                let id = newest.as_deref().unwrap_or(id.expose_secret());
                let resumed = self.resume(&attempt, id).await?;
                resumed.ok_or_else(|| self.refused(LoginErrorKind::SessionEnded, None))
            }
            Kind::User { login, secret, .. } => {
                if self.protocol == Some(Protocol::CallKw)
                    && let Some(session) = self.restored(&attempt).await?
                {
                    return Ok(Arc::new(session));
                }
                let secret = self.ask(&attempt, secret).await?;
                if let Some(refusal) = self.refusals().of(&secret) {
                    return Err(match refusal {
                        Refusal::Known(error) => error,
                        Refusal::TooMany => self.refused(LoginErrorKind::TooManyFailures, None),
                    });
                }
                let session = match self.protocol(&attempt).await? {
                    Protocol::CallKw => self.open(&attempt, login, secret.expose_secret()).await,
                    Protocol::ExecuteKw => self.identify(&attempt, login, secret.clone()).await,
                    #[cfg(feature = "xml-rpc")]
                    Protocol::XmlRpc => self.identify(&attempt, login, secret.clone()).await,
                    Protocol::Json2 => self.bear(&attempt, secret.clone()).await,
                };
                let session = session.map_err(|error| padded(error, &secret));
                self.refusals().note(&secret, &session);
                session
            }
        };
        session.map(Arc::new)
    }

    /// Returns the chosen protocol, by default the best one for the server's version.
    async fn protocol(&self, attempt: &Attempt<'_>) -> Result<Protocol, Error> {
        if let Some(protocol) = self.protocol {
            return Ok(protocol);
        }
        let version: ServerVersion = attempt
            .send(&Call::server_version(), None)
            .await?
            .decode()?;
        Ok(if version.major() >= 19 {
            Protocol::Json2
        } else {
            Protocol::ExecuteKw
        })
    }

    async fn ask(&self, attempt: &Attempt<'_>, secret: &Secret) -> Result<SecretString, Error> {
        let late = |limit| {
            let sentence = format!(
                "no login was sent within {limit:?}: it timed out while the program was asked for its secret"
            );
            TransportError::new(TransportErrorKind::Timeout, Outcome::NotDone, sentence).into()
        };
        let secret = attempt.deadline.limit(secret.get(), late).await?;
        secret.map_err(|source| {
            LoginError::without_secret(self.login.name(), &self.database, source).into()
        })
    }

    /// Opens a new session.
    async fn open(
        &self,
        attempt: &Attempt<'_>,
        name: &str,
        password: &str,
    ) -> Result<Session, Error> {
        let call = Call::authenticate(&self.database, name, password);
        let session = Session::new(Access::Cookie(Mutex::default()));
        let answer = match attempt.send(&call, Some(&session)).await {
            Ok(answer) => answer,
            Err(Error::Fault(fault)) => return Err(self.refusal(fault)),
            Err(other) => return Err(other),
        };
        let info: SessionInfo = answer.decode()?;
        match info.uid {
            Value::Number(_) => Ok(session.of_user(info.user_context)),
            Value::Null | Value::Bool(false) => {
                Err(self.refused(LoginErrorKind::SecondFactor, None))
            }
            _ => {
                let found = "a session without one".to_owned();
                Err(DecodeError::new("the id of a user", found).into())
            }
        }
    }

    /// Returns the restored session, unless it was tried, has expired, or is another user's.
    async fn restored(&self, attempt: &Attempt<'_>) -> Result<Option<Session>, Error> {
        let Some(id) = &self.kept.restored else {
            return Ok(None);
        };
        if self.has_restored.load(SeqCst) || !is_session_id(id.expose_secret()) {
            return Ok(None);
        }
        let resumed = match self.resume(attempt, id.expose_secret()).await {
            // The server is unreachable or busy: another call may succeed. Other errors, such as a gateway's 403, may be due to this session.
            Err(Error::Transport(error)) if may_pass(&error) => return Err(error.into()),
            Err(_) => None,
            Ok(session) => session,
        };
        self.has_restored.store(true, SeqCst);
        Ok(resumed)
    }

    /// Returns what a 404 page of JSON-2 means. It says nothing about the secret.
    async fn without_json2(&self, attempt: &Attempt<'_>, page: TransportError) -> Error {
        let version: Result<ServerVersion, _> = attempt
            .send(&Call::server_version(), None)
            .await
            .and_then(|answer| answer.decode());
        match version {
            Ok(version) if version.major() < 19 => ConfigError::unsupported(format!(
                "JSON-2 needs Odoo 19, and this is Odoo {}.{}: use `Protocol::ExecuteKw`, or do not set a protocol",
                version.major(),
                version.minor()
            ))
            .into(),
            Ok(_) if is_without_database(&page) => {
                self.refused(LoginErrorKind::UnknownDatabase, None)
            }
            // A gateway may have answered, and Odoo may not be there at all.
            Ok(_) | Err(_) => page.into(),
        }
    }

    /// Returns an existing session, unless it has expired, or belongs to another user or database.
    async fn resume(&self, attempt: &Attempt<'_>, id: &str) -> Result<Option<Session>, Error> {
        let session = Session::new(Access::of_session(id));
        let call = Call::session_info();
        let answer = match attempt.send(&call, Some(&session)).await {
            Ok(answer) => answer,
            Err(error) if is_lost(&error, &session) => return Ok(None),
            // On a host of many databases the page does not exist without a session.
            Err(Error::Transport(error)) if error.status() == Some(404) => return Ok(None),
            Err(other) => return Err(other),
        };
        let info: SessionInfo = answer.decode()?;
        let is_ours = match &self.login.0 {
            Kind::User { login, .. } => info.username.as_str() == Some(login),
            Kind::Session { .. } => true,
        };
        let is_here = info.db.as_str() == Some(&self.database);
        Ok(
            (info.uid.is_number() && is_ours && is_here)
                .then(|| session.of_user(info.user_context)),
        )
    }

    /// Returns the user's id, which `execute_kw` needs in each call.
    async fn identify(
        &self,
        attempt: &Attempt<'_>,
        name: &str,
        secret: SecretString,
    ) -> Result<Session, Error> {
        let call = Call::common_login(&self.database, name, secret.expose_secret());
        #[cfg(feature = "xml-rpc")]
        let call = if attempt.channel.speaks_xml_rpc {
            Call::xml_rpc_login(&self.database, name, secret.expose_secret())
        } else {
            call
        };
        let answer = match attempt.send(&call, None).await {
            Ok(answer) => answer,
            Err(Error::Fault(fault)) => return Err(self.refusal(fault)),
            Err(other) => return Err(other),
        };
        let Some(uid) = answer.decode::<Value>()?.as_i64() else {
            return Err(self.refused(LoginErrorKind::WrongCredentials, None));
        };
        let session = Session::new(Access::Key { uid, secret });
        let context = self.user_context(attempt, &session).await?;
        Ok(session.of_user(context))
    }

    /// Returns the session of an API key's user.
    async fn bear(&self, attempt: &Attempt<'_>, secret: SecretString) -> Result<Session, Error> {
        let session = Session::new(Access::Bearer { secret });
        match self.user_context(attempt, &session).await {
            Ok(context) => Ok(session.of_user(context)),
            // A page instead of an exception: the database, JSON-2 or Odoo itself does not exist.
            Err(Error::Transport(page)) if page.status() == Some(404) => {
                Err(self.without_json2(attempt, page).await)
            }
            Err(Error::Fault(fault)) if is_lost(&Error::Fault(fault.clone()), &session) => {
                Err(self.refused(LoginErrorKind::WrongCredentials, Some(fault)))
            }
            Err(other) => Err(other),
        }
    }

    /// Returns the context that `/web/session/authenticate` would return.
    async fn user_context(
        &self,
        attempt: &Attempt<'_>,
        session: &Session,
    ) -> Result<Map<String, Value>, Error> {
        #[cfg(feature = "xml-rpc")]
        if let (true, Access::Key { uid, .. }) = (attempt.channel.speaks_xml_rpc, session.access())
        {
            let rows = attempt
                .send(&Call::own_settings(*uid), Some(session))
                .await?;
            let rows: [Map<String, Value>; 1] = rows.decode()?;
            return Ok(rows.into_iter().flatten().map(own_setting).collect());
        }
        let call = Call::read("res.users", "context_get");
        attempt.send(&call, Some(session)).await?.decode()
    }

    /// Returns what the exception of a login means. Other exceptions are returned as they are.
    fn refusal(&self, fault: Box<Fault>) -> Error {
        let kind = if fault.is_access_denied() {
            // `odoo/exceptions.py`, 14 to 19: this is the exception's own text, never translated. What Odoo adds, as in
            // `res_users.py`, `_assert_can_auth`, replaces it.
            if fault.message() == "Access Denied" {
                LoginErrorKind::WrongCredentials
            } else {
                LoginErrorKind::TooManyFailures
            }
        } else if fault.message() == "Database not found."
            // 14: PostgreSQL's own sentence; one in another language stays the server's exception.
            || (fault.name() == "psycopg2.OperationalError"
                && fault.message().contains(&format!("database \"{}\" does not exist", self.database)))
            // A database that is not Odoo's has no users.
            || (fault.name() == "builtins.KeyError" && fault.message().contains("res.users"))
        {
            // 16 to 19 say "Database not found.", never translated (`web/controllers/session.py`, `authenticate`).
            LoginErrorKind::UnknownDatabase
        } else {
            return fault.into();
        };
        self.refused(kind, Some(fault))
    }

    fn refused(&self, kind: LoginErrorKind, fault: Option<Box<Fault>>) -> Error {
        LoginError::new(kind, self.login.name(), &self.database, fault).into()
    }
}

/// Returns a member of `context_get` from a field of the user.
///
/// The id is `uid` there.
#[cfg(feature = "xml-rpc")]
fn own_setting((name, value): (String, Value)) -> (String, Value) {
    if name == "id" {
        ("uid".to_owned(), value)
    } else {
        (name, value)
    }
}

/// Returns whether an error says nothing about the session.
fn may_pass(error: &TransportError) -> bool {
    use TransportErrorKind::{Status, Timeout, Tls};

    error.is_connection_lost() || matches!(error.kind(), Timeout | Tls | Status(407 | 408 | 429))
}

/// Notes that a refused secret begins or ends with white space.
fn padded(error: Error, secret: &SecretString) -> Error {
    let secret = secret.expose_secret();
    match error {
        Error::Login(error) if secret.trim() != secret => error.of_padded_secret().into(),
        other => other,
    }
}
