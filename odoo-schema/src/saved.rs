//! Files that are written completely or not at all.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// How many symbolic links lead to a file at most, as on Linux.
const MOST_LINKS: usize = 40;

/// A file that gets its final name when it is complete.
///
/// If it is dropped before, the temporary file is deleted and the previous content stays. The target of a symbolic link is replaced, and the link
/// stays. The new file has the permissions of the previous one. A pipe, a device and the program's own output are written in place.
#[derive(Debug)]
pub struct Saved {
    file: File,
    /// The temporary file and the final name; `None` if there is nothing to rename.
    rename: Option<(PathBuf, PathBuf)>,
}

impl Saved {
    /// Creates a file with the permissions that the process gives to new files.
    ///
    /// # Errors
    ///
    /// If the path is a folder, or a file that the process may not write, or if its folder cannot be written.
    pub fn create(path: &Path) -> io::Result<Self> {
        Self::with_mode(path, 0o666)
    }

    /// Creates a file that only the user can read. An existing file keeps its permissions.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    pub fn create_private(path: &Path) -> io::Result<Self> {
        Self::with_mode(path, 0o600)
    }

    #[cfg_attr(not(unix), expect(unused_variables, reason = "modes are of Unix"))]
    fn with_mode(path: &Path, mode: u32) -> io::Result<Self> {
        let old = match OpenOptions::new().write(true).open(path) {
            Ok(file) => Some(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let old = match old {
            None => None,
            Some(file) => {
                let metadata = file.metadata()?;
                let output = own_output(&metadata)?;
                if output.is_some() || !metadata.is_file() {
                    return Ok(Saved {
                        file: output.unwrap_or(file),
                        rename: None,
                    });
                }
                Some(metadata)
            }
        };
        let path = followed(path)?;
        let part = beside(&path);
        // A previous run may have left it. It may also be a link that somebody else made.
        match fs::remove_file(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(if old.is_some() { 0o600 } else { mode });
        }
        let saved = Saved {
            file: options.open(&part)?,
            rename: Some((part, path)),
        };
        if let Some(old) = old {
            #[cfg(unix)]
            let permissions = owned_as(&saved.file, &old);
            #[cfg(not(unix))]
            let permissions = old.permissions();
            saved.file.set_permissions(permissions)?;
        }
        Ok(saved)
    }

    /// Returns another handle of the file.
    ///
    /// # Errors
    ///
    /// If the process has too many open files.
    pub fn handle(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Waits until the content is on the disk, and gives the file its final name.
    ///
    /// # Errors
    ///
    /// If the content cannot be written, if another program writes the same file, or if it cannot be renamed.
    pub fn finish(mut self) -> io::Result<()> {
        if let Some((part, path)) = &self.rename {
            self.file.sync_all()?;
            if !is_at(&self.file, part) {
                self.rename = None;
                return Err(io::Error::other("another program writes the same file"));
            }
            fs::rename(part, path)?;
            self.rename = None;
        }
        Ok(())
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

impl Drop for Saved {
    fn drop(&mut self) {
        if let Some((part, _)) = &self.rename
            && is_at(&self.file, part)
        {
            let _ = fs::remove_file(part);
        }
    }
}

/// Returns whether the name leads to the open file. Another program may have replaced it.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let place = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let (own, there) = (file.metadata().map(place), fs::symlink_metadata(path));
    matches!((own, there.map(place)), (Ok(own), Ok(there)) if own == there)
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Gives a file the owner and the group of another.
///
/// Returns the permissions that it gets.
#[cfg(unix)]
fn owned_as(file: &File, old: &fs::Metadata) -> fs::Permissions {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    let mut permissions = old.permissions();
    // Only root can give a file to another user, who can read it then as before.
    let changed = fchown(file, Some(old.uid()), Some(old.gid()));
    if changed.is_err() && fchown(file, None, Some(old.gid())).is_err() {
        // What the old group could read is not for another one.
        permissions.set_mode(permissions.mode() & !0o070);
    }
    permissions
}

/// The temporary file for a path, in the same folder.
fn beside(path: &Path) -> PathBuf {
    let mut part = OsString::from(path);
    part.push(".part");
    part.into()
}

/// Follows symbolic links to a file that may not exist.
fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

/// Returns the standard output or error if it is this file, as with `/dev/stdout`.
///
/// A handle of its own would begin at the start of the file, and a renamed file would hide what is printed later.
#[cfg(unix)]
fn own_output(metadata: &fs::Metadata) -> io::Result<Option<File>> {
    use std::os::{
        fd::{AsFd as _, OwnedFd},
        unix::fs::MetadataExt as _,
    };
    let outputs: [io::Result<OwnedFd>; 2] = [
        io::stdout().as_fd().try_clone_to_owned(),
        io::stderr().as_fd().try_clone_to_owned(),
    ];
    for output in outputs {
        // A closed output is not the file.
        let Ok(output) = output.map(File::from) else {
            continue;
        };
        let own = output.metadata()?;
        if (own.dev(), own.ino()) == (metadata.dev(), metadata.ino()) {
            return Ok(Some(output));
        }
    }
    Ok(None)
}

#[cfg(not(unix))]
fn own_output(_: &fs::Metadata) -> io::Result<Option<File>> {
    Ok(None)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    /// A folder that ends with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let name = format!("odoo-saved-{name}-{}", std::process::id());
            let path = std::env::temp_dir().join(name);
            let _ = fs::remove_dir_all(&path);
            fs::create_dir_all(&path).unwrap();
            Folder(path)
        }

        fn names(&self) -> Vec<String> {
            let names = fs::read_dir(&self.0).unwrap();
            let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            let mut names: Vec<String> = names.collect();
            names.sort();
            names
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn save(path: &Path, text: &str) {
        let mut saved = Saved::create(path).unwrap();
        saved.write_all(text.as_bytes()).unwrap();
        saved.finish().unwrap();
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_target_of_links_is_replaced_and_the_links_stay() {
        let folder = Folder::new("links");
        fs::create_dir(folder.0.join("real")).unwrap();
        symlink("second", folder.0.join("first")).unwrap();
        symlink("real/file", folder.0.join("second")).unwrap();
        // The first time, nothing is at the end of the links.
        for text in ["one", "two"] {
            save(&folder.0.join("first"), text);
            assert_eq!(
                fs::read_to_string(folder.0.join("real/file")).unwrap(),
                text
            );
            assert!(folder.0.join("first").is_symlink() && folder.0.join("second").is_symlink());
        }
        assert_eq!(folder.names(), ["first", "real", "second"]);
    }

    #[test]
    fn a_file_keeps_its_permissions_also_while_it_is_written() {
        let folder = Folder::new("modes");
        let path = folder.0.join("file");
        let saved = Saved::create_private(&path).unwrap();
        saved.finish().unwrap();
        assert_eq!(mode(&path), 0o600);
        for kept in [0o600, 0o666, 0o640] {
            fs::set_permissions(&path, fs::Permissions::from_mode(kept)).unwrap();
            let saved = Saved::create(&path).unwrap();
            assert_eq!(mode(&folder.0.join("file.part")), kept);
            saved.finish().unwrap();
            assert_eq!(mode(&path), kept);
        }
    }

    #[test]
    fn a_file_that_is_not_finished_leaves_the_previous_one() {
        let folder = Folder::new("dropped");
        let path = folder.0.join("file");
        save(&path, "old");
        let elsewhere = folder.0.join("elsewhere");
        fs::write(&elsewhere, "theirs").unwrap();
        symlink(&elsewhere, folder.0.join("file.part")).unwrap();
        let mut saved = Saved::create(&path).unwrap();
        saved.write_all(b"new").unwrap();
        drop(saved);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "theirs");
        assert_eq!(folder.names(), ["elsewhere", "file"]);
    }

    #[test]
    fn a_file_that_another_program_began_later_is_not_published_for_it() {
        let folder = Folder::new("two");
        let path = folder.0.join("file");
        let mut first = Saved::create(&path).unwrap();
        first.write_all(b"first").unwrap();
        let mut second = Saved::create(&path).unwrap();
        second.write_all(b"sec").unwrap();
        let error = first.finish().unwrap_err();
        assert_eq!(error.to_string(), "another program writes the same file");
        assert!(!path.exists());
        second.write_all(b"ond").unwrap();
        second.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "second");
        assert_eq!(folder.names(), ["file"]);
    }

    #[test]
    fn a_folder_and_a_loop_of_links_are_errors_before_anything_is_written() {
        let folder = Folder::new("wrong");
        fs::create_dir(folder.0.join("folder")).unwrap();
        symlink("loop", folder.0.join("loop")).unwrap();
        Saved::create(&folder.0.join("folder")).unwrap_err();
        Saved::create(&folder.0.join("loop")).unwrap_err();
        assert_eq!(folder.names(), ["folder", "loop"]);
    }
}
