//! Files that are written completely or not at all.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

use crate::Error;

/// Creates a file, or empties it.
pub(crate) fn create(path: &Path) -> Result<File, Error> {
    attempt("create", path, || File::create(path))
}

/// Opens a file to read it.
pub(crate) fn open(path: &Path) -> Result<File, Error> {
    attempt("open", path, || File::open(path))
}

/// Returns another handle of an open file.
pub(crate) fn reopen(file: &File, path: &Path) -> Result<File, Error> {
    attempt("write", path, || file.try_clone())
}

/// The size of a file in bytes.
pub(crate) fn size(file: &File, path: &Path) -> Result<u64, Error> {
    attempt("read", path, || Ok(file.metadata()?.len()))
}

/// Creates a folder and its parent folders.
pub(crate) fn create_folder(path: &Path) -> Result<(), Error> {
    attempt("create the folder", path, || fs::create_dir_all(path))
}

/// Waits until the content of a file is on the disk.
pub(crate) fn sync(file: &File, path: &Path) -> Result<(), Error> {
    attempt("write", path, || file.sync_all())
}

/// Renames a file that is on the disk. An existing file is replaced.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), Error> {
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

/// Writes a small file completely or not at all, by renaming a temporary file.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let beside = path.with_extension("tmp");
    let mut file = create(&beside)?;
    attempt("write", &beside, || file.write_all(bytes))?;
    sync(&file, &beside)?;
    rename(&beside, path)
}

/// Reads a small file, or returns `None` if it does not exist.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    attempt("read", path, || match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
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
fn sync_folder(file: &Path) -> Result<(), Error> {
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

/// Steps that fail, so that tests can check the files after a crash.
#[cfg(test)]
pub(crate) mod faults {
    use std::{cell::Cell, io};

    thread_local! {
        static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
    }

    /// Lets this number of further steps of the thread succeed.
    pub(crate) fn after(steps: usize) {
        LEFT.set(steps);
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
}
