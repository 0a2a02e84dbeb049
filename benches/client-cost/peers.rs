//! Prepares other clients: builds them, or installs them into a separate environment in Cargo's target folder.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use odoo_benches::cargo;

use crate::contender::{Contender, Start};

const REQUIREMENTS: &str = include_str!("../peers/python/requirements.txt");

/// The programs that run the clients. A missing one has the reason.
#[derive(Debug)]
pub(crate) struct Peers {
    own: PathBuf,
    odoo_api: Result<PathBuf, String>,
    python: Result<PathBuf, String>,
}

impl Peers {
    /// Prepares all clients.
    ///
    /// # Errors
    ///
    /// Returns an error if the path of this program is unknown.
    pub(crate) fn prepare() -> Result<Self, String> {
        let folder = folder_of_builds()?;
        Ok(Peers {
            odoo_api: build_odoo_api(&folder),
            python: install_python(&folder),
            own: own()?,
        })
    }

    /// Prepares no other clients.
    ///
    /// # Errors
    ///
    /// See [`prepare`](Self::prepare).
    pub(crate) fn none() -> Result<Self, String> {
        let unwanted = || Err("the caller wants no peers".to_owned());
        Ok(Peers {
            own: own()?,
            odoo_api: unwanted(),
            python: unwanted(),
        })
    }

    /// The command of a client; the caller adds the task.
    ///
    /// # Errors
    ///
    /// Returns why the client is missing.
    pub(crate) fn command(&self, contender: Contender) -> Result<Command, String> {
        match contender.start() {
            Start::Own(name) => {
                let mut command = Command::new(&self.own);
                command.args(["client", name]);
                Ok(command)
            }
            Start::OdooApi => self.odoo_api.clone().map(Command::new),
            Start::Python(script) => {
                let mut command = Command::new(self.python.clone()?);
                // Otherwise Python would write compiled files into the repository.
                command.arg("-B").arg(folder().join("python").join(script));
                Ok(command)
            }
        }
    }
}

impl Peers {
    /// The version of Python.
    pub(crate) fn python_version(&self) -> Option<String> {
        let output = Command::new(self.python.as_ref().ok()?)
            .arg("--version")
            .output()
            .ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

/// The path of this program.
fn own() -> Result<PathBuf, String> {
    env::current_exe().map_err(|error| format!("cannot find this program: {error}"))
}

/// The folder of the benchmark inside Cargo's target folder.
///
/// # Errors
///
/// Returns an error if Cargo did not start this program.
pub(crate) fn folder_of_builds() -> Result<PathBuf, String> {
    let own = own()?;
    let target = own
        .ancestors()
        .nth(2)
        .ok_or("this program is not in the target folder: start it with `cargo run`")?;
    Ok(target.join("client-cost"))
}

/// The folder of the other clients.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers")
}

fn build_odoo_api(folder_of_builds: &Path) -> Result<PathBuf, String> {
    let target = folder_of_builds.join("odoo-api");
    let mut build = cargo();
    build
        .args(["build", "--release", "--locked", "--manifest-path"])
        .arg(folder().join("odoo-api/Cargo.toml"))
        .arg("--target-dir")
        .arg(&target);
    run(&mut build, "its build")?;
    Ok(target.join("release/bench-odoo-api"))
}

fn install_python(folder: &Path) -> Result<PathBuf, String> {
    let environment = folder.join("python");
    let (python, mark) = (
        environment.join("bin/python"),
        environment.join("requirements.txt"),
    );
    // Written last, so that an interrupted installation starts over.
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == REQUIREMENTS) {
        return Ok(python);
    }
    let path = folder.join("requirements.txt");
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, REQUIREMENTS));
    written.map_err(|error| format!("cannot write `{}`: {error}", path.display()))?;
    run(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&environment),
        "`python3 -m venv`",
    )?;
    run(
        Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--requirement",
            ])
            .arg(&path),
        "`pip install`",
    )?;
    fs::rename(&path, &mark)
        .map_err(|error| format!("cannot write `{}`: {error}", mark.display()))?;
    Ok(python)
}

fn run(command: &mut Command, what: &str) -> Result<(), String> {
    let output = command
        .output()
        .map_err(|error| format!("{what} cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said
        .lines()
        .rfind(|line| !line.trim().is_empty())
        .unwrap_or_default();
    Err(format!(
        "{what} failed ({}): {}",
        output.status,
        last.trim()
    ))
}
