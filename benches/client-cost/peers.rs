//! Other clients, made ready to run: built, or installed into an environment of their own below Cargo's folder for what it builds.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use odoo_benches::cargo;

use crate::contender::{Contender, Start};

const REQUIREMENTS: &str = include_str!("../peers/python/requirements.txt");

/// The programs that clients are run with; each is missing, with the reason, where it cannot be had.
#[derive(Debug)]
pub(crate) struct Peers {
    own: PathBuf,
    odoo_api: Result<PathBuf, String>,
    python: Result<PathBuf, String>,
}

impl Peers {
    /// Makes all of them ready.
    ///
    /// # Errors
    ///
    /// A sentence, if this program cannot be found.
    pub(crate) fn prepare() -> Result<Self, String> {
        let own =
            env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
        let target = own.ancestors().nth(2).ok_or(
            "this program does not stand in a folder of Cargo's: start it with `cargo run`",
        )?;
        let folder = target.join("client-cost");
        Ok(Peers {
            odoo_api: build_odoo_api(&folder),
            python: install_python(&folder),
            own,
        })
    }

    /// None of them.
    ///
    /// # Errors
    ///
    /// As [`prepare`](Self::prepare).
    pub(crate) fn none() -> Result<Self, String> {
        let own =
            env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
        let unwanted = || Err("the caller wants no peers".to_owned());
        Ok(Peers {
            own,
            odoo_api: unwanted(),
            python: unwanted(),
        })
    }

    /// What starts a client; its task is still to be added.
    ///
    /// # Errors
    ///
    /// Why there is nothing that could.
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
                // What is compiled would be left in the repository.
                command.arg("-B").arg(folder().join("python").join(script));
                Ok(command)
            }
        }
    }
}

impl Peers {
    /// What Python calls itself.
    pub(crate) fn python_version(&self) -> Option<String> {
        let output = Command::new(self.python.as_ref().ok()?)
            .arg("--version")
            .output()
            .ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

/// Where the peers stand.
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
    // Written when everything is there, so that what was broken off is begun anew.
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
