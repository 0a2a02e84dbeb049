//! The packages of the workspace, and the folders of their snapshots.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use odoo_schema::{Lookup, lookup};
use serde::Deserialize;

use super::{
    arguments::Folder,
    sources::{self, Struct},
};
use crate::failure::{Exit, Failure, Result};

/// The workspace of the current folder.
#[derive(Debug)]
pub(super) struct Workspace {
    pub(super) root: PathBuf,
    pub(super) packages: Vec<Package>,
}

/// A package with the structs of its sources.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) folder: PathBuf,
    pub(super) structs: Vec<Struct>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<PackageMetadata>,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct PackageMetadata {
    name: String,
    manifest_path: PathBuf,
}

impl Workspace {
    /// Runs `cargo metadata`, and reads the sources.
    pub(super) fn open() -> Result<Self> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args([
                "metadata",
                "--no-deps",
                "--offline",
                "--format-version",
                "1",
            ])
            .output()
            .map_err(|error| Failure::new(Exit::File, format!("cannot run cargo: {error}")))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let sentence = format!("cargo cannot read the workspace: {}", said.trim());
            return Err(Failure::new(Exit::File, sentence));
        }
        let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
        let mut packages = Vec::new();
        for package in metadata.packages {
            let folder = package.manifest_path.parent().unwrap_or(Path::new("."));
            let mut files = Vec::new();
            rust_files(folder, &mut files);
            files.sort();
            let structs = files.iter().flat_map(|file| {
                let text = fs::read_to_string(file).unwrap_or_default();
                sources::structs(&relative(file, &metadata.workspace_root), &text)
            });
            packages.push(Package {
                structs: structs.collect(),
                name: package.name,
                folder: folder.to_owned(),
            });
        }
        Ok(Workspace {
            root: metadata.workspace_root,
            packages,
        })
    }

    pub(super) fn structs(&self) -> impl Iterator<Item = &Struct> {
        self.packages.iter().flat_map(|package| &package.structs)
    }

    /// The folder with the snapshots that commands read and write.
    pub(super) fn folder(&self, chosen: &Folder) -> PathBuf {
        let named = chosen.dir.clone().or_else(|| named().map(PathBuf::from));
        named.unwrap_or_else(|| self.root.join("odoo-schema"))
    }

    /// The structs that the compiler checks against the snapshots in a folder.
    pub(super) fn structs_below(&self, folder: &Path) -> Vec<&Struct> {
        let folder = absolute(folder);
        let packages = self.packages.iter();
        let packages = packages.filter(|package| {
            let found = package.lookup(None);
            // The first snapshot is for all packages.
            match found.folder() {
                Some(other) => absolute(other) == folder,
                None => folder == absolute(&self.root.join("odoo-schema")),
            }
        });
        packages.flat_map(|package| &package.structs).collect()
    }
}

impl Package {
    pub(super) fn lookup(&self, chosen: Option<&Folder>) -> Lookup {
        let chosen = chosen.and_then(|chosen| chosen.dir.clone());
        let named = chosen.map(PathBuf::into_os_string).or_else(named);
        lookup(&self.folder, named.as_deref())
    }
}

/// The snapshot folder of the environment, which the derives use.
///
/// The commands need a folder, even if the check is off.
fn named() -> Option<OsString> {
    env::var_os("ODOO_SCHEMA").filter(|folder| !folder.is_empty() && folder != "off")
}

fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn relative(file: &Path, root: &Path) -> PathBuf {
    file.strip_prefix(root).unwrap_or(file).to_owned()
}

/// The sources of a package, without nested packages and cargo's output.
fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let is_hidden = name.as_encoded_bytes().starts_with(b".");
        // Symbolic links can form a cycle.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder {
            if !is_hidden && name != "target" && !path.join("Cargo.toml").exists() {
                rust_files(&path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
