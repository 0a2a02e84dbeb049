//! Named servers, in `profiles.toml`.

mod add;
mod secret;

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
};

pub(crate) use add::add;
pub(crate) use secret::{Secret, variable};
use serde::Deserialize;
use toml::{Table, Value};

use crate::failure::{Exit, Failure, Result};
use odoo_schema::did_you_mean;

/// The connection to a server, and whether writes are allowed.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Profile {
    pub(crate) url: String,
    pub(crate) database: String,
    pub(crate) login: String,
    /// A command of the shell whose first line of output is the secret.
    pub(crate) secret_command: Option<String>,
    #[serde(default)]
    pub(crate) secret_type: SecretType,
    /// Whether commands may write.
    #[serde(default)]
    pub(crate) writable: bool,
    pub(crate) lang: Option<String>,
    pub(crate) tz: Option<String>,
    pub(crate) company: Option<i64>,
    #[serde(default)]
    pub(crate) allow_plain_http: bool,
    /// A PEM file of a certificate authority.
    pub(crate) root_certificate: Option<PathBuf>,
}

/// The type of the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SecretType {
    #[default]
    Password,
    ApiKey,
}

/// The profiles of a file.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    pub(crate) default: Option<String>,
    pub(crate) profiles: BTreeMap<String, Profile>,
}

/// Keys that would contain a secret, which the file must not.
const SECRETS: [&str; 5] = ["password", "api-key", "api_key", "secret", "key"];

impl Profiles {
    /// Reads the file. Without a file there are no profiles.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Profiles::default()),
            Err(error) => return Err(unreadable(path, &error.to_string())),
        };
        refuse_open(path)?;
        Self::parse(&text).map_err(|why| unreadable(path, &why))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let line = error.span().map_or(1, |span| {
                text.get(..span.start).unwrap_or(text).matches('\n').count() + 1
            });
            let message = error.message().replace('\n', ", ");
            format!("line {line}: {message}")
        })?;
        let mut profiles = Profiles::default();
        for (name, value) in table {
            match value {
                Value::String(default) if name == "default" => profiles.default = Some(default),
                Value::Table(table) => {
                    if let Some(key) = SECRETS.iter().find(|key| table.contains_key(**key)) {
                        return Err(format!(
                            "profile `{name}` has the key `{key}`, but the file holds no secrets: use `secret-command`, or \
                             ODOO_PASSWORD or ODOO_API_KEY in the environment"
                        ));
                    }
                    let profile = table.try_into().map_err(|error: toml::de::Error| {
                        let message = error.message().replace('\n', ", ");
                        format!("profile `{name}`: {message}")
                    })?;
                    profiles.profiles.insert(name, profile);
                }
                _ => {
                    return Err(format!(
                        "unknown key `{name}`: expected `default = \"NAME\"`, or a table `[NAME]` for each profile"
                    ));
                }
            }
        }
        match &profiles.default {
            Some(name) if !profiles.profiles.contains_key(name) => Err(format!(
                "the default profile `{name}` is not in the file{}",
                did_you_mean(name, profiles.names())
            )),
            _ => Ok(profiles),
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    /// The profile of this name.
    pub(crate) fn get(&self, name: &str) -> Result<&Profile> {
        self.profiles.get(name).ok_or_else(|| {
            let names: Vec<&str> = self.names().collect();
            let known = match did_you_mean(name, names.iter().copied()) {
                near if !near.is_empty() => near,
                _ if names.is_empty() => {
                    "; there are no profiles: `odoo profile add` adds one".to_owned()
                }
                _ => format!("; there are {}", names.join(", ")),
            };
            Failure::new(Exit::Profile, format!("unknown profile `{name}`{known}"))
        })
    }

    /// The profile to use if the command names none: the default, or the only one.
    pub(crate) fn chosen(&self) -> Option<&str> {
        let only = || {
            let mut names = self.names();
            names.next().filter(|_| names.next().is_none())
        };
        self.default.as_deref().or_else(only)
    }
}

fn unreadable(path: &Path, why: &str) -> Failure {
    let path = path.display();
    Failure::new(
        Exit::Profile,
        format!("cannot use the profiles in {path}: {why}"),
    )
}

/// Returns an error if others can read or change the file, which contains commands.
#[cfg(unix)]
fn refuse_open(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error.to_string()))?;
    let mode = metadata.permissions().mode() & 0o777;
    // The six bits of the group and of all others.
    if mode.trailing_zeros() >= 6 {
        return Ok(());
    }
    let shown = path.display();
    let why =
        format!("others can read or change the file (mode {mode:03o}): run `chmod 600 {shown}`");
    Err(unreadable(path, &why))
}

#[cfg(not(unix))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "the signature of the other systems"
)]
fn refuse_open(_: &Path) -> Result<()> {
    Ok(())
}

/// The path of the profiles: `odoo/profiles.toml` in the user's configuration folder.
pub(crate) fn path() -> Result<PathBuf> {
    Ok(folder(&["XDG_CONFIG_HOME", "APPDATA"], ".config")?.join("profiles.toml"))
}

/// The folder `odoo` for profiles and other files.
///
/// It is in the first of these variables that is set, or in a folder of the user's home.
pub(crate) fn folder(variables: &[&str], below_home: &str) -> Result<PathBuf> {
    let named = variables
        .iter()
        .find_map(|name| env::var_os(name).filter(|value| !value.is_empty()));
    let folder = match named {
        Some(folder) => Some(PathBuf::from(folder)),
        None => env::home_dir().map(|home| home.join(below_home)),
    };
    let folder = folder.ok_or_else(|| {
        Failure::new(
            Exit::Profile,
            "the user has no home folder: set HOME or XDG_CONFIG_HOME",
        )
    })?;
    Ok(folder.join("odoo"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str =
        "[prod]\nurl = 'https://erp.example.com'\ndatabase = 'prod'\nlogin = 'admin'\n";

    #[test]
    fn a_profile_is_read_only_and_has_a_password_unless_it_says_otherwise() {
        let profiles = Profiles::parse(ONE).unwrap();
        let prod = profiles.get("prod").unwrap();
        assert!(!prod.writable);
        assert_eq!(prod.secret_type, SecretType::Password);
        assert_eq!(profiles.chosen(), Some("prod"));
    }

    #[test]
    fn one_of_several_is_chosen_only_by_the_default() {
        let two = format!("{ONE}{}", ONE.replace("[prod]", "[test]"));
        assert_eq!(Profiles::parse(&two).unwrap().chosen(), None);
        let with_default = format!("default = 'test'\n{two}");
        assert_eq!(
            Profiles::parse(&with_default).unwrap().chosen(),
            Some("test")
        );
    }

    #[test]
    fn mistakes_name_the_line_or_the_profile() {
        let why = |text: &str| Profiles::parse(text).unwrap_err();
        assert!(why("[prod\n").starts_with("line 1: "), "{}", why("[prod\n"));
        assert!(why("\n\nx = = 1").starts_with("line 3: "));
        let unknown = why(&ONE.replace("login", "logn"));
        assert!(
            unknown.contains("profile `prod`: unknown field `logn`"),
            "{unknown}"
        );
        let secret = why(&format!("{ONE}password = 'x'\n"));
        assert!(
            secret.contains("holds no secrets") && !secret.contains("'x'"),
            "{secret}"
        );
        assert!(why("a = 1").contains("unknown key `a`"));
        let default = why(&format!("default = 'prd'\n{ONE}"));
        assert!(default.ends_with("did you mean `prod`?"), "{default}");
    }

    #[test]
    fn an_unknown_profile_names_the_closest() {
        let profiles = Profiles::parse(ONE).unwrap();
        let sentence = |name: &str| profiles.get(name).unwrap_err().sentence;
        assert_eq!(
            sentence("prodd"),
            "unknown profile `prodd`; did you mean `prod`?"
        );
        assert_eq!(sentence("x"), "unknown profile `x`; there are prod");
    }
}
