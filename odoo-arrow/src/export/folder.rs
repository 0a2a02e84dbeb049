//! The folder of a partitioned export.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use odoo_orm::sync::Cursor;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::state::{self, State};
use crate::{
    Compression, Error, files,
    parquet_file::{Joined, Part},
    partition::{Key, Partition},
};

/// The file that marks a complete export.
///
/// Readers of Parquet ignore names that begin with `_`.
pub(super) const MANIFEST: &str = "_export.json";

/// How many files are written at the same time.
///
/// Each is an open file. The parts are read once for this number of files.
const AT_ONCE: usize = 64;

/// The content of [`MANIFEST`].
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    model: String,
    domain: Vec<Value>,
    version: String,
    /// When the export began. It tells apart two exports.
    started: String,
    pub(super) records: u64,
    pub(super) files: u64,
    pub(super) bytes: u64,
    pub(super) cursor: Option<Cursor>,
}

/// The folder that an export replaces.
pub(super) struct Folder {
    path: PathBuf,
    /// When the export that is there began.
    started: Option<String>,
}

impl Folder {
    /// Checks that the folder may be replaced. Symbolic links to it stay.
    pub(super) fn check(path: &Path) -> Result<Self, Error> {
        let Some(path) = files::followed(path)? else {
            // Without a slash at the end, after which the name of the folder beside would begin.
            let path = path.components().collect();
            return Ok(Folder {
                path,
                started: None,
            });
        };
        let manifest = Manifest::read(&path)?;
        if manifest.is_none() && !files::names(&path)?.is_empty() {
            return Err(Error::Mismatch(format!(
                "cannot replace the folder {}: expected an empty folder or an earlier export, which has `{MANIFEST}`; choose another path",
                path.display()
            )));
        }
        let started = manifest.map(|manifest| manifest.started);
        Ok(Folder { path, started })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the state is of the export that is already there.
    pub(super) fn has(&self, state: &State) -> bool {
        self.started.as_deref() == Some(state.started())
    }

    /// Renames the complete folder to its name, and the previous one out of the way.
    pub(super) fn publish(&self, beside: &Path) -> Result<(), Error> {
        if self.path.exists() {
            let old = beside.join("old");
            files::remove_folder(&old)?;
            files::rename_folder(&self.path, &old)?;
        }
        files::rename_folder(&whole(beside), &self.path)?;
        State::remove(beside)?;
        files::remove_folder(beside)
    }
}

impl Manifest {
    fn read(folder: &Path) -> Result<Option<Self>, Error> {
        let Some(bytes) = files::read(&folder.join(MANIFEST))? else {
            return Ok(None);
        };
        let manifest = serde_json::from_slice(&bytes).map_err(|error| {
            Error::Mismatch(format!(
                "invalid `{MANIFEST}` in {}: {error}; delete the folder, or choose another path",
                folder.display()
            ))
        })?;
        Ok(Some(manifest))
    }

    /// The manifest of a complete folder that was not renamed yet.
    pub(super) fn of_whole(beside: &Path) -> Result<Option<Self>, Error> {
        Manifest::read(&whole(beside))
    }
}

/// Joins the row groups of the parts into a file for each partition.
pub(super) fn write(
    beside: &Path,
    state: &State,
    partition: &Partition,
    compression: Compression,
    metadata: &[(String, String)],
    cursor: Option<Cursor>,
) -> Result<Manifest, Error> {
    let whole = whole(beside);
    files::remove_folder(&whole)?;
    files::create_folder(&whole)?;
    let mut keys = BTreeSet::new();
    for number in 1..=state.parts {
        keys.extend(keys_of(&Part::open(&state::part(beside, number))?)?);
    }
    let keys: Vec<Key> = match keys.len() {
        // A data set without rows has columns as well.
        0 => vec![None],
        _ => keys.into_iter().collect(),
    };
    let mut bytes = 0;
    for keys in keys.chunks(AT_ONCE) {
        let mut open: BTreeMap<Key, Joined> = BTreeMap::new();
        for number in 1..=state.parts {
            let part = Part::open(&state::part(beside, number))?;
            let groups = keys_of(&part)?;
            if groups.is_empty() && open.is_empty() && state.records == 0 {
                let joined = begin(&whole, partition.file(None), &part, compression, metadata)?;
                open.insert(None, joined);
            }
            for (group, key) in groups.into_iter().enumerate() {
                if keys.binary_search(&key).is_err() {
                    continue;
                }
                let joined = match open.remove(&key) {
                    Some(joined) => joined,
                    None => begin(&whole, partition.file(key), &part, compression, metadata)?,
                };
                open.entry(key).or_insert(joined).append(&part, group)?;
            }
        }
        for (key, mut joined) in open {
            bytes += joined.finish()?;
            joined.sync()?;
            files::sync_folder(&whole.join(partition.file(key)))?;
        }
    }
    let manifest = Manifest {
        model: state.plan.model.clone(),
        domain: state.plan.domain.clone(),
        version: state.plan.version.clone(),
        started: state.started().to_owned(),
        records: state.records,
        files: keys.len() as u64,
        bytes,
        cursor,
    };
    let json = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
    files::write(&whole.join(MANIFEST), &json)?;
    Ok(manifest)
}

fn begin(
    whole: &Path,
    file: String,
    part: &Part,
    compression: Compression,
    metadata: &[(String, String)],
) -> Result<Joined, Error> {
    let path = whole.join(file);
    if let Some(folder) = path.parent() {
        files::create_folder(folder)?;
    }
    Joined::begin(files::create(&path)?, &path, part, compression, metadata)
}

/// The partition of each row group of a part.
fn keys_of(part: &Part) -> Result<Vec<Key>, Error> {
    let keys: Option<Vec<Key>> = serde_json::from_str(part.description()).ok();
    let keys = keys.filter(|keys| keys.len() == part.groups());
    keys.ok_or_else(|| {
        Error::Mismatch(format!(
            "invalid part {}: expected the partitions of its {} row groups; delete the folder to begin anew",
            part.path().display(),
            part.groups()
        ))
    })
}

fn whole(beside: &Path) -> PathBuf {
    beside.join("whole")
}

#[cfg(test)]
mod tests;
