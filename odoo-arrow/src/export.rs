//! All records of a table in one Parquet file.

mod state;

use std::{
    fmt,
    path::{Path, PathBuf},
};

use odoo_orm::sync::Cursor;
use state::State;

use crate::{
    Compression, Error, Table, files,
    parquet_file::{self, Writer},
    plan::Plan,
};

/// The number of rows in a row group.
const ROW_GROUP: usize = 100_000;

/// An export of a table to a Parquet file.
#[doc = include_str!("../docs/export.md")]
#[must_use = "an export writes nothing until `run`"]
pub struct Export {
    table: Table,
    path: PathBuf,
    compression: Compression,
    row_group: usize,
    metadata: Vec<(String, String)>,
    progress: Option<Box<dyn FnMut(Progress) + Send>>,
}

/// The progress of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The number of records that have been read, including earlier runs.
    pub records: u64,
    /// The number of all records when this run began.
    pub total: u64,
}

/// The result of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exported {
    /// The number of records in the file.
    pub records: u64,
    /// The number of these records that an earlier run had read.
    pub resumed: u64,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// The cursor for [`changes_since`](odoo_orm::ModelExt::changes_since), or `None` for a model without `write_date`.
    pub cursor: Option<Cursor>,
}

impl Export {
    /// Creates an export of a table to a file. An existing file is replaced.
    pub fn new(table: Table, path: impl Into<PathBuf>) -> Self {
        Export {
            table,
            path: path.into(),
            compression: Compression::default(),
            row_group: ROW_GROUP,
            metadata: Vec::new(),
            progress: None,
        }
    }

    /// Sets the compression of the file. The default is [`Compression::Zstd`].
    pub fn compression(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    /// Sets the number of rows in a row group, rounded up to pages.
    ///
    /// The default is 100,000. One compressed row group is kept in memory.
    pub fn row_group(mut self, rows: usize) -> Self {
        self.row_group = rows.max(1);
        self
    }

    /// Adds an entry to the file's metadata, such as the server's URL.
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.push((key.into(), value.into()));
        self
    }

    /// Calls a function after each page.
    ///
    /// With such a function, one more request counts the records when the run begins.
    pub fn on_progress(mut self, progress: impl FnMut(Progress) + Send + 'static) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// Reads the records and writes the file, or resumes an interrupted run.
    ///
    /// # Errors
    ///
    /// Returns an error if a request, a value or a file fails. The row groups so far stay in the folder next to the file, and the next run continues after
    /// them. An existing file is unchanged.
    pub async fn run(mut self) -> Result<Exported, Error> {
        let folder = beside(&self.path);
        let plan = Plan::new(&self.table, self.compression).await?;
        let mut state = match State::read(&folder, &plan)? {
            Some(state) => state,
            None => State::begin(&folder, plan)?,
        };
        let resumed = state.records;
        let total = match &self.progress {
            Some(_) => self.table.count().await?,
            None => 0,
        };
        let mut changes = self.table.changes(state.cursor.clone()).await?;
        let mut part: Option<Writer> = None;
        let mut records = state.records;
        while let Some(batch) = changes.next().await {
            let batch = batch?;
            let mut writer = match part.take() {
                Some(writer) => writer,
                None => self.begin_part(&folder, &state)?,
            };
            writer.write(&batch)?;
            records += batch.num_rows() as u64;
            if writer.rows() < self.row_group {
                part = Some(writer);
            } else {
                writer.finish()?;
                state.part_done(&folder, records, changes.cursor())?;
            }
            if let Some(progress) = &mut self.progress {
                progress(Progress { records, total });
            }
        }
        // A file without rows has a schema as well.
        if part.is_none() && state.parts == 0 {
            part = Some(self.begin_part(&folder, &state)?);
        }
        if let Some(writer) = part {
            writer.finish()?;
            state.parts += 1;
            state.records = records;
        }
        let cursor = self.table.has_times().then(|| changes.cursor());
        let bytes = self.publish(&folder, &state, cursor.as_ref())?;
        Ok(Exported {
            records,
            resumed,
            bytes,
            cursor,
        })
    }

    fn begin_part(&self, folder: &Path, state: &State) -> Result<Writer, Error> {
        let path = state::part(folder, state.parts + 1);
        Writer::create(path, self.table.schema(), self.compression)
    }

    /// Joins the parts, and renames the complete file.
    fn publish(&self, folder: &Path, state: &State, cursor: Option<&Cursor>) -> Result<u64, Error> {
        let whole = folder.join("whole.parquet");
        let mut metadata = state.metadata(cursor);
        metadata.extend(self.metadata.iter().cloned());
        let parts = (1..=state.parts).map(|number| state::part(folder, number));
        let bytes = parquet_file::join(parts, &whole, self.compression, &metadata)?;
        // Without the state, the next run begins a new export instead of resuming this complete one.
        State::remove(folder)?;
        files::rename(&whole, &self.path)?;
        files::remove_folder(folder)?;
        Ok(bytes)
    }
}

/// The folder with the parts of an incomplete file.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    name.into()
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export")
            .field("table", &self.table)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
