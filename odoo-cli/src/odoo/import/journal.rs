//! The progress of an import, so that a later run can continue it.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use odoo_schema::Saved;
use serde_json::{Value, json};

use crate::failure::{Exit, Failure, Result};

/// A file next to the imported file.
pub(super) struct Journal {
    /// `None` for the standard input and pipes, which cannot be read again.
    path: Option<PathBuf>,
    /// The target of the import. A journal of another target is ignored.
    place: Value,
    rows: u64,
}

/// Whether the file can be read again, and a file can be next to it.
fn is_kept_file(file: &Path) -> bool {
    let inputs = ["/dev/stdin", "/dev/fd", "/proc"];
    let is_input = inputs.iter().any(|input| file.starts_with(input));
    fs::metadata(file).is_ok_and(|file| file.is_file()) && !is_input
}

impl Journal {
    pub(super) fn of(file: &Path, place: &[&str]) -> Self {
        let path = is_kept_file(file).then(|| {
            let mut path = file.as_os_str().to_owned();
            path.push(".odoo-import");
            PathBuf::from(path)
        });
        Journal {
            path,
            place: json!(place),
            rows: 0,
        }
    }

    /// The number of imported rows, or 0 if no journal exists.
    pub(super) fn done(&mut self) -> Result<u64> {
        let Some(path) = &self.path else {
            return Err(Failure::usage(
                "the standard input and pipes cannot be resumed: import a file",
            ));
        };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(Failure::file("read", path, &error)),
        };
        let journal: Value = serde_json::from_str(&text).unwrap_or_default();
        match journal.get("rows").and_then(Value::as_u64) {
            Some(rows) if journal.get("place") == Some(&self.place) => {
                self.rows = rows;
                Ok(rows)
            }
            _ => {
                let sentence = format!(
                    "{} is of another import, by its server, model or columns: import without --resume",
                    path.display()
                );
                Err(Failure::new(Exit::Usage, sentence))
            }
        }
    }

    /// Records that the rows up to this one were imported.
    pub(super) fn write(&mut self, rows: u64) -> Result<()> {
        self.rows = rows;
        let Some(path) = &self.path else {
            return Ok(());
        };
        let text = json!({"place": self.place, "rows": rows}).to_string();
        let written = Saved::create(path).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.finish()
        });
        written.map_err(|error| Failure::file("write", path, &error))
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn is_kept(&self) -> bool {
        self.path.is_some()
    }

    /// Removes the journal after a complete import.
    pub(super) fn remove(&self) {
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }
}
