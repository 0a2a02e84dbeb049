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
    done: Done,
}

/// What an import has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Done {
    /// The number of the last row.
    pub(super) rows: u64,
    /// How many of the rows were refused.
    pub(super) refused: u64,
    /// The digest of the rows.
    pub(super) digest: u64,
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
            done: Done::default(),
        }
    }

    /// Reads what an interrupted import has done: nothing if no journal exists.
    pub(super) fn read(&mut self) -> Result<Done> {
        let Some(path) = &self.path else {
            return Err(Failure::usage(
                "the standard input and pipes cannot be resumed: import a file",
            ));
        };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(self.done),
            Err(error) => return Err(Failure::file("read", path, &error)),
        };
        let journal: Value = serde_json::from_str(&text).unwrap_or_default();
        let number = |key| journal.get(key).and_then(Value::as_u64);
        match (number("rows"), number("refused"), number("digest")) {
            (Some(rows), Some(refused), Some(digest))
                if journal.get("place") == Some(&self.place) =>
            {
                self.done = Done {
                    rows,
                    refused,
                    digest,
                };
                Ok(self.done)
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

    /// Records which rows were imported or refused.
    pub(super) fn write(&mut self, done: Done) -> Result<()> {
        self.done = done;
        let Some(path) = &self.path else {
            return Ok(());
        };
        let Done {
            rows,
            refused,
            digest,
        } = done;
        let text = json!({"place": self.place, "rows": rows, "refused": refused, "digest": digest})
            .to_string();
        let written = Saved::create(path).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.finish()
        });
        written.map_err(|error| Failure::file("write", path, &error))
    }

    pub(super) fn rows(&self) -> u64 {
        self.done.rows
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
