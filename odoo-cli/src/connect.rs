//! The server that a command connects to.

use std::{fs, time::Duration};

use odoo_rpc::{Client, Context, Credentials};
use serde_json::{Map, Value};

use crate::{
    demo,
    failure::{Exit, Failure, Result},
    profile::{self, Profile, Profiles, Secret, SecretType, variable},
};

/// The choice of a server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice {
    /// The name of a profile.
    pub(crate) profile: Option<String>,
    /// The version of the in-memory Odoo.
    pub(crate) mock: Option<u16>,
}

/// The settings of each call of a command.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    pub(crate) context: Option<Map<String, Value>>,
    pub(crate) lang: Option<String>,
    pub(crate) tz: Option<String>,
    pub(crate) companies: Vec<i64>,
    pub(crate) archived: bool,
    pub(crate) timeout: Option<Duration>,
}

impl Settings {
    fn context(&self) -> Context {
        let mut context = match &self.context {
            Some(map) => Context::from(map.clone()),
            None => Context::new(),
        };
        if let Some(lang) = &self.lang {
            context = context.lang(lang);
        }
        if let Some(tz) = &self.tz {
            context = context.tz(tz);
        }
        if !self.companies.is_empty() {
            context = context.companies(self.companies.iter().copied());
        }
        if self.archived {
            context = context.active_test(false);
        }
        context
    }

    /// Returns the client with these settings.
    pub(crate) fn applied(&self, client: &Client) -> Client {
        let context = self.context();
        let client = if context.is_empty() {
            client.clone()
        } else {
            client.with_context(context)
        };
        match self.timeout {
            Some(limit) => client.with_timeout(limit),
            None => client,
        }
    }
}

/// A server, and whether writes are allowed. No request has been sent yet.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// The name of the profile, or a label for another choice.
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) database: String,
    pub(crate) login: String,
    pub(crate) writable: bool,
}

/// The variable that allows writes to a server of the environment.
const WRITABLE: &str = "ODOO_WRITABLE";

impl Connection {
    /// Connects to the chosen server.
    ///
    /// It is the in-memory Odoo, a profile, the server of the environment, or the default profile, in this order.
    pub(crate) fn open(choice: &Choice) -> Result<Self> {
        if let Some(version) = choice.mock {
            return Self::mock(version);
        }
        let named = choice.profile.clone().or_else(|| variable("ODOO_PROFILE"));
        if named.is_none()
            && let Some(url) = variable("ODOO_URL")
        {
            return Self::from_environment(url);
        }
        let path = profile::path()?;
        let profiles = Profiles::read(&path)?;
        let name = named.as_deref().or_else(|| profiles.chosen());
        let Some(name) = name else {
            let known: Vec<&str> = profiles.names().collect();
            let sentence = if known.is_empty() {
                "no server is named: set ODOO_URL, ODOO_DB, ODOO_LOGIN and ODOO_PASSWORD or ODOO_API_KEY, add a profile with \
                 `odoo profile add`, or try `--mock`"
                    .to_owned()
            } else {
                format!(
                    "there are several profiles and no default: choose with `-p`, one of {}",
                    known.join(", ")
                )
            };
            return Err(Failure::new(Exit::Profile, sentence));
        };
        Self::of_profile(name, profiles.get(name)?)
    }

    fn mock(version: u16) -> Result<Self> {
        if !demo::VERSIONS.contains(&version) {
            return Err(Failure::usage(format!(
                "invalid version {version} of the in-memory Odoo: expected 14 to 19"
            )));
        }
        Ok(Connection {
            client: demo::client(version),
            name: "mock".to_owned(),
            url: format!("Odoo {version} in memory"),
            database: "odoo".to_owned(),
            login: "admin".to_owned(),
            writable: true,
        })
    }

    fn from_environment(url: String) -> Result<Self> {
        let needed = |name: &str| {
            variable(name).ok_or_else(|| {
                Failure::new(Exit::Profile, format!("ODOO_URL is set, but {name} is not"))
            })
        };
        let secret = Secret::from_environment().ok_or_else(|| {
            let sentence = "ODOO_URL is set, but neither ODOO_PASSWORD nor ODOO_API_KEY is";
            Failure::new(Exit::Profile, sentence)
        })?;
        let profile = Profile {
            url,
            database: needed("ODOO_DB")?,
            login: needed("ODOO_LOGIN")?,
            secret_command: None,
            secret_type: SecretType::Password,
            writable: matches!(variable(WRITABLE).as_deref(), Some("1" | "true" | "yes")),
            lang: None,
            tz: None,
            company: None,
            allow_plain_http: matches!(
                variable("ODOO_ALLOW_PLAIN_HTTP").as_deref(),
                Some("1" | "true" | "yes")
            ),
            root_certificate: None,
        };
        Self::build("environment", &profile, secret)
    }

    fn of_profile(name: &str, profile: &Profile) -> Result<Self> {
        Self::build(name, profile, Secret::of(name, profile)?)
    }

    fn build(name: &str, profile: &Profile, secret: Secret) -> Result<Self> {
        let refuse = |why: String| Failure::new(Exit::Profile, why);
        if !profile.allow_plain_http && is_open(&profile.url) {
            return Err(refuse(format!(
                "{} is another machine without TLS, so that everyone on the way can read the secret: use https://, or set \
                 `allow-plain-http = true` in the profile",
                profile.url
            )));
        }
        let mut builder = Client::builder(&profile.url)
            .map_err(|error| refuse(error.to_string()))?
            .database(&profile.database)
            .user_agent(concat!("odoo-cli/", env!("CARGO_PKG_VERSION")))
            .login(match secret {
                Secret::Password(secret) => Credentials::password(&profile.login, secret),
                Secret::ApiKey(key) => Credentials::api_key(&profile.login, key),
            });
        if profile.allow_plain_http {
            builder = builder.allow_plain_http();
        }
        if let Some(path) = &profile.root_certificate {
            let pem = fs::read(path).map_err(|error| Failure::file("read", path, &error))?;
            builder = builder.root_certificate(pem);
        }
        let client = builder.build().map_err(|error| refuse(error.to_string()))?;
        let settings = Settings {
            lang: profile.lang.clone(),
            tz: profile.tz.clone(),
            companies: profile.company.into_iter().collect(),
            ..Settings::default()
        };
        Ok(Connection {
            client: settings.applied(&client),
            name: name.to_owned(),
            url: profile.url.clone(),
            database: profile.database.clone(),
            login: profile.login.clone(),
            writable: profile.writable,
        })
    }

    /// The reason why writes are not allowed, if they are not.
    pub(crate) fn check_writable(&self) -> Result<()> {
        if self.writable {
            return Ok(());
        }
        let how = if self.name == "environment" {
            format!("set {WRITABLE}=1")
        } else {
            format!("set `writable = true` in profile `{}`", self.name)
        };
        let sentence = format!("{} is read-only: to write, {how}", self.url);
        Err(Failure::new(Exit::NotConfirmed, sentence))
    }

    /// Explains a failure: if the server is too old, the new failure says so.
    pub(crate) async fn explained(&self, failure: Failure) -> Failure {
        if !matches!(failure.exit, Exit::Refused | Exit::Connection) {
            return failure;
        }
        let limit = Duration::from_secs(5);
        match self.client.with_timeout(limit).server_version().await {
            Ok(version) if version.major() < 14 => Failure::new(
                Exit::Connection,
                format!(
                    "{} is Odoo {version}, which is too old: expected Odoo 14 to 19",
                    self.url
                ),
            ),
            _ => failure,
        }
    }
}

/// Whether a URL uses plain HTTP to another host.
fn is_open(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let is_here = host == "localhost"
        || host.starts_with("localhost:")
        || host.starts_with("127.")
        || host.starts_with("[::1]");
    !is_here
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for url in [
            "http://localhost:8069",
            "http://127.0.0.1:8069/",
            "http://[::1]:8069",
            "https://a",
        ] {
            assert!(!is_open(url), "{url}");
        }
        for url in [
            "http://erp.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
        ] {
            assert!(is_open(url), "{url}");
        }
    }

    #[test]
    fn a_context_key_is_overridden_by_the_option_of_its_own() {
        let map = serde_json::from_str(r#"{"lang": "en_US", "x": 1}"#).unwrap();
        let settings = Settings {
            context: Some(map),
            lang: Some("fr_FR".to_owned()),
            archived: true,
            ..Settings::default()
        };
        assert_eq!(
            settings.context().to_string(),
            r#"{"active_test":false,"lang":"fr_FR","x":1}"#
        );
    }
}
