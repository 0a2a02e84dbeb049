use std::{
    fmt,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use secrecy::SecretString;

use super::{
    Endpoint, HttpTransport, Protocol,
    base::BaseUrl,
    connections::Connections,
    credentials::Credentials,
    http_config::HttpConfig,
    identity::{Identity, Kept},
    jar::Jar,
    limiter::Limiter,
    merged_reads::MergedReads,
    retry::Retries,
    sessions::Sessions,
};
use crate::{
    client::Client,
    error::{ConfigError, Error},
    observability::EventHub,
};

/// A builder for a [`Client`] of a real server.
///
/// Nothing is sent before the first call.
///
/// ```
/// use std::time::Duration;
///
/// use odoo_orm::{Client, Credentials};
///
/// let odoo = Client::builder("https://erp.example.com")?
///     .database("prod")
///     .login(Credentials::password("admin", "secret"))
///     .timeout(Duration::from_secs(30))
///     .build()?;
/// # Ok::<_, odoo_orm::Error>(())
/// ```
#[must_use = "`build` makes the client"]
pub struct ClientBuilder {
    base: BaseUrl,
    database: Option<String>,
    login: Option<Credentials>,
    protocol: Option<Protocol>,
    connect_timeout: Duration,
    timeout: Duration,
    max_response_bytes: usize,
    max_in_flight: usize,
    min_interval: Duration,
    merges_reads: bool,
    max_attempts: u32,
    plain_http_allowed: bool,
    http_config: HttpConfig,
    kept: Kept,
}

impl Client {
    /// Returns a builder for the server at `url`, such as `https://erp.example.com`.
    ///
    /// # Errors
    ///
    /// Returns an error if the URL is not an HTTP URL, or contains a password, a query or another part that does not belong there.
    #[allow(clippy::new_ret_no_self, reason = "a builder of this type")]
    #[doc(alias("connection pool", "configuration", "connect"))]
    pub fn builder(url: impl AsRef<str>) -> Result<ClientBuilder, Error> {
        Ok(ClientBuilder {
            base: BaseUrl::parse(url.as_ref())?,
            database: None,
            login: None,
            protocol: None,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(120),
            max_response_bytes: 256 << 20,
            max_in_flight: 4,
            min_interval: Duration::ZERO,
            merges_reads: false,
            max_attempts: 3,
            plain_http_allowed: false,
            http_config: HttpConfig::default(),
            kept: Kept::default(),
        })
    }
}

impl ClientBuilder {
    /// Sets the database. Required.
    pub fn database(mut self, name: impl Into<String>) -> Self {
        self.database = Some(name.into());
        self
    }

    /// Sets the credentials. Required.
    #[doc(alias("single-flight", "password", "api key"))]
    pub fn login(mut self, login: Credentials) -> Self {
        self.login = Some(login);
        self
    }

    /// Allows `http://` to another machine, which exposes the credentials and all data to the network.
    ///
    /// Use it on trusted networks, such as between containers. Plain HTTP to this machine is always allowed.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http_allowed = true;
        self
    }

    /// Trusts an additional root certificate, in PEM, such as a company's own authority.
    ///
    /// It can be called several times.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.http_config.roots.push(pem.into());
        self
    }

    /// Pins the server's certificate, in PEM: no other server is trusted.
    ///
    /// It can be called several times, such as for the next certificate before it is deployed.
    ///
    /// It is for self-signed certificates. `openssl req -x509` creates one that claims to be an authority, which is not accepted as a server's own, not
    /// even as a [root certificate](Self::root_certificate). Its name and dates are not checked: whoever has its key is the server. A proxy
    /// that is reached by TLS needs a pinned certificate as well.
    ///
    /// ```
    /// # use odoo_orm::{Client, Credentials};
    /// # fn connect(server_crt: &str) -> Result<Client, odoo_orm::Error> {
    /// Client::builder("https://192.168.1.20")?
    ///     .database("prod")
    ///     .login(Credentials::password("admin", "secret"))
    ///     .pinned_certificate(server_crt)
    ///     .build()
    /// # }
    /// ```
    pub fn pinned_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.http_config.pinned.push(pem.into());
        self
    }

    /// Sets a proxy, such as `http://proxy.example.com:3128`.
    ///
    /// Its URL may contain a user name and a password. Proxies of the environment are not used.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.http_config.proxy = Some(SecretString::from(url.into()));
        self
    }

    /// Sets the user name and password of a gateway before Odoo (HTTP Basic).
    ///
    /// It cannot be used with JSON-2, whose API key is in the same header.
    pub fn basic_auth(mut self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        self.http_config.basic_auth = Some(HttpConfig::basic(user.as_ref(), password.as_ref()));
        self
    }

    /// Adds a header to each request, such as one that a gateway requires.
    ///
    /// Its value is treated as a secret.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let value = SecretString::from(value.into());
        self.http_config.headers.push((name.into(), value));
        self
    }

    /// Sets the `User-Agent` header. The default is `odoo-orm/` and the version.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.http_config.user_agent = Some(name.into());
        self
    }

    /// Restores a session by the value of its cookie `session_id`.
    ///
    /// Another process, or an earlier run, can [store](Self::on_session_change) it. If it has expired, the client logs in. It needs a password login.
    ///
    /// Cookies of a load balancer are not restored. If the servers do not share sessions, the first request may reach another server, and the client logs in.
    pub fn restore_session(mut self, id: impl Into<String>) -> Self {
        self.kept.restored = Some(SecretString::from(id.into()));
        self
    }

    /// Calls `keep` with each new session id, so that it can be [restored](Self::restore_session) elsewhere.
    ///
    /// Replicas of a service can share one session, which avoids logins. A session id is as secret as a password while the session lasts. Cookies
    /// of a load balancer are not passed. `keep` should be fast, because calls wait for it.
    pub fn on_session_change(mut self, keep: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.kept.keep = Some(Arc::new(keep));
        self
    }

    /// Sets the protocol.
    ///
    /// The default is `call_kw` for a password or a session. For an API key it is JSON-2 on Odoo 19 and later, and `execute_kw` before. XML-RPC is never a default.
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.protocol = Some(protocol);
        self
    }

    /// Sets the timeout for connecting. The default is 10 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Sets the timeout of a call, including waiting in the queue and login.
    ///
    /// The default is 120 seconds, as Odoo's `--limit-time-real`. [`Client::with_timeout`] and
    /// [`Call::with_timeout`](crate::Call::with_timeout) set another one for some calls.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Sets the maximum size of a response, uncompressed. The default is 256 MiB.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// Sets how many calls are in flight at the same time.
    ///
    /// The default is 4; others wait in a queue.
    ///
    /// More than twice the server's workers is not faster: Odoo without a proxy queues 8 connections per worker, and does not answer others
    /// for a second.
    #[doc(alias("rate limit", "concurrency limit", "semaphore"))]
    pub fn max_in_flight(mut self, calls: usize) -> Self {
        self.max_in_flight = calls;
        self
    }

    /// Merges reads that begin together or wait for a place, as a data loader does.
    ///
    /// A service that reads one record for each of many concurrent requests sends a few calls in place of hundreds. Reads by id are merged if they have the model, the fields
    /// and the context in common, and at most 100 records each; a merged call has at most 1,000. A read that begins while no other does is sent alone at once. The time limit of a merged call begins
    /// with its first read.
    ///
    /// Each read gets its own records. If the merged call fails because of a record (a missing one, or one that the user may not see), each read is sent alone, so that
    /// only the one that asked for it fails. A read with a timeout of its own is never merged. The default is not to merge.
    ///
    /// ```
    /// # use odoo_orm::{Client, Credentials};
    /// let odoo = Client::builder("https://erp.example.com")?
    ///     .database("acme")
    ///     .login(Credentials::password("svc-sync", "secret"))
    ///     .merge_reads(true)
    ///     .build()?;
    /// # Ok::<_, odoo_orm::Error>(())
    /// ```
    #[doc(alias("data loader", "dataloader", "batch"))]
    pub fn merge_reads(mut self, is_on: bool) -> Self {
        self.merges_reads = is_on;
        self
    }

    /// Sets a rate limit: the minimum interval between calls. The default is no limit.
    ///
    /// Calls wait in the order of their arrival, within their timeout.
    pub fn min_interval(mut self, apart: Duration) -> Self {
        self.min_interval = apart;
        self
    }

    /// Sets how many attempts a call has when it can be retried.
    ///
    /// The default is 3; 1 disables retries.
    ///
    /// The timeout includes all attempts. An expired session is always renewed, and the call sent once more.
    ///
    /// A read is retried after a lost connection, a gateway error (502 to 504, 520 to 524 of content networks), and a rate limit (429). A write is
    /// retried only if nothing can have run: there was no connection, a rate limit refused it (429), or a concurrent transaction rolled it back.
    /// The backoff is exponential with jitter, `Retry-After` is honored, and at most one call in five is retried in the long run.
    #[doc(alias("retry", "retries", "backoff"))]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Builds the client. The first call connects and logs in.
    ///
    /// For `https` the system's certificate store is read, unless a certificate is pinned. Proxies of the environment (`HTTPS_PROXY`) are not used;
    /// [`proxy`](Self::proxy) sets one.
    ///
    /// Calls need a tokio runtime with I/O and time, as `#[tokio::main]` starts. Outside of one they return a [`ConfigError`]. A client can be used in
    /// several runtimes; it keeps the connections of eight of them.
    ///
    /// # Errors
    ///
    /// Returns an error if the database or the credentials are missing, a limit is 0, the protocol does not fit the credentials, a certificate cannot be
    /// read, or the server is another machine without TLS and that is not [allowed](Self::allow_plain_http).
    pub fn build(self) -> Result<Client, Error> {
        let missing = |what: &str| ConfigError::new(format!("the client has no {what}"));
        let database = self
            .database
            .filter(|name| !name.is_empty())
            .ok_or_else(|| missing("database: set it with `ClientBuilder::database`"))?;
        let login = self
            .login
            .ok_or_else(|| missing("credentials: set them with `ClientBuilder::login`"))?;
        let protocol = login.protocol(self.protocol)?;
        if protocol == Some(Protocol::Json2) && self.http_config.basic_auth.is_some() {
            let sentence = "JSON-2 has its API key in the header that `ClientBuilder::basic_auth` fills: use `Protocol::ExecuteKw`";
            return Err(ConfigError::new(sentence).into());
        }
        if self.kept.is_used() && !login.is_password() {
            let sentence = "`ClientBuilder::restore_session` and `on_session_change` need `Credentials::password`: other credentials have no session";
            return Err(ConfigError::new(sentence).into());
        }
        // With a proxy, the loopback address is the proxy's.
        let is_here = self.base.is_loopback() && self.http_config.proxy.is_none();
        if !self.base.is_https() && !is_here && !self.plain_http_allowed {
            return Err(ConfigError::new(format!(
                "{} is another machine and not `https://`, which would expose the secret to the network: use `https://`, or allow it with \
                 `ClientBuilder::allow_plain_http`",
                self.base
            ))
            .into());
        }
        let zeros = [
            ("max_in_flight", self.max_in_flight == 0),
            ("max_response_bytes", self.max_response_bytes == 0),
            ("max_attempts", self.max_attempts == 0),
            ("timeout", self.timeout.is_zero()),
            ("connect_timeout", self.connect_timeout.is_zero()),
        ];
        if let Some((name, _)) = zeros.into_iter().find(|(_, is_zero)| *is_zero) {
            let sentence = format!("`ClientBuilder::{name}` is 0, so no call could ever succeed");
            return Err(ConfigError::new(sentence).into());
        }
        let has_basic_auth = self.http_config.basic_auth.is_some();
        let http = Connections::new(self.http_config, self.base.clone(), self.connect_timeout)?;
        let events = Arc::new(EventHub::new());
        let channel = Arc::new(Endpoint {
            http,
            has_basic_auth,
            base: self.base,
            #[cfg(feature = "xml-rpc")]
            speaks_xml_rpc: protocol == Some(Protocol::XmlRpc),
            jar: Jar::default(),
            database: database.clone(),
            places: Limiter::new(self.max_in_flight, self.min_interval),
            last_id: AtomicU64::new(0),
            timeout: self.timeout,
            max_response_bytes: self.max_response_bytes,
            events: Arc::clone(&events),
        });
        let identity = Identity::new(database, login, protocol, self.kept);
        let transport = HttpTransport {
            sessions: Sessions::new(identity, Arc::clone(&channel)),
            channel,
            retries: Retries::new(self.max_attempts),
        };
        if self.merges_reads {
            return Ok(Client::with_events(MergedReads::new(transport), events));
        }
        Ok(Client::with_events(transport, events))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("url", &self.base.to_string())
            .field("database", &self.database)
            .field("login", &self.login)
            .field("protocol", &self.protocol)
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("max_response_bytes", &self.max_response_bytes)
            .field("max_in_flight", &self.max_in_flight)
            .field("min_interval", &self.min_interval)
            .field("merges_reads", &self.merges_reads)
            .field("max_attempts", &self.max_attempts)
            .field("plain_http_allowed", &self.plain_http_allowed)
            .finish_non_exhaustive()
    }
}
