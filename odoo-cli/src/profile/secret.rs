//! Secrets, which come from a command or the environment.
//!
//! They never come from arguments, which every user of the machine can see.

use std::{
    env,
    process::{Command, Stdio},
};

use super::{Profile, SecretType};
use crate::failure::{Exit, Failure, Result};

/// A password or an API key.
pub(crate) enum Secret {
    Password(String),
    ApiKey(String),
}

impl Secret {
    /// The secret in the environment.
    ///
    /// A password has priority over an API key, as in `Client::from_env`: only a password opens a session, which reports need.
    pub(crate) fn from_environment() -> Option<Self> {
        variable("ODOO_PASSWORD")
            .map(Secret::Password)
            .or_else(|| variable("ODOO_API_KEY").map(Secret::ApiKey))
    }

    /// The secret of a profile: its command's output, or the secret in the environment.
    pub(crate) fn of(name: &str, profile: &Profile) -> Result<Self> {
        let Some(command) = &profile.secret_command else {
            return Self::from_environment().ok_or_else(|| {
                let sentence = format!(
                    "profile `{name}` has no secret: add a `secret-command` to it, or set ODOO_PASSWORD or ODOO_API_KEY"
                );
                Failure::new(Exit::Profile, sentence)
            });
        };
        let secret = output(name, command)?;
        Ok(match profile.secret_type {
            SecretType::Password => Secret::Password(secret),
            SecretType::ApiKey => Secret::ApiKey(secret),
        })
    }
}

/// The value of a variable that is set and not empty.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// The first line that the command prints.
///
/// The command can ask the user, so it inherits the terminal.
fn output(name: &str, command: &str) -> Result<String> {
    let (shell, flag) = if cfg!(windows) {
        ("cmd", "/C")
    } else {
        ("sh", "-c")
    };
    let refuse = |why: &str| {
        let sentence = format!("the `secret-command` of profile `{name}` {why}");
        Failure::new(Exit::Profile, sentence)
    };
    let output = Command::new(shell)
        .arg(flag)
        .arg(command)
        .stdin(Stdio::inherit())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| refuse(&format!("cannot be run: {error}")))?;
    if !output.status.success() {
        return Err(refuse(&format!("failed with {}", output.status)));
    }
    let text = String::from_utf8(output.stdout).map_err(|_| refuse("printed no text"))?;
    match text.lines().next().map(str::trim) {
        Some(secret) if !secret.is_empty() => Ok(secret.to_owned()),
        _ => Err(refuse(
            "printed nothing: expected the secret in the first line",
        )),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_secret() {
        assert_eq!(
            output("p", "printf ' s3cret \\nlogin: x\\n'").unwrap(),
            "s3cret"
        );
    }

    #[test]
    fn a_command_that_fails_or_prints_nothing_is_refused_without_its_output() {
        let failed = output("p", "echo canary; exit 3").unwrap_err();
        assert!(
            failed.sentence.contains("failed with exit status: 3"),
            "{failed}"
        );
        assert!(!failed.sentence.contains("canary"), "{failed}");
        let empty = output("p", "true").unwrap_err();
        assert!(empty.sentence.contains("printed nothing"), "{empty}");
        assert_eq!(empty.exit, Exit::Profile);
    }
}
