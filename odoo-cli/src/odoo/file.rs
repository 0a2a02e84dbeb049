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

/// Writes without a buffer.
impl Write for Saved {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
