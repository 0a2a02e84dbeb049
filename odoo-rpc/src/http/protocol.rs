//! The four protocols for calls of methods.

use reqwest::{
    Method, RequestBuilder,
    header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderValue},
};
use secrecy::ExposeSecret as _;
use url::Url;

use super::{
    Endpoint,
    base::check_names,
    outgoing::Outgoing,
    session::{Access, Session},
};
use crate::{
    call::{Call, Target},
    error::{ConfigError, Error},
};

/// The protocol of method calls.
///
/// The typed API is the same for all. Unless one is [set](super::ClientBuilder::protocol), it follows from the credentials and the server's version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Protocol {
    /// `/web/dataset/call_kw` with a session cookie, as in Odoo's web client.
    ///
    /// Odoo 14 to 19. It is the default for a password.
    CallKw,
    /// `/jsonrpc`, `execute_kw`: a password or API key in each call, without a session.
    ///
    /// Odoo 14 to 19, deprecated in 19. It is the default for an API key up to 18.
    ExecuteKw,
    /// `/json/2`: an API key in a header, and arguments by name.
    ///
    /// Odoo 19 and later, where it is the default for an API key. The server hashes the key at each call, which takes some milliseconds.
    Json2,
    /// `/xmlrpc/2`: a password or API key in each call, without a session.
    ///
    /// It needs the feature `xml-rpc`.
    ///
    /// Odoo 14 to 19, deprecated in 19, removed in 22. It is never the default: it is for servers where no other path is open.
    ///
    /// - Values are converted to JSON while they arrive, so records decode as with the other protocols.
    /// - Integers beyond 32 bits and control characters are refused before a call is sent.
    /// - A [`Fault`](crate::Fault) has the class `UserError` where the others say `ValidationError` or another subclass, except `AccessError`, `AccessDenied` and `MissingError`.
    /// - A method that returns `None` is decoded as `null`. For a `None` within a result, which Odoo cannot write, the call fails after it was committed: see [`Outcome::Done`](crate::Outcome::Done).
    /// - Controllers, files and sessions need [`CallKw`](Self::CallKw).
    #[cfg(feature = "xml-rpc")]
    XmlRpc,
}

impl Endpoint {
    /// Refuses a call with an invalid name or path before the login.
    pub(super) fn check(&self, call: &Call) -> Result<(), Error> {
        match &call.target {
            Target::Method { model, method, .. } => Ok(check_names(model, method)?),
            Target::Route { path, .. } | Target::Page { path, .. } => {
                let path = path.strip_prefix('/').unwrap_or(path);
                self.base.join(path).map(drop)
            }
        }
    }

    /// Renders the request of a call, with its context merged into the user's.
    pub(super) fn request(
        &self,
        call: Outgoing<'_>,
        session: Option<&Session>,
        id: u64,
    ) -> Result<RequestBuilder, Error> {
        let http = self.http.here()?;
        let begin = |method, url: Url| {
            let cookies = self.cookies(&url, session);
            let request = http.request(method, url);
            match cookies {
                Some(cookies) => request.header(COOKIE, cookies),
                None => request,
            }
        };
        let json = |url, body: Vec<u8>| {
            begin(Method::POST, url)
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body)
        };
        #[cfg(feature = "xml-rpc")]
        if let Some((path, body)) = self.xml_rpc(call, session)? {
            let request = begin(Method::POST, self.base.join(path)?);
            return Ok(request.header(CONTENT_TYPE, super::xml_rpc::XML).body(body));
        }
        let context = &*call.context_for(session);
        let access = session.map(Session::access);
        match (&call.target, access) {
            (Target::Method { .. }, Some(Access::Key { uid, secret })) => {
                let body = call.execute_kw_body(id, &self.database, *uid, secret.expose_secret(), context)?;
                Ok(json(self.base.join("jsonrpc")?, body))
            }
            (Target::Method { model, method, .. }, Some(Access::Bearer { secret })) => {
                if self.has_basic_auth {
                    return Err(ConfigError::new(format!(
                        "{} was not sent: JSON-2 has its API key in the header that `ClientBuilder::basic_auth` fills; use `Protocol::ExecuteKw`",
                        call.info()
                    ))
                    .into());
                }
                let url = self.base.json2(model, method)?;
                let bearer = secret_header("bearer ", "API key", secret.expose_secret())?;
                let database = secret_header("", "name of the database", &self.database)?;
                Ok(json(url, call.json2_body(context)?)
                    .header(AUTHORIZATION, bearer)
                    .header("X-Odoo-Database", database))
            }
            (
                Target::Route { for_users: true, .. } | Target::Page { for_users: true, .. },
                Some(Access::Key { .. } | Access::Bearer { .. }),
            ) => Err(ConfigError::new(format!(
                "{} was not sent: controllers and files need a session, which an API key does not have; use `Credentials::password`",
                call.info()
            ))
            .into()),
            (Target::Method { model, method, .. }, _) => {
                let url = self.base.call_kw(model, method)?;
                Ok(json(url, call.call_kw_body(id, context)))
            }
            (Target::Route { path, .. }, _) => {
                let url = self.base.join(path.strip_prefix('/').unwrap_or(path))?;
                Ok(json(url, call.call_kw_body(id, context)))
            }
            (Target::Page { path, .. }, _) => {
                let mut url = self.base.join(path.strip_prefix('/').unwrap_or(path))?;
                // Reports accept a context (`web/controllers/report.py`, 14 to 19), but its language only with `force_context_lang` (up to 18). Other files accept none.
                if path.starts_with("/report/") && !context.is_empty() {
                    url.query_pairs_mut()
                        .append_pair("context", &context.to_string())
                        .append_pair("force_context_lang", "1");
                }
                Ok(begin(Method::GET, url))
            }
        }
    }

    /// Returns the session's cookie and the other cookies of the host.
    fn cookies(&self, url: &Url, session: Option<&Session>) -> Option<HeaderValue> {
        let own = session.and_then(Session::cookie_header);
        let Some(others) = self.jar.at(url) else {
            return own;
        };
        let all = match own {
            Some(own) => [own.as_bytes(), b"; ", others.as_bytes()].concat(),
            None => others.into_bytes(),
        };
        let mut header = HeaderValue::from_bytes(&all).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

/// Returns a header that the HTTP library does not log.
///
/// White space at the end of a header is lost in transit.
fn secret_header(prefix: &str, what: &str, value: &str) -> Result<HeaderValue, Error> {
    if value.trim_end().len() != value.len() {
        return Err(ConfigError::new(format!(
            "the {what} ends in white space, such as a line end: trim it"
        ))
        .into());
    }
    let mut header = HeaderValue::from_str(&format!("{prefix}{value}")).map_err(|_| {
        ConfigError::new(format!(
            "the {what} has characters that a header cannot have"
        ))
    })?;
    header.set_sensitive(true);
    Ok(header)
}
