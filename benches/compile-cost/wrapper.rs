//! Wraps rustc: runs it and records its resource usage.
//!
//! Cargo starts this program through `RUSTC_WRAPPER` for each crate. Cargo's own cost is excluded.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs,
    path::PathBuf,
    process::{Command, ExitCode},
};

use crate::usage::Usage;

/// Variables in Cargo's environment: the crate to measure, and the file for the result.
const CRATE: &str = "COMPILE_COST_CRATE";
const FILE: &str = "COMPILE_COST_FILE";

/// The crate to measure while Cargo compiles it.
#[derive(Debug)]
pub(crate) struct Task {
    crate_name: String,
    file: PathBuf,
}

impl Task {
    pub(crate) fn new(crate_name: String, file: PathBuf) -> Self {
        Task { crate_name, file }
    }

    /// The task from the environment, if this process replaces rustc.
    pub(crate) fn from_env() -> Option<Self> {
        let crate_name = env::var(CRATE).ok()?;
        Some(Task::new(crate_name, env::var_os(FILE)?.into()))
    }

    /// Makes Cargo start this program in place of rustc.
    ///
    /// # Errors
    ///
    /// Returns an error if the path of this program is unknown.
    pub(crate) fn give_to<'a>(&self, cargo: &'a mut Command) -> Result<&'a mut Command, String> {
        let program =
            env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
        Ok(cargo
            .env("RUSTC_WRAPPER", program)
            .env(CRATE, &self.crate_name)
            .env(FILE, &self.file))
    }

    /// Runs rustc with Cargo's arguments, and exits with its status.
    pub(crate) fn run(&self, mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
        match self.rustc(&mut arguments) {
            Ok(code) => code,
            Err(sentence) => {
                eprintln!("compile-cost: {sentence}");
                ExitCode::FAILURE
            }
        }
    }

    fn rustc(&self, arguments: &mut impl Iterator<Item = OsString>) -> Result<ExitCode, String> {
        let rustc = arguments.next().ok_or("Cargo named no rustc to run")?;
        let arguments: Vec<OsString> = arguments.collect();
        let status = Command::new(&rustc)
            .args(&arguments)
            .status()
            .map_err(|error| format!("cannot run `{}`: {error}", rustc.display()))?;
        if names(&arguments, &self.crate_name) {
            let usage = Usage::of_children()?;
            let text = usage.map_or(String::new(), |usage| usage.to_string());
            fs::write(&self.file, text)
                .map_err(|error| format!("cannot write `{}`: {error}", self.file.display()))?;
        }
        // Without an exit code, a signal ended it.
        let code = status.code().and_then(|code| u8::try_from(code).ok());
        Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
    }

    /// The usage of rustc for the crate; `None` where it cannot be measured.
    ///
    /// # Errors
    ///
    /// Returns an error if Cargo did not compile the crate.
    pub(crate) fn usage(&self) -> Result<Option<Usage>, String> {
        fs::read_to_string(&self.file)
            .map(|text| Usage::read(&text))
            .map_err(|error| {
                format!(
                    "Cargo did not compile `{}`, whose source was changed: {error}",
                    self.crate_name
                )
            })
    }

    /// Deletes the result of the previous run, so that it cannot be used for the next one.
    ///
    /// # Errors
    ///
    /// Returns an error that names the file.
    pub(crate) fn forget(&self) -> Result<(), String> {
        match fs::remove_file(&self.file) {
            Err(error) if self.file.exists() => {
                Err(format!("cannot remove `{}`: {error}", self.file.display()))
            }
            _ => Ok(()),
        }
    }
}

/// Whether rustc's arguments are for this crate.
fn names(arguments: &[OsString], crate_name: &str) -> bool {
    arguments
        .windows(2)
        .any(|pair| matches!(pair, [key, name] if key == "--crate-name" && name == OsStr::new(crate_name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crate_is_known_by_its_name_alone() {
        let arguments =
            |line: &str| -> Vec<OsString> { line.split_whitespace().map(OsString::from).collect() };
        assert!(names(&arguments("--crate-name x --edition=2024"), "x"));
        assert!(!names(&arguments("--crate-name xy --crate-type x"), "x"));
        assert!(!names(&arguments("-vV"), "x"));
    }

    #[test]
    fn a_crate_that_was_not_compiled_has_no_figures() {
        let file = env::temp_dir().join(format!("compile-cost-{}", std::process::id()));
        let task = Task::new("x".to_owned(), file.clone());
        fs::write(&file, "1.5 200").unwrap();
        assert!(task.usage().unwrap().is_some());
        task.forget().unwrap();
        let sentence = task.usage().unwrap_err();
        assert!(
            sentence.starts_with("Cargo did not compile `x`"),
            "{sentence}"
        );
        assert_eq!(task.forget(), Ok(()));
    }
}
