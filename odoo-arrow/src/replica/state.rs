//! The state of a replica: its files, and the start of the next update.

use std::path::{Path, PathBuf};

use odoo_orm::sync::Cursor;
use serde::{Deserialize, Serialize};

use crate::{
    Error, files,
    plan::{self, Plan},
};

/// The files and the cursor of a replica. Other files in the folder are ignored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct State {
    plan: Plan,
    pub(super) cursor: Cursor,
    /// The files, oldest first.
    ///
    /// A row of a later file replaces the earlier rows of its record.
    pub(super) files: Vec<String>,
    /// The number of the next file.
    next: u64,
}

impl State {
    /// Reads the state of a replica, or begins a new replica.
    pub(super) fn open(folder: &Path, plan: Plan) -> Result<Self, Error> {
        if let Some(state) = State::read(folder)? {
            plan.check(&state.plan, folder)?;
            return Ok(state);
        }
        files::create_folder(folder)?;
        Ok(State {
            plan,
            cursor: Cursor::default(),
            files: Vec::new(),
            next: 1,
        })
    }

    pub(super) fn existing(folder: &Path) -> Result<Self, Error> {
        State::read(folder)?.ok_or_else(|| {
            Error::Mismatch(format!(
                "no replica in {}: expected `state.json`, which `update` writes",
                folder.display()
            ))
        })
    }

    fn read(folder: &Path) -> Result<Option<Self>, Error> {
        let bytes = files::read(&path(folder))?;
        bytes.map(|bytes| plan::parse(&bytes, folder)).transpose()
    }

    /// The position of the column that marks deleted records.
    pub(super) fn marks(&self) -> usize {
        self.plan.columns.len()
    }

    pub(super) fn next_file(&self) -> String {
        format!("{:06}.parquet", self.next)
    }

    /// Adds the next file, which is already on the disk, and updates the cursor.
    pub(super) fn file_done(&mut self, folder: &Path, cursor: Option<Cursor>) -> Result<(), Error> {
        self.files.push(self.next_file());
        self.next += 1;
        if let Some(cursor) = cursor {
            self.cursor = cursor;
        }
        self.write(folder)
    }

    pub(super) fn cursor_moved(&mut self, folder: &Path, cursor: Cursor) -> Result<(), Error> {
        self.cursor = cursor;
        self.write(folder)
    }

    /// Replaces all files by the next file, which is already on the disk.
    pub(super) fn compacted(&mut self, folder: &Path) -> Result<(), Error> {
        self.files.clear();
        self.file_done(folder, None)
    }

    /// Deletes the Parquet files that do not belong to the replica.
    pub(super) fn sweep(&self, folder: &Path) -> Result<(), Error> {
        for name in files::names(folder)? {
            if name.ends_with(".parquet") && !self.files.contains(&name) {
                files::remove(&folder.join(name))?;
            }
        }
        Ok(())
    }

    fn write(&self, folder: &Path) -> Result<(), Error> {
        let json = serde_json::to_vec_pretty(self).unwrap_or_default();
        files::write(&path(folder), &json)
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join("state.json")
}
