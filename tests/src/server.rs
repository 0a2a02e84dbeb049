//! Finds servers: the one in the environment, or the running ones of `scripts/odoo`.

use std::{
    collections::HashMap,
    env, fs,
    net::{TcpStream, ToSocketAddrs as _},
    path::{Path, PathBuf},
    time::Duration,
};

use odoo_mock::World;
use odoo_orm::{
    Call, Credentials, Error,
    prelude::*,
    rpc::{ClientBuilder, Protocol},
};

use crate::{capability::Kind, version::Version};

/// The address and the credentials of a server.
#[derive(Debug, Clone)]
pub struct Server {
    /// A readable name: `odoo-19`, or the URL.
    pub name: String,
    pub url: String,
    pub database: String,
    pub login: String,
    pub password: String,
    pub api_key: Option<String>,
    /// The kind of the server, which determines its capabilities.
    pub kind: Kind,
    /// The world, if the server is in memory.
    pub world: Option<World>,
}

impl Server {
    /// Returns the server in the environment, which must respond, or the running servers of the
    /// script.
    pub fn all() -> Vec<Server> {
        let named =
            Self::from_variables("server of ODOO_URL".to_owned(), |name| env::var(name).ok());
        match named {
            Some(server) => vec![server],
            // `scripts/odoo` has a folder for each server that it built.
            None => (14..=19)
                .filter_map(Self::from_script)
                .filter(Self::is_reachable)
                .collect(),
        }
    }

    fn from_script(version: u16) -> Option<Server> {
        let file = cache_folder()?.join(version.to_string()).join("server.env");
        let variables = read_variables(&file)?;
        let server = Self::from_variables(format!("odoo-{version}"), |name| {
            variables.get(name).cloned()
        });
        server.map(|server| Server {
            kind: Kind::Seeded,
            ..server
        })
    }

    fn from_variables(name: String, get: impl Fn(&str) -> Option<String>) -> Option<Server> {
        Some(Server {
            name,
            url: get("ODOO_URL")?,
            database: get("ODOO_DB")?,
            login: get("ODOO_LOGIN")?,
            password: get("ODOO_PASSWORD")?,
            api_key: get("ODOO_API_KEY"),
            kind: Kind::Unseeded,
            world: None,
        })
    }

    /// Checks whether the users of `scripts/odoo-seed.py` exist, by logging in as one.
    ///
    /// # Errors
    ///
    /// Returns any error of the server except a refused login.
    pub async fn look_for_users(&mut self) -> Result<(), Error> {
        let clerk = self.client_as("clerk", "clerk-password");
        self.kind = match clerk.call(Call::read("res.users", "context_get")).await {
            Ok(_) => Kind::Seeded,
            Err(Error::Login(_)) => Kind::Unseeded,
            Err(error) => return Err(error),
        };
        Ok(())
    }

    /// The address in the URL.
    pub fn address(&self) -> String {
        let authority = self.url.split('/').nth(2).unwrap_or_default();
        match authority.contains(':') {
            true => authority.to_owned(),
            false if self.url.starts_with("https") => format!("{authority}:443"),
            false => format!("{authority}:80"),
        }
    }

    fn is_reachable(&self) -> bool {
        let addresses = self.address().to_socket_addrs().ok().into_iter().flatten();
        addresses
            .into_iter()
            .any(|address| TcpStream::connect_timeout(&address, Duration::from_secs(5)).is_ok())
    }

    /// The protocols that a server of this version supports.
    pub fn protocols(&self, version: Version) -> Vec<Protocol> {
        let mut protocols = vec![Protocol::CallKw];
        if self.api_key.is_some() {
            protocols.push(Protocol::ExecuteKw);
        }
        if self.api_key.is_some() && version.has_json_2() {
            protocols.push(Protocol::Json2);
        }
        if self.api_key.is_some() {
            protocols.push(Protocol::XmlRpc);
        }
        protocols
    }

    /// A client for one protocol: with a password for `call_kw`, with the API key for the others.
    pub fn builder_on(&self, protocol: Protocol) -> ClientBuilder {
        match &self.api_key {
            Some(key) if protocol != Protocol::CallKw => {
                let login = Credentials::api_key(&self.login, key);
                self.begin().login(login).protocol(protocol)
            }
            _ => self.builder(),
        }
    }

    /// Whoever configures a server for tests accepts plain HTTP to it.
    fn begin(&self) -> ClientBuilder {
        let builder = Client::builder(&self.url).unwrap();
        builder.database(&self.database).allow_plain_http()
    }

    pub fn builder(&self) -> ClientBuilder {
        self.builder_as(&self.login, &self.password)
    }

    pub fn builder_as(&self, login: &str, password: &str) -> ClientBuilder {
        self.begin().login(Credentials::password(login, password))
    }

    pub fn client_as(&self, login: &str, password: &str) -> Client {
        match (&self.world, self.kind) {
            (Some(world), Kind::InProcess) => world.client_as(login),
            _ => self.builder_as(login, password).build().unwrap(),
        }
    }
}

/// As `scripts/odoo` finds it.
fn cache_folder() -> Option<PathBuf> {
    let set = |name: &str| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    set("ODOO_CACHE").or_else(|| {
        let caches = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")))?;
        Some(caches.join("odoo-orm"))
    })
}

fn read_variables(file: &Path) -> Option<HashMap<String, String>> {
    let text = fs::read_to_string(file).ok()?;
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    Some(
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    )
}
