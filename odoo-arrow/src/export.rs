//! All records of a table in one Parquet file, or in a folder of partitions.

mod folder;
mod part;
mod state;

use std::{
    fmt,
    path::{Path, PathBuf},
};

use folder::{Folder, Manifest};
use odoo_orm::sync::Cursor;
use part::{Rows, Target};
use state::State;

use crate::{
    Compression, Error, Table,
    files::{self, Pending},
    parquet_file::{Joined, Part},
    partition::Partition,
    plan::Plan,
};

/// The number of rows in a row group.
const ROW_GROUP: usize = 100_000;

/// An export of a table to a Parquet file, or to a folder of files.
#[doc = include_str!("../docs/export.md")]
#[must_use = "an export writes nothing until `run`"]
pub struct Export {
    table: Table,
    path: PathBuf,
    compression: Compression,
    row_group: usize,
    partition: Option<Partition>,
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
    /// The number of records in the files.
    pub records: u64,
    /// The number of these records that an earlier run had read.
    pub resumed: u64,
    /// The number of files.
    pub files: u64,
    /// The size of the files in bytes.
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
            partition: None,
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

    /// Divides the export into files. The path is then a folder.
    ///
    /// The folder is replaced if it is empty or has an earlier export.
    pub fn partition(mut self, partition: Partition) -> Self {
        self.partition = Some(partition);
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

    /// Reads the records and writes the file or folder, or resumes an interrupted run.
    ///
    /// # Errors
    ///
    /// Returns an error if a request, a value or a file fails. The row groups so far stay in the folder next to the file, and the next run continues after
    /// them. An existing file or export is unchanged.
    pub async fn run(mut self) -> Result<Exported, Error> {
        match self.partition.take() {
            None => self.into_file().await,
            Some(partition) => self.into_folder(partition).await,
        }
    }

    async fn into_file(mut self) -> Result<Exported, Error> {
        let file = Pending::create(&self.path)?;
        let beside = beside(&self.path);
        let plan = Plan::new(&self.table, self.compression, None).await?;
        let mut state = match State::read(&beside, &plan)? {
            Some(state) => state,
            None => State::begin(&beside, plan)?,
        };
        let resumed = state.records;
        let cursor = self.read(&beside, &mut state, None).await?;
        let bytes = self.join(&beside, &state, &file, cursor.as_ref())?;
        // Without the state, the next run begins a new export instead of resuming this complete one.
        State::remove(&beside)?;
        file.finish()?;
        files::remove_folder(&beside)?;
        Ok(Exported {
            records: state.records,
            resumed,
            files: 1,
            bytes,
            cursor,
        })
    }

    async fn into_folder(mut self, partition: Partition) -> Result<Exported, Error> {
        partition.check(self.table.model(), &self.table.schema())?;
        let folder = Folder::check(&self.path)?;
        let beside = beside(folder.path());
        let plan = Plan::new(&self.table, self.compression, Some(&partition)).await?;
        let mut state = match State::read(&beside, &plan)? {
            Some(state) if !folder.has(&state) => state,
            _ => State::begin(&beside, plan)?,
        };
        let (resumed, manifest) = if let Some(whole) = Manifest::of_whole(&beside)? {
            (whole.records, whole)
        } else {
            let resumed = state.records;
            let manifest = self.write_folder(&beside, &mut state, &partition).await?;
            (resumed, manifest)
        };
        folder.publish(&beside)?;
        Ok(Exported {
            records: manifest.records,
            resumed,
            files: manifest.files,
            bytes: manifest.bytes,
            cursor: manifest.cursor,
        })
    }

    async fn write_folder(
        &mut self,
        beside: &Path,
        state: &mut State,
        partition: &Partition,
    ) -> Result<Manifest, Error> {
        let cursor = self.read(beside, state, Some(partition)).await?;
        let entries = self.entries(state, cursor.as_ref());
        let compression = self.compression;
        folder::write(beside, state, partition, compression, &entries, cursor)
    }

    /// Reads the records that no part has into further parts.
    ///
    /// There is at least one part.
    async fn read(
        &mut self,
        beside: &Path,
        state: &mut State,
        partition: Option<&Partition>,
    ) -> Result<Option<Cursor>, Error> {
        let total = match &self.progress {
            Some(_) => self.table.count().await?,
            None => 0,
        };
        let read = usize::try_from(state.records).unwrap_or(usize::MAX);
        let left = self.table.options().limit.saturating_sub(read);
        let rest = self.table.clone().limit(left);
        let mut changes = rest.changes(state.cursor.clone()).await?;
        let (mut rows, mut records) = (Rows::new(partition), state.records);
        while let Some(batch) = changes.next().await {
            let batch = batch?;
            let target = self.target(beside, state);
            let count = batch.num_rows() as u64;
            rows.add(batch, records, &target)?;
            records += count;
            if rows.are_complete(self.row_group) {
                rows.finish(&target)?;
                state.part_done(beside, records, changes.cursor())?;
            }
            if let Some(progress) = &mut self.progress {
                progress(Progress { records, total });
            }
        }
        // A file without rows has a schema as well.
        if !rows.is_empty() || state.parts == 0 {
            rows.finish(&self.target(beside, state))?;
            state.parts += 1;
            state.records = records;
        }
        Ok(self.table.has_times().then(|| changes.cursor()))
    }

    fn target(&self, beside: &Path, state: &State) -> Target {
        Target {
            path: state::part(beside, state.parts + 1),
            schema: self.table.schema(),
            compression: self.compression,
        }
    }

    /// Copies the parts into the file, and returns its size.
    fn join(
        &self,
        beside: &Path,
        state: &State,
        file: &Pending,
        cursor: Option<&Cursor>,
    ) -> Result<u64, Error> {
        let metadata = self.entries(state, cursor);
        let mut joined = None;
        for number in 1..=state.parts {
            let part = Part::open(&state::part(beside, number))?;
            let joined = match &mut joined {
                Some(joined) => joined,
                none => none.insert(Joined::begin(
                    file.output()?,
                    &self.path,
                    &part,
                    self.compression,
                    &metadata,
                )?),
            };
            for group in 0..part.groups() {
                joined.append(&part, group)?;
            }
        }
        joined.map_or(Ok(0), |mut joined| joined.finish())
    }

    fn entries(&self, state: &State, cursor: Option<&Cursor>) -> Vec<(String, String)> {
        let mut metadata = state.metadata(cursor);
        metadata.extend(self.metadata.iter().cloned());
        metadata
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
