//! Files that are written completely or not at all.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use odoo_schema::Saved;

use crate::Error;

/// A file that gets its name when it is complete.
///
/// Symbolic links and permissions stay. A pipe is written in place.
#[derive(Debug)]
pub(crate) struct Pending {
    saved: Saved,
    path: PathBuf,
}

impl Pending {
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        let saved = attempt("create", path, || Saved::create(path))?;
        Ok(Pending {
            saved,
            path: path.to_owned(),
        })
    }

    /// Returns a writer of the content.
    pub(crate) fn output(&self) -> Result<Output, Error> {
        attempt("write", &self.path, || self.saved.handle().map(Output))
    }

    /// Gives the file its name, after the content is on the disk.
    pub(crate) fn finish(self) -> Result<(), Error> {
        let Pending { saved, path } = self;
        attempt("create", &path, || saved.finish())?;
        // A pipe has no folder.
        match fs::canonicalize(&path) {
            Ok(real) => sync_folder(&real),
            Err(_) => Ok(()),
        }
    }
}

/// A file that is written.
#[derive(Debug)]
pub(crate) struct Output(File);

impl Output {
    /// Waits until the content is on the disk.
    pub(crate) fn sync(&self, path: &Path) -> Result<(), Error> {
        attempt("write", path, || self.0.sync_all())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        #[cfg(test)]
        faults::take_room(bytes.len())?;
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Creates a file, or empties it.
pub(crate) fn create(path: &Path) -> Result<Output, Error> {
    attempt("create", path, || File::create(path).map(Output))
}

/// Opens a file to read it.
pub(crate) fn open(path: &Path) -> Result<File, Error> {
    attempt("open", path, || File::open(path))
}

/// Creates a folder and its parent folders.
pub(crate) fn create_folder(path: &Path) -> Result<(), Error> {
    attempt("create the folder", path, || fs::create_dir_all(path))
}

/// Renames a folder that is on the disk.
pub(crate) fn rename_folder(from: &Path, to: &Path) -> Result<(), Error> {
    attempt("create", to, || fs::rename(from, to))?;
    sync_folder(to)
}

/// Deletes a file, if it exists.
pub(crate) fn remove(path: &Path) -> Result<(), Error> {
    attempt("delete", path, || absent_is_fine(fs::remove_file(path)))?;
    sync_folder(path)
}

/// Deletes a folder with its content, if it exists.
pub(crate) fn remove_folder(path: &Path) -> Result<(), Error> {
    attempt("delete", path, || absent_is_fine(fs::remove_dir_all(path)))
}

/// Writes a small file completely or not at all.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = Pending::create(path)?;
    attempt("write", path, || file.saved.write_all(bytes))?;
    file.finish()
}

/// Reads a small file, or returns `None` if it does not exist.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    attempt("read", path, || match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    })
}

/// Follows symbolic links to a file or folder, if it exists.
pub(crate) fn followed(path: &Path) -> Result<Option<PathBuf>, Error> {
    attempt("read", path, || match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        followed => followed.map(Some),
    })
}

/// The names of the files in a folder.
pub(crate) fn names(folder: &Path) -> Result<Vec<String>, Error> {
    attempt("read", folder, || {
        let names = fs::read_dir(folder)?;
        names
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect()
    })
}

fn absent_is_fine(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Waits until the names in the folder of a file are on the disk.
///
/// Only on Unix can a folder be opened.
pub(crate) fn sync_folder(file: &Path) -> Result<(), Error> {
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    if cfg!(unix) {
        attempt("write", folder, || File::open(folder)?.sync_all())
    } else {
        Ok(())
    }
}

fn attempt<T>(
    action: &'static str,
    path: &Path,
    run: impl FnOnce() -> io::Result<T>,
) -> Result<T, Error> {
    #[cfg(test)]
    let run = || faults::step().and_then(|()| run());
    run().map_err(|source| Error::File {
        action,
        path: path.to_owned(),
        source,
    })
}

/// Steps that fail, as after a crash or on a full disk.
#[cfg(test)]
pub(crate) mod faults {
    use std::{cell::Cell, io};

    thread_local! {
        static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
        static ROOM: Cell<usize> = const { Cell::new(usize::MAX) };
    }

    /// Lets this number of further steps of the thread succeed.
    pub(crate) fn after(steps: usize) {
        LEFT.set(steps);
    }

    /// Lets the thread write this number of further bytes.
    pub(crate) fn room(bytes: usize) {
        ROOM.set(bytes);
    }

    pub(super) fn step() -> io::Result<()> {
        match LEFT.get() {
            usize::MAX => Ok(()),
            0 => Err(io::Error::other("the process ends here")),
            left => {
                LEFT.set(left - 1);
                Ok(())
            }
        }
    }

    pub(super) fn take_room(bytes: usize) -> io::Result<()> {
        match ROOM.get() {
            usize::MAX => Ok(()),
            room if room < bytes => Err(io::ErrorKind::StorageFull.into()),
            room => {
                ROOM.set(room - bytes);
                Ok(())
            }
        }
    }
}
