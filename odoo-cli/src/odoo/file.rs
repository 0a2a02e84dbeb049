//! Files that are written completely or not at all.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use crate::failure::{Failure, Result};

/// A file that gets its final name when it is complete.
///
/// If it is dropped before, the temporary file is deleted.
pub(super) struct Saved {
    path: PathBuf,
    part: PathBuf,
    /// `None` after the file got its final name.
    file: Option<File>,
}

impl Saved {
    pub(super) fn create(path: &Path) -> Result<Self> {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = File::create(&part).map_err(|error| Failure::file("write", path, &error))?;
        Ok(Saved {
            path: path.to_owned(),
            part,
            file: Some(file),
        })
    }

    /// Returns a buffered writer that the caller can own.
    pub(super) fn writer(&self) -> Result<BufWriter<File>> {
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        let file = self
            .file
            .as_ref()
            .ok_or_else(missing)
            .and_then(File::try_clone);
        let file = file.map_err(|error| Failure::file("write", &self.path, &error))?;
        Ok(BufWriter::with_capacity(1 << 16, file))
    }

    /// Renames the file to its final name.
    pub(super) fn finish(mut self) -> Result<()> {
        let synced = self.file.as_ref().map_or(Ok(()), File::sync_all);
        let done = synced.and_then(|()| fs::rename(&self.part, &self.path));
        if done.is_ok() {
            self.file = None;
        }
        done.map_err(|error| Failure::file("write", &self.path, &error))
    }
}

/// Writes without a buffer.
impl Write for Saved {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.file {
            Some(file) => file.write(bytes),
            None => Err(io::ErrorKind::WriteZero.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Saved {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.part);
        }
    }
}
