//! This program in place of rustc: it runs rustc and notes what that took.
//!
//! Cargo starts it so, through `RUSTC_WRAPPER`, for each crate. What Cargo itself takes is not in it.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs,
    path::PathBuf,
    process::{Command, ExitCode},
};

use crate::usage::Usage;

/// Set in Cargo's environment: the crate to note, and the file for it.
const CRATE: &str = "COMPILE_COST_CRATE";
const FILE: &str = "COMPILE_COST_FILE";

/// One crate to look at while Cargo compiles it.
#[derive(Debug)]
pub(crate) struct Task {
    crate_name: String,
    file: PathBuf,
}

impl Task {
    pub(crate) fn new(crate_name: String, file: PathBuf) -> Self {
        Task { crate_name, file }
    }

    /// The task that Cargo was started with, if this is a rustc's place.
    pub(crate) fn from_env() -> Option<Self> {
        let crate_name = env::var(CRATE).ok()?;
        Some(Task::new(crate_name, env::var_os(FILE)?.into()))
    }

    /// Has Cargo start this program in place of rustc.
    ///
    /// # Errors
    ///
    /// A sentence, if this program cannot be found.
    pub(crate) fn give_to<'a>(&self, cargo: &'a mut Command) -> Result<&'a mut Command, String> {
        let program =
            env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
        Ok(cargo
            .env("RUSTC_WRAPPER", program)
            .env(CRATE, &self.crate_name)
            .env(FILE, &self.file))
    }

    /// Runs the rustc that Cargo asks for, and ends as it ended.
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
        // Without a code a signal ended it.
        let code = status.code().and_then(|code| u8::try_from(code).ok());
        Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
    }

    /// What the crate's rustc took; none where that cannot be measured.
    ///
    /// # Errors
    ///
    /// A sentence, if Cargo did not compile the crate.
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

    /// Forgets the run before, so that its figures cannot be taken for those of the next.
    ///
    /// # Errors
    ///
    /// A sentence that names the file that cannot be removed.
    pub(crate) fn forget(&self) -> Result<(), String> {
        match fs::remove_file(&self.file) {
            Err(error) if self.file.exists() => {
                Err(format!("cannot remove `{}`: {error}", self.file.display()))
            }
            _ => Ok(()),
        }
    }
}

/// Whether rustc is told to compile this crate.
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
