//! The real servers of `scripts/odoo`.

use std::{
    collections::HashMap,
    io::Write as _,
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/odoo")
}

/// Returns the variables that name a server, if it runs.
pub fn environment(version: &str) -> Option<HashMap<String, String>> {
    let output = Command::new(script())
        .args(["env", version])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let variables: HashMap<String, String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("export ")?.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.trim_matches('\'').to_owned()))
        .collect();
    let address = variables.get("ODOO_URL")?.strip_prefix("http://")?;
    TcpStream::connect(address).ok().map(|_| variables)
}

/// Runs a Python script in `odoo shell`, and returns what it prints.
///
/// # Errors
///
/// Returns the traceback of the script.
pub fn odoo_shell(version: &str, python: &str) -> Result<String, String> {
    let failed = |error: &dyn std::fmt::Display| format!("`scripts/odoo shell {version}`: {error}");
    let mut shell = Command::new(script())
        .args(["shell", version])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error))?;
    // Dropped after the script, which ends at the end of the input.
    if let Some(mut input) = shell.stdin.take() {
        input
            .write_all(python.as_bytes())
            .map_err(|error| failed(&error))?;
    }
    let output = shell.wait_with_output().map_err(|error| failed(&error))?;
    if !output.status.success() {
        return Err(failed(&String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|error| failed(&error))
}
