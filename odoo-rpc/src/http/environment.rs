//! A client of the server that the environment names.

use std::{env, ffi::OsString};

use super::credentials::Credentials;
use crate::{
    client::Client,
    error::{ConfigError, Error},
};

impl Client {
    /// Makes a client from environment variables. Nothing is sent before the first call.
    ///
    /// | variable | |
    /// |---|---|
    /// | `ODOO_URL` | the server, such as `https://erp.example.com` |
    /// | `ODOO_DB` | the database |
    /// | `ODOO_LOGIN` | the user |
    /// | `ODOO_PASSWORD` or `ODOO_API_KEY` | the secret; the password is used if both are set |
    ///
    /// An empty variable counts as unset. [`Client::builder`] has all other options.
    ///
    /// # Errors
    ///
    /// When variables are missing: the error names all of them. When `ODOO_URL` is not a URL that a client can have.
    pub fn from_env() -> Result<Client, Error> {
        from_variables(|name| env::var_os(name))
    }
}

fn from_variables(lookup: impl Fn(&str) -> Option<OsString>) -> Result<Client, Error> {
    let mut wrong = Vec::new();
    let mut get = |name: &'static str| match lookup(name).map(OsString::into_string) {
        Some(Ok(value)) if !value.is_empty() => Some(value),
        Some(Err(_)) => {
            wrong.push(format!("{name} is not UTF-8"));
            None
        }
        _ => None,
    };
    let (url, database, login) = (get("ODOO_URL"), get("ODOO_DB"), get("ODOO_LOGIN"));
    let (password, key) = (get("ODOO_PASSWORD"), get("ODOO_API_KEY"));
    let is_set = [
        ("ODOO_URL", url.is_some()),
        ("ODOO_DB", database.is_some()),
        ("ODOO_LOGIN", login.is_some()),
        (
            "ODOO_PASSWORD or ODOO_API_KEY",
            password.is_some() || key.is_some(),
        ),
    ];
    let login = login.and_then(|login| match (password, key) {
        (Some(password), _) => Some(Credentials::password(login, password)),
        (None, Some(key)) => Some(Credentials::api_key(login, key)),
        (None, None) => None,
    });
    if let (Some(url), Some(database), Some(login)) = (url, database, login) {
        return Client::builder(url)?
            .database(database)
            .login(login)
            .build();
    }
    let missing: Vec<&str> = is_set
        .iter()
        .filter(|(_, is_set)| !is_set)
        .map(|(name, _)| *name)
        .collect();
    wrong.push(format!("set {} in the environment", missing.join(", ")));
    Err(ConfigError::new(format!(
        "no Odoo server to connect to: {}",
        wrong.join("; ")
    ))
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(variables: &[(&str, &str)]) -> Result<Client, String> {
        let lookup = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        };
        from_variables(lookup).map_err(|error| error.to_string())
    }

    const SERVER: [(&str, &str); 3] = [
        ("ODOO_URL", "https://erp.example.com"),
        ("ODOO_DB", "prod"),
        ("ODOO_LOGIN", "admin"),
    ];

    #[test]
    fn every_missing_variable_is_named() {
        assert_eq!(
            client(&[("ODOO_DB", "prod"), ("ODOO_LOGIN", "")]).unwrap_err(),
            "no Odoo server to connect to: set ODOO_URL, ODOO_LOGIN, ODOO_PASSWORD or ODOO_API_KEY in the environment"
        );
    }

    #[test]
    fn a_password_or_a_key_is_enough() {
        for secret in [("ODOO_PASSWORD", "x"), ("ODOO_API_KEY", "x")] {
            let [url, database, login] = SERVER;
            assert!(client(&[url, database, login, secret]).is_ok());
        }
    }

    #[test]
    fn no_secret_is_in_an_error() {
        let variables = [
            ("ODOO_URL", "ftp://erp.example.com"),
            ("ODOO_DB", "prod"),
            ("ODOO_LOGIN", "admin"),
            ("ODOO_PASSWORD", "hunter2"),
        ];
        let error = client(&variables).unwrap_err();
        assert!(error.contains("http"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}
