//! Files that are written completely or not at all.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use crate::failure::{Failure, Result};

/// A file that gets its final name when it is complete.
///
/// Its failures name the path.
pub(super) struct Saved {
    path: PathBuf,
    file: odoo_schema::Saved,
}

impl Saved {
    pub(super) fn create(path: &Path) -> Result<Self> {
        let file = odoo_schema::Saved::create(path);
        let file = file.map_err(|error| Failure::file("write", path, &error))?;
        Ok(Saved {
            path: path.to_owned(),
            file,
        })
    }

    /// Returns a buffered writer that the caller can own.
    pub(super) fn writer(&self) -> Result<BufWriter<File>> {
        let file = self.file.handle();
        let file = file.map_err(|error| Failure::file("write", &self.path, &error))?;
        Ok(BufWriter::with_capacity(1 << 16, file))
    }

    /// Gives the file its final name.
    pub(super) fn finish(self) -> Result<()> {
        let done = self.file.finish();
        done.map_err(|error| Failure::file("write", &self.path, &error))
    }
}

/// Returns whether a path stands for the standard output.
pub(super) fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}

/// A file, or with the path `-` the standard output.
pub(super) enum Target {
    File(Saved),
    Stdout(io::Stdout),
}

impl Target {
    pub(super) fn create(path: &Path) -> Result<Self> {
        if is_stdout(path) {
            return Ok(Target::Stdout(io::stdout()));
        }
        Saved::create(path).map(Target::File)
    }

    /// Converts an error of writing.
    pub(super) fn failure(path: &Path, error: io::Error) -> Failure {
        if is_stdout(path) {
            return error.into();
        }
        Failure::file("write", path, &error)
    }

    pub(super) fn finish(self) -> Result<()> {
        match self {
            Target::File(file) => file.finish(),
            Target::Stdout(mut stdout) => Ok(stdout.flush()?),
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::File(file) => file.write(bytes),
            Target::Stdout(stdout) => stdout.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::File(file) => file.flush(),
            Target::Stdout(stdout) => stdout.flush(),
        }
    }
}

/// Writes without a buffer.
impl Write for Saved {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
