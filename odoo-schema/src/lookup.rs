//! Where the snapshots of a package are.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use crate::error::Error;

/// The name of the folder with the snapshots.
const FOLDER: &str = "odoo-schema";

/// Where a look-up ends: at the root of a workspace, and at foreign packages.
///
/// A package of a registry or another repository is not checked against the snapshots of its users.
const BOUNDARIES: [&str; 3] = ["Cargo.lock", ".cargo-ok", ".cargo-checksum.json"];

/// Where a package finds its snapshots.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lookup {
    /// The folder `odoo-schema`, some levels above the package.
    Above {
        /// The folder.
        folder: PathBuf,
        /// How many levels above the package it is.
        levels: usize,
    },
    /// The folder that the environment variable `ODOO_SCHEMA` names.
    Named(PathBuf),
    /// No folder, up to and including this one.
    Nothing(PathBuf),
    /// `ODOO_SCHEMA=off`.
    Off,
}

impl Lookup {
    /// The folder, if there is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Lookup::Above { folder, .. } | Lookup::Named(folder) => Some(folder),
            Lookup::Nothing(_) | Lookup::Off => None,
        }
    }

    /// The snapshots in the folder, sorted by name: each is a folder of its own.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub fn snapshots(&self) -> Result<Vec<PathBuf>, Error> {
        let Some(folder) = self.folder() else {
            return Ok(Vec::new());
        };
        let failed = |error: &std::io::Error| Error::io(folder, "read", error);
        let mut all = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(|error| failed(&error))? {
            let entry = entry.map_err(|error| failed(&error))?;
            let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            let path = entry.path();
            // A link to a folder is one.
            if !is_hidden && path.is_dir() {
                all.push(path);
            }
        }
        all.sort();
        Ok(all)
    }
}

/// Finds the snapshots of the package in a folder.
///
/// `named` is the value of `ODOO_SCHEMA`: `off`, or a folder. Otherwise it is the first folder `odoo-schema` in the package's folder or
/// above, up to the folder with `Cargo.lock`.
pub fn lookup(package: &Path, named: Option<&OsStr>) -> Lookup {
    match named {
        Some(off) if off == "off" => return Lookup::Off,
        Some(folder) if !folder.is_empty() => {
            return Lookup::Named(std::path::absolute(folder).unwrap_or_else(|_| folder.into()));
        }
        _ => {}
    }
    let mut last = package;
    for (levels, folder) in package.ancestors().enumerate() {
        let here = folder.join(FOLDER);
        if holds_snapshots(&here) {
            return Lookup::Above {
                folder: here,
                levels,
            };
        }
        last = folder;
        if BOUNDARIES.iter().any(|name| folder.join(name).exists()) {
            break;
        }
    }
    Lookup::Nothing(last.to_owned())
}

/// A folder of that name may hold something else, such as this crate.
fn holds_snapshots(folder: &Path) -> bool {
    folder.is_dir() && !folder.join("Cargo.toml").exists()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_look_up_ends_at_the_workspace() {
        let root = std::env::temp_dir().join(format!("odoo-schema-lookup-{}", std::process::id()));
        let package = root.join("workspace/crates/one");
        fs::create_dir_all(&package).unwrap();
        fs::create_dir_all(root.join("odoo-schema")).unwrap();
        fs::write(root.join("workspace/Cargo.lock"), "").unwrap();
        assert_eq!(
            lookup(&package, None),
            Lookup::Nothing(root.join("workspace"))
        );
        let folder = root.join("workspace/odoo-schema");
        fs::create_dir_all(folder.join("19.0")).unwrap();
        fs::create_dir_all(folder.join("14.0")).unwrap();
        fs::create_dir_all(folder.join(".git")).unwrap();
        let found = lookup(&package, Some(OsStr::new("")));
        assert_eq!(
            found.snapshots().unwrap(),
            [folder.join("14.0"), folder.join("19.0")]
        );
        assert_eq!(found, Lookup::Above { folder, levels: 2 });
        // A package of a registry has no snapshots above.
        fs::write(package.join(".cargo-ok"), "").unwrap();
        assert_eq!(lookup(&package, None), Lookup::Nothing(package.clone()));
        assert_eq!(lookup(&package, Some(OsStr::new("off"))), Lookup::Off);
        assert_eq!(
            lookup(&package, Some(root.as_os_str())),
            Lookup::Named(root.clone())
        );
        fs::remove_dir_all(root).unwrap();
    }
}
