use std::{env, ffi::OsString, process::Command};

/// Cargo, as it started this program.
pub fn cargo() -> Command {
    command("CARGO", "cargo")
}

/// The compiler's name for itself, with its commit.
///
/// # Errors
///
/// A sentence, if it cannot be run.
pub fn rustc_version() -> Result<String, String> {
    let output = command("RUSTC", "rustc")
        .arg("--version")
        .output()
        .map_err(|error| format!("cannot run rustc: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The program that a variable of Cargo's names, or the one of this name.
fn command(variable: &str, name: &str) -> Command {
    Command::new(env::var_os(variable).unwrap_or_else(|| OsString::from(name)))
}
