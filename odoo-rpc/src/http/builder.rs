use std::{
    fmt,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use secrecy::SecretString;

use super::{
    Endpoint, HttpTransport, Protocol,
    base::BaseUrl,
    credentials::Credentials,
    http_config::HttpConfig,
    identity::{Identity, Kept},
    jar::Jar,
    limiter::Limiter,
    retry::Retries,
    sessions::Sessions,
};
use crate::{
    client::Client,
    error::{ConfigError, Error},
    observability::EventHub,
};

/// Sets up a [`Client`] of a real server. Nothing is sent before the first call.
///
/// ```
/// use std::time::Duration;
///
/// use odoo_rpc::{Client, Credentials};
///
/// let odoo = Client::builder("https://erp.example.com")?
///     .database("prod")
///     .login(Credentials::password("admin", "secret"))
///     .timeout(Duration::from_secs(30))
///     .build()?;
/// # Ok::<_, odoo_rpc::Error>(())
/// ```
#[must_use = "`build` makes the client"]
pub struct ClientBuilder {
    base: BaseUrl,
    database: Option<String>,
    login: Option<Credentials>,
    wire: Option<Protocol>,
    connect_timeout: Duration,
    timeout: Duration,
    max_response_bytes: usize,
    max_in_flight: usize,
    min_interval: Duration,
    max_attempts: u32,
    plain_http_allowed: bool,
    edges: HttpConfig,
    kept: Kept,
}

impl Client {
    /// Begins a client of the server at `url`, such as `https://erp.example.com`.
    ///
    /// # Errors
    ///
    /// When the URL is not one of HTTP, or holds what does not belong there, a password above all.
    #[allow(clippy::new_ret_no_self, reason = "a builder of this type")]
    pub fn builder(url: impl AsRef<str>) -> Result<ClientBuilder, Error> {
        Ok(ClientBuilder {
            base: BaseUrl::parse(url.as_ref())?,
            database: None,
            login: None,
            wire: None,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(120),
            max_response_bytes: 256 << 20,
            max_in_flight: 4,
            min_interval: Duration::ZERO,
            max_attempts: 3,
            plain_http_allowed: false,
            edges: HttpConfig::default(),
            kept: Kept::default(),
        })
    }
}

impl ClientBuilder {
    /// The database on the server. Required.
    pub fn database(mut self, name: impl Into<String>) -> Self {
        self.database = Some(name.into());
        self
    }

    /// Who the client is. Required.
    pub fn login(mut self, login: Credentials) -> Self {
        self.login = Some(login);
        self
    }

    /// Allows `http://` to another machine, where everyone on the way can read the password, the key and all data: for a network that is the program's own, such as that of its
    /// containers. To this machine plain HTTP is always allowed.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http_allowed = true;
        self
    }

    /// Trusts servers whose certificates lead to this one as well, given in PEM: for a company's own certificate authority. Can be called several times.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.edges.roots.push(pem.into());
        self
    }

    /// Trusts a server with exactly this certificate, given in PEM, and no other server. Can be called several times, such as for the next certificate before it is put in place.
    ///
    /// For a server whose certificate nobody else has signed. `openssl req -x509` makes one that says of itself that it is an authority's, and such a one is not taken for a
    /// server's own, not even as a [root certificate](Self::root_certificate). Its name and its dates are not looked at: whoever has its key is the server. A
    /// proxy that is spoken to by TLS needs a pinned certificate as well.
    ///
    /// ```
    /// # use odoo_rpc::{Client, Credentials};
    /// # fn connect(server_crt: &str) -> Result<Client, odoo_rpc::Error> {
    /// Client::builder("https://192.168.1.20")?
    ///     .database("prod")
    ///     .login(Credentials::password("admin", "secret"))
    ///     .pinned_certificate(server_crt)
    ///     .build()
    /// # }
    /// ```
    pub fn pinned_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.edges.pinned.push(pem.into());
        self
    }

    /// Goes through a proxy, such as `http://proxy.example.com:3128`; its URL may hold a user name and a password. Without one, no proxy is used, whatever the
    /// environment says.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.edges.proxy = Some(SecretString::from(url.into()));
        self
    }

    /// A user name and a password that a gateway before Odoo asks for (HTTP Basic). Not with JSON-2, whose API key is in the same header.
    pub fn basic_auth(mut self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        self.edges.basic_auth = Some(HttpConfig::basic(user.as_ref(), password.as_ref()));
        self
    }

    /// Sends a header with each request, such as a gateway may ask for. Its value is treated as a secret.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let value = SecretString::from(value.into());
        self.edges.headers.push((name.into(), value));
        self
    }

    /// What the client calls itself; `odoo-orm/` and its version unless set.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.edges.user_agent = Some(name.into());
        self
    }

    /// Begins with a session that is there already, by the value of its cookie `session_id`: one that another process, or this one before it was restarted,
    /// [kept](Self::on_session_change). If it has ended, the client logs in. Of use with a password alone.
    ///
    /// The cookies of a balancer are not restored with it: where the servers behind one share no sessions, the first request may meet another server, and the client logs in.
    pub fn restore_session(mut self, id: impl Into<String>) -> Self {
        self.kept.restored = Some(SecretString::from(id.into()));
        self
    }

    /// Hands each new id of a session to `keep`, so that it can be [restored](Self::restore_session) elsewhere: replicas of a service can share one session, which spares the server
    /// logins. An id is as good as a password for as long as the session lasts. Other cookies, such as those of a balancer, stay with the client. `keep` is called while calls wait, so it should be quick.
    pub fn on_session_change(mut self, keep: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.kept.keep = Some(Arc::new(keep));
        self
    }

    /// In which form calls are sent. Unless it is set, it is `call_kw` for a password or a session, and for an API key JSON-2 on Odoo 19 and later, `execute_kw` before.
    pub fn wire(mut self, wire: Protocol) -> Self {
        self.wire = Some(wire);
        self
    }

    /// How long making a connection may take; 10 seconds unless set.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// How long a call may take in all, waiting for its turn and logging in included; 120 seconds unless set, as Odoo's
    /// own `--limit-time-real`. Other calls can be given other limits with
    /// [`Client::with_timeout`] and [`Call::with_timeout`](crate::Call::with_timeout).
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// How many bytes an answer may have, unpacked; 256 MiB unless set.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// How many calls are sent at the same time, the others waiting for their turn; 4 unless set. More than twice the
    /// server's workers makes nothing faster: Odoo without a proxy queues 8 connections per worker and leaves the others
    /// unanswered for a second.
    pub fn max_in_flight(mut self, calls: usize) -> Self {
        self.max_in_flight = calls;
        self
    }

    /// How far apart calls are sent at least, for a server that others need as well; not at all unless set. Calls wait within their time limit, first come, first served.
    pub fn min_interval(mut self, apart: Duration) -> Self {
        self.min_interval = apart;
        self
    }

    /// How often a call is tried, within its time limit, when the way to the server or the server itself fails; 3 unless set, 1 for never again. (A lost session is renewed, and the
    /// call that it did not run sent once more, whatever is set here.)
    ///
    /// What is tried again is a read that met a lost connection, a gateway without Odoo behind it (502 to 504, and 520 to 524 of content networks), or a server that asks for fewer requests (429);
    /// a write only where nothing can have run: no connection was made, it was told to come later (429), or another transaction got in its way, which rolled it back. Waits
    /// are random and grow, `Retry-After` is honoured, and no more than one call in five is tried again in the long run.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Makes the client. Nothing is sent: the first call connects and logs in. For `https`, the machine's store of trusted
    /// certificates is read, unless one is pinned. Proxies that the environment names (`HTTPS_PROXY`) are not
    /// used; [`proxy`](Self::proxy) names one.
    ///
    /// Calls need a tokio runtime with I/O and time (`#[tokio::main]` has both): outside of one each gives a [`ConfigError`]. Connections that a proxy keeps open belong
    /// to the runtime that made them, so a program of several runtimes gives each a client of its own.
    ///
    /// # Errors
    ///
    /// When the database or the login is missing, a limit is 0, the login does not go by the wire that was set, a certificate cannot be read, or the server is another machine without TLS and that is not
    /// [allowed](Self::allow_plain_http).
    pub fn build(self) -> Result<Client, Error> {
        let missing = |what: &str| ConfigError::new(format!("the client has no {what}"));
        let database = self
            .database
            .filter(|name| !name.is_empty())
            .ok_or_else(|| missing("database: name it with `ClientBuilder::database`"))?;
        let login = self
            .login
            .ok_or_else(|| missing("login: give it one with `ClientBuilder::login`"))?;
        let wire = login.wire(self.wire)?;
        if wire == Some(Protocol::Json2) && self.edges.basic_auth.is_some() {
            let sentence = "JSON-2 has its API key in the header that `ClientBuilder::basic_auth` fills: use `Protocol::ExecuteKw`";
            return Err(ConfigError::new(sentence).into());
        }
        if self.kept.is_used() && !login.is_password() {
            let sentence = "`ClientBuilder::restore_session` and `on_session_change` are for a login with a password: no other makes sessions";
            return Err(ConfigError::new(sentence).into());
        }
        // Behind a proxy, this machine is the proxy's.
        let is_here = self.base.is_loopback() && self.edges.proxy.is_none();
        if !self.base.is_https() && !is_here && !self.plain_http_allowed {
            return Err(ConfigError::new(format!(
                "{} is another machine and not `https://`, so that everyone on the way could read the secret: use `https://`, or allow it with \
                 `ClientBuilder::allow_plain_http`",
                self.base
            ))
            .into());
        }
        let zeros = [
            ("max_in_flight", self.max_in_flight == 0),
            ("max_answer_bytes", self.max_response_bytes == 0),
            ("max_attempts", self.max_attempts == 0),
            ("timeout", self.timeout.is_zero()),
            ("connect_timeout", self.connect_timeout.is_zero()),
        ];
        if let Some((name, _)) = zeros.into_iter().find(|(_, is_zero)| *is_zero) {
            let sentence = format!("`ClientBuilder::{name}` is 0, so no call could ever succeed");
            return Err(ConfigError::new(sentence).into());
        }
        let http = self.edges.client(&self.base, self.connect_timeout)?;
        let signals = Arc::new(EventHub::new());
        let channel = Arc::new(Endpoint {
            http,
            has_basic_auth: self.edges.basic_auth.is_some(),
            base: self.base,
            jar: Jar::default(),
            database: database.clone(),
            places: Limiter::new(self.max_in_flight, self.min_interval),
            last_id: AtomicU64::new(0),
            timeout: self.timeout,
            max_response_bytes: self.max_response_bytes,
            signals: Arc::clone(&signals),
        });
        let identity = Identity::new(database, login, wire, self.kept);
        let transport = HttpTransport {
            sessions: Sessions::new(identity, Arc::clone(&channel)),
            channel,
            retries: Retries::new(self.max_attempts),
        };
        Ok(Client::with_signals(transport, signals))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("url", &self.base.to_string())
            .field("database", &self.database)
            .field("login", &self.login)
            .field("wire", &self.wire)
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("max_answer_bytes", &self.max_response_bytes)
            .field("max_in_flight", &self.max_in_flight)
            .field("min_interval", &self.min_interval)
            .field("max_attempts", &self.max_attempts)
            .field("plain_http_allowed", &self.plain_http_allowed)
            .finish_non_exhaustive()
    }
}
