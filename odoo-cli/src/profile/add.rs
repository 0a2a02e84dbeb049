//! Adding a profile to the file, without changing its comments.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::Path,
};

use odoo_schema::Saved;

use super::{Profile, Profiles, SecretType};
use crate::failure::{Exit, Failure, Result};

/// Adds a profile at the end of the file. Creates a missing file.
pub(crate) fn add(path: &Path, name: &str, profile: &Profile) -> Result<()> {
    let is_name = !name.is_empty()
        && name != "default"
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if !is_name {
        return Err(Failure::usage(format!(
            "invalid profile name `{name}`: expected letters, digits, `-` and `_`"
        )));
    }
    if Profiles::read(path)?.profiles.contains_key(name) {
        let sentence = format!(
            "there is a profile `{name}` already: edit it in {}",
            path.display()
        );
        return Err(Failure::new(Exit::Profile, sentence));
    }
    let old = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::file("read", path, &error)),
    };
    let text = appended(old, name, profile);
    // An invalid file is reported now, not by the next command.
    Profiles::parse(&text).map_err(|why| Failure::new(Exit::Profile, why))?;
    write(path, &text).map_err(|error| Failure::file("write", path, &error))
}

fn appended(mut text: String, name: &str, profile: &Profile) -> String {
    if !text.is_empty() {
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text.push('\n');
    }
    let _ = writeln!(text, "[{name}]");
    let mut line = |key: &str, value: toml::Value| {
        let _ = writeln!(text, "{key} = {value}");
    };
    line("url", profile.url.as_str().into());
    line("database", profile.database.as_str().into());
    line("login", profile.login.as_str().into());
    if let Some(command) = &profile.secret_command {
        line("secret-command", command.as_str().into());
    }
    if profile.secret_type == SecretType::ApiKey {
        line("secret-type", "api-key".into());
    }
    line("writable", profile.writable.into());
    if profile.allow_plain_http {
        line("allow-plain-http", true.into());
    }
    text
}

/// Writes a file that only the user can read, completely or not at all.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = Saved::create_private(path)?;
    file.write_all(text.as_bytes())?;
    file.finish()
}
