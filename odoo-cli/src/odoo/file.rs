//! Files that are there whole, or not at all.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use crate::failure::{Failure, Result};

/// A file that gets its name when it is whole. One that is dropped before leaves nothing.
pub(super) struct Saved {
    path: PathBuf,
    part: PathBuf,
    writer: Option<BufWriter<File>>,
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
            writer: Some(BufWriter::new(file)),
        })
    }

    /// Gives the file its name.
    pub(super) fn finish(mut self) -> Result<()> {
        let done = (|| {
            if let Some(mut writer) = self.writer.take() {
                writer.flush()?;
                writer.get_ref().sync_all()?;
            }
            fs::rename(&self.part, &self.path)
        })();
        if done.is_err() {
            let _ = fs::remove_file(&self.part);
        }
        done.map_err(|error| Failure::file("write", &self.path, &error))
    }
}

impl Write for Saved {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.writer {
            Some(writer) => writer.write(bytes),
            None => Err(io::ErrorKind::WriteZero.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Saved {
    fn drop(&mut self) {
        if self.writer.take().is_some() {
            let _ = fs::remove_file(&self.part);
        }
    }
}
