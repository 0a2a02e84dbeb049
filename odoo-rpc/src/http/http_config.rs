//! Settings of the HTTP client: certificates, proxy, basic authentication, headers.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{
    Certificate, Proxy,
    header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{
    base::{BaseUrl, has_control},
    http_error, tls,
};
use crate::error::ConfigError;

/// It has no `Debug`, because most of it may be secret.
#[derive(Default)]
pub(super) struct HttpConfig {
    pub(super) roots: Vec<Vec<u8>>,
    pub(super) pinned: Vec<Vec<u8>>,
    pub(super) proxy: Option<SecretString>,
    pub(super) basic_auth: Option<SecretString>,
    pub(super) headers: Vec<(String, SecretString)>,
    pub(super) user_agent: Option<String>,
}

/// The `User-Agent` header.
const OWN_HEADERS: &[&str] = &[
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "proxy-authorization",
    "transfer-encoding",
    "user-agent",
    "x-odoo-database",
];

impl HttpConfig {
    /// `user:password`, as the header has it.
    pub(super) fn basic(user: &str, password: &str) -> SecretString {
        SecretString::from(STANDARD.encode(format!("{user}:{password}")))
    }

    /// Creates the HTTP client of a server at `base`.
    pub(super) fn client(
        &self,
        base: &BaseUrl,
        connect_timeout: Duration,
    ) -> Result<reqwest::Client, ConfigError> {
        let own = concat!("odoo-orm/", env!("CARGO_PKG_VERSION"));
        let mut http = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(connect_timeout)
            // No proxy unless the program sets one: environment variables are ignored.
            .no_proxy()
            // Odoo closes the connection after each response. A proxy before it usually keeps it longer than this.
            .pool_idle_timeout(Duration::from_secs(30))
            .user_agent(self.user_agent.as_deref().unwrap_or(own))
            .default_headers(self.headers()?);
        let roots = self.roots()?;
        let pinned = tls::pinned(&self.pinned)?;
        if !roots.is_empty() && !pinned.is_empty() {
            return Err(ConfigError::new(
                "a pinned certificate is the only trusted one: use `ClientBuilder::pinned_certificate` or `root_certificate`, not both",
            ));
        }
        if let Some(proxy) = &self.proxy {
            http = http.proxy(through(proxy.expose_secret())?);
        }
        http = if !pinned.is_empty() {
            http.tls_backend_preconfigured(tls::trusting(pinned)?)
        } else if base.is_https() || self.proxy.is_some() {
            http.tls_certs_merge(roots)
        } else {
            // Without TLS no certificates are needed, and no HTTP/2. (The library retries requests that HTTP/2 refused, and copies each request for that.)
            http.tls_certs_only([])
                .retry(reqwest::retry::never().max_retries_per_request(0))
        };
        http.build().map_err(|error| {
            let why = http_error::chain(&error)
                .last()
                .map(ToString::to_string)
                .unwrap_or_default();
            ConfigError::new(format!("the HTTP client cannot be made: {why}"))
        })
    }

    fn roots(&self) -> Result<Vec<Certificate>, ConfigError> {
        let roots = tls::read(&self.roots, "root")?;
        let known = roots.iter().map(|der| Certificate::from_der(der));
        known
            .collect::<Result<_, _>>()
            .map_err(|_| tls::unreadable("root"))
    }

    fn headers(&self) -> Result<HeaderMap, ConfigError> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let lower = name.to_ascii_lowercase();
            if OWN_HEADERS.contains(&lower.as_str()) {
                return Err(ConfigError::new(format!(
                    "the header `{name}` is the client's own: `ClientBuilder` has a method for what can be set of it"
                )));
            }
            let known: HeaderName = lower
                .parse()
                .map_err(|_| ConfigError::new(format!("invalid header name {name:?}")))?;
            headers.append(known, secret(value.expose_secret(), name)?);
        }
        if let Some(basic) = &self.basic_auth {
            let value = format!("Basic {}", basic.expose_secret());
            headers.insert(AUTHORIZATION, secret(&value, "authorization")?);
        }
        Ok(headers)
    }
}

/// Creates the proxy at a URL.
///
/// The library ignores a proxy with an unknown scheme, and its error would show the URL, which may contain a password.
fn through(url: &str) -> Result<Proxy, ConfigError> {
    let url = url.trim();
    let is_http = |url: &Url| matches!(url.scheme(), "http" | "https");
    let known = Url::parse(url).ok().filter(is_http);
    let known = known.filter(|_| !has_control(url));
    known.and_then(|url| Proxy::all(url).ok()).ok_or_else(|| {
        ConfigError::new(
            "the URL of the proxy cannot be used: write it as `http://proxy.example.com:3128`, or with `https://`",
        )
    })
}

/// Returns a header value that the HTTP library does not log.
fn secret(value: &str, name: &str) -> Result<HeaderValue, ConfigError> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        ConfigError::new(format!(
            "the value of the header `{name}` has characters that a header cannot have"
        ))
    })?;
    value.set_sensitive(true);
    Ok(value)
}
