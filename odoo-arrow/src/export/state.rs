//! The state of an export between two runs.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use odoo_orm::{
    prelude::{DateTime, Utc},
    sync::Cursor,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Error, files,
    plan::{self, Plan},
};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) plan: Plan,
    /// When the export began, by the client's clock.
    started: String,
    /// The cursor after the records of the parts.
    pub(super) cursor: Cursor,
    /// The number of parts on the disk.
    pub(super) parts: usize,
    /// The number of records in the parts.
    pub(super) records: u64,
}

impl State {
    /// The file of the state.
    pub(super) fn path(folder: &Path) -> PathBuf {
        folder.join("state.json")
    }

    /// Reads the state of an interrupted export, if there is one.
    pub(super) fn read(folder: &Path, plan: &Plan) -> Result<Option<Self>, Error> {
        let Some(bytes) = files::read(&State::path(folder))? else {
            return Ok(None);
        };
        let state: State = plan::parse(&bytes, folder)?;
        plan.check(&state.plan, folder)?;
        Ok(Some(state))
    }

    /// Begins an export, and returns its state.
    pub(super) fn begin(folder: &Path, plan: Plan) -> Result<Self, Error> {
        // A completed export may have left parts.
        files::remove_folder(folder)?;
        files::create_folder(folder)?;
        Ok(State {
            plan,
            started: DateTime::<Utc>::from(SystemTime::now()).to_string(),
            cursor: Cursor::default(),
            parts: 0,
            records: 0,
        })
    }

    /// Counts a part that is on the disk.
    pub(super) fn part_done(
        &mut self,
        folder: &Path,
        records: u64,
        cursor: Cursor,
    ) -> Result<(), Error> {
        self.parts += 1;
        self.records = records;
        self.cursor = cursor;
        let json = serde_json::to_vec_pretty(self).unwrap_or_default();
        files::write(&State::path(folder), &json)
    }

    pub(super) fn started(&self) -> &str {
        &self.started
    }

    pub(super) fn remove(folder: &Path) -> Result<(), Error> {
        files::remove(&State::path(folder))
    }

    /// The entries for the key-value metadata of the file.
    pub(super) fn metadata(&self, cursor: Option<&Cursor>) -> Vec<(String, String)> {
        let domain = Value::from(self.plan.domain.clone()).to_string();
        let mut entries = vec![
            ("odoo.version", self.plan.version.clone()),
            ("odoo.model", self.plan.model.clone()),
            ("odoo.domain", domain),
            ("odoo.time", self.started.clone()),
        ];
        entries.extend(cursor.map(|cursor| ("odoo.cursor", cursor.to_string())));
        let own = |(key, value): (&str, String)| (key.to_owned(), value);
        entries.into_iter().map(own).collect()
    }
}

/// The file of a part, counted from 1.
pub(super) fn part(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("{number:06}.parquet"))
}
