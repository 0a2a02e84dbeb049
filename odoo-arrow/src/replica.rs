//! Parquet files that are kept up to date with the records of a server.

mod rows;
mod state;

use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use arrow_array::{ArrayRef, BooleanArray, RecordBatch, cast::AsArray as _, types::Int32Type};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use odoo_orm::untyped;
use parquet::errors::ParquetError;
use rows::Newest;
pub use rows::Rows;
use state::State;

use crate::{Compression, Error, Table, parquet_file::Writer, plan::Plan};

/// A folder of Parquet files that is kept up to date with a table.
#[doc = include_str!("../docs/replica.md")]
#[must_use = "a replica reads nothing until `update`"]
pub struct Replica {
    table: Table,
    folder: PathBuf,
    compression: Compression,
    rows: usize,
}

/// The result of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Updated {
    /// The number of records that were created or changed, or read again.
    pub changed: u64,
    /// The number of records that were removed.
    ///
    /// They are no longer on the server, or no longer match the domain.
    pub deleted: u64,
}

/// The column that marks deleted records.
const DELETED: &str = "_deleted";

/// The number of rows in a file of an update.
///
/// An interrupted update continues after the last complete file.
const ROWS: usize = 100_000;

impl Replica {
    /// Creates a replica of a table in a folder. The first update creates the folder.
    pub fn new(table: Table, folder: impl Into<PathBuf>) -> Self {
        Replica {
            table,
            folder: folder.into(),
            compression: Compression::default(),
            rows: ROWS,
        }
    }

    /// Sets the compression of the files. The default is [`Compression::Zstd`].
    pub fn compression(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    /// Sets the number of rows in a file, rounded up to pages.
    ///
    /// The default is 100,000.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows.max(1);
        self
    }

    /// Reads all records in the first run, and the changes in each later run.
    ///
    /// An interrupted run is resumed by the next one.
    ///
    /// # Errors
    ///
    /// Returns an error if a request, a value or a file fails, or if the model has no `write_date`. The replica is then as after the last complete file.
    pub async fn update(&self) -> Result<Updated, Error> {
        self.table.check_follows()?;
        let plan = Plan::new(&self.table, self.compression, None).await?;
        let mut state = State::open(&self.folder, plan)?;
        // Changes before the position of an interrupted run are returned by the next run.
        let is_resumed = untyped::is_in_a_run(&state.cursor);
        let mut changed = self.read_changes(&mut state).await?;
        if is_resumed {
            changed += self.read_changes(&mut state).await?;
        }
        let deleted = self.mark_deleted(&mut state).await?;
        state.sweep(&self.folder)?;
        Ok(Updated { changed, deleted })
    }

    /// Reads a run of changes to its end, and returns their number.
    async fn read_changes(&self, state: &mut State) -> Result<u64, Error> {
        let mut written = 0;
        let mut changes = self.table.changes(state.cursor.clone()).await?;
        let mut file: Option<Writer> = None;
        while let Some(batch) = changes.next().await {
            let batch = self.marked(&batch?, false)?;
            let mut writer = match file.take() {
                Some(writer) => writer,
                None => self.begin_file(state)?,
            };
            writer.write(&batch)?;
            written += batch.num_rows() as u64;
            if writer.rows() < self.rows {
                file = Some(writer);
            } else {
                writer.finish()?;
                state.file_done(&self.folder, Some(changes.cursor()))?;
            }
        }
        match file {
            Some(writer) => {
                writer.finish()?;
                state.file_done(&self.folder, Some(changes.cursor()))?;
            }
            None => state.cursor_moved(&self.folder, changes.cursor())?,
        }
        Ok(written)
    }

    /// Writes the ids that the server no longer finds into a separate file.
    async fn mark_deleted(&self, state: &mut State) -> Result<u64, Error> {
        let newest = Newest::read(&self.folder, state)?;
        let mut gone: BTreeSet<i32> = newest.existing().collect();
        let mut ids = self.table.ids();
        while let Some(page) = ids.next().await {
            let page = page?;
            for id in page.column(0).as_primitive::<Int32Type>().values() {
                gone.remove(id);
            }
        }
        if gone.is_empty() {
            return Ok(0);
        }
        let count = gone.len() as u64;
        let mut writer = self.begin_file(state)?;
        let gone: Vec<i32> = gone.into_iter().collect();
        for ids in gone.chunks(self.rows) {
            let rows = self.table.empty_rows(ids)?;
            writer.write(&self.marked(&rows, true)?)?;
        }
        writer.finish()?;
        state.file_done(&self.folder, None)?;
        Ok(count)
    }

    /// Reads the current records: the newest row of each id, without deleted records.
    ///
    /// The rows of each file are in the order of the ids.
    ///
    /// The ids are kept in memory, which takes about 12 bytes for each record.
    ///
    /// # Errors
    ///
    /// Returns an error if the folder has no replica, or if a file cannot be read.
    pub fn read(&self) -> Result<Rows, Error> {
        Rows::new(&self.folder, State::existing(&self.folder)?)
    }

    /// Replaces all files by one file with the current records.
    ///
    /// An interrupted run leaves the replica unchanged. Do not call it while an update runs.
    ///
    /// # Errors
    ///
    /// The errors of [`read`](Self::read), and an error if a file cannot be written.
    pub fn compact(&self) -> Result<(), Error> {
        let mut state = State::existing(&self.folder)?;
        let mut writer = self.begin_file(&state)?;
        for batch in self.read()? {
            writer.write(&self.marked(&batch?, false)?)?;
            if writer.rows_in_memory() >= self.rows {
                writer.end_row_group()?;
            }
        }
        writer.finish()?;
        state.compacted(&self.folder)?;
        state.sweep(&self.folder)
    }

    fn begin_file(&self, state: &State) -> Result<Writer, Error> {
        let path = self.folder.join(state.next_file());
        let schema = self.table.schema();
        let deleted = Arc::new(Field::new(DELETED, DataType::Boolean, false));
        let fields = schema.fields().iter().cloned().chain([deleted]);
        let schema = Schema::new(fields.collect::<Vec<_>>());
        Writer::create(path, Arc::new(schema), self.compression)
    }

    /// Adds the column that marks deleted rows.
    fn marked(&self, batch: &RecordBatch, deleted: bool) -> Result<RecordBatch, Error> {
        let mark: ArrayRef = Arc::new(BooleanArray::from(vec![deleted; batch.num_rows()]));
        let columns = batch.columns().iter().cloned().chain([mark]).collect();
        let field = Arc::new(Field::new(DELETED, DataType::Boolean, false));
        let fields = batch.schema_ref().fields().iter().cloned().chain([field]);
        let schema = Schema::new(fields.collect::<Vec<_>>());
        RecordBatch::try_new(Arc::new(schema), columns).map_err(|error| failed(&self.folder, error))
    }
}

impl fmt::Debug for Replica {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replica")
            .field("table", &self.table)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

fn failed(path: &Path, error: ArrowError) -> Error {
    Error::Parquet {
        action: "read",
        path: path.to_owned(),
        source: ParquetError::from(error),
    }
}

#[cfg(test)]
mod tests;
