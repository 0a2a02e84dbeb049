use std::{env, ffi::OsString, process::Command};

/// The Cargo that started this program.
pub fn cargo() -> Command {
    command("CARGO", "cargo")
}

/// The version of the compiler, with its commit.
///
/// # Errors
///
/// Returns an error if the compiler cannot be run.
pub fn rustc_version() -> Result<String, String> {
    let output = command("RUSTC", "rustc")
        .arg("--version")
        .output()
        .map_err(|error| format!("cannot run rustc: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The program in a variable of Cargo's, or the one of this name.
fn command(variable: &str, name: &str) -> Command {
    Command::new(env::var_os(variable).unwrap_or_else(|| OsString::from(name)))
}
