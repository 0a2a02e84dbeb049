//! Editing a command in the user's editor.

use std::{
    env,
    fs::{self, File},
    io::Write as _,
    process::{self, Command},
};

use crate::{
    failure::{Exit, Failure, Result},
    profile::variable,
};

/// Opens the text in the editor, and returns the edited text.
pub(super) fn edit(text: &str) -> Result<String> {
    let path = env::temp_dir().join(format!("odoo-{}.txt", process::id()));
    let failed = |error: &std::io::Error| Failure::file("write", &path, error);
    let mut options = File::options();
    // An existing file can belong to another user.
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(|error| failed(&error))?;
    let written = writeln!(file, "{text}");
    drop(file);
    let edited = written.map_err(|error| failed(&error)).and_then(|()| {
        let usual = if cfg!(windows) { "notepad" } else { "vi" };
        let editor = variable("VISUAL")
            .or_else(|| variable("EDITOR"))
            .unwrap_or_else(|| usual.to_owned());
        // The variable may have arguments in it.
        let mut words = editor.split_whitespace();
        let status = Command::new(words.next().unwrap_or(usual))
            .args(words)
            .arg(&path)
            .status();
        match status {
            Ok(status) if status.success() => {
                fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, &error))
            }
            Ok(status) => Err(Failure::new(
                Exit::File,
                format!("the editor `{editor}` failed with {status}"),
            )),
            Err(error) => Err(Failure::new(
                Exit::File,
                format!("cannot run the editor `{editor}`: {error}"),
            )),
        }
    });
    let _ = fs::remove_file(&path);
    edited
}
