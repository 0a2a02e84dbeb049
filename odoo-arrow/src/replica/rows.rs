//! The current records of a replica.

use std::{
    collections::HashMap,
    fmt,
    path::{Path, PathBuf},
    vec,
};

use arrow_array::{BooleanArray, RecordBatch, cast::AsArray as _, types::Int32Type};
use arrow_select::filter::filter_record_batch;

use super::{failed, state::State};
use crate::{Error, parquet_file};

/// The file with the newest row of each record.
pub(super) struct Newest(HashMap<i32, Row>);

#[derive(Clone, Copy)]
struct Row {
    file: u32,
    is_deleted: bool,
}

impl Newest {
    /// Reads the ids of all files.
    pub(super) fn read(folder: &Path, state: &State) -> Result<Self, Error> {
        let mut newest = HashMap::new();
        for (file, name) in (0..).zip(&state.files) {
            for batch in parquet_file::read(&folder.join(name), Some(&[0, state.marks()]))? {
                let batch = batch?;
                let ids = batch.column(0).as_primitive::<Int32Type>().values();
                let marks = batch.column(1).as_boolean().values();
                for (id, is_deleted) in ids.iter().zip(marks) {
                    newest.insert(*id, Row { file, is_deleted });
                }
            }
        }
        Ok(Newest(newest))
    }

    /// The ids of records that are not deleted.
    pub(super) fn existing(&self) -> impl Iterator<Item = i32> {
        let existing = self.0.iter().filter(|(_, row)| !row.is_deleted);
        existing.map(|(id, _)| *id)
    }

    fn has(&self, id: i32, file: u32) -> bool {
        self.0
            .get(&id)
            .is_some_and(|row| row.file == file && !row.is_deleted)
    }
}

/// The current records of a replica, in batches.
#[must_use = "an iterator reads nothing until something is taken from it"]
pub struct Rows {
    folder: PathBuf,
    newest: Newest,
    /// The position of the column with the marks.
    marks: usize,
    files: vec::IntoIter<String>,
    /// The number of the current file, counted from 1.
    file: u32,
    batches: Option<Batches>,
}

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, Error>> + Send>;

impl Rows {
    pub(super) fn new(folder: &Path, state: State) -> Result<Self, Error> {
        Ok(Rows {
            folder: folder.to_owned(),
            newest: Newest::read(folder, &state)?,
            marks: state.marks(),
            files: state.files.into_iter(),
            file: 0,
            batches: None,
        })
    }

    /// The next batch of a file, unchanged.
    fn stored(&mut self) -> Option<Result<RecordBatch, Error>> {
        loop {
            if let Some(batch) = self.batches.as_mut().and_then(Iterator::next) {
                return Some(batch);
            }
            let path = self.folder.join(self.files.next()?);
            self.file += 1;
            match parquet_file::read(&path, None) {
                Ok(batches) => self.batches = Some(Box::new(batches)),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// The current rows of a batch, without their marks.
    fn present(&self, mut batch: RecordBatch) -> Result<RecordBatch, Error> {
        let ids = batch.column(0).as_primitive::<Int32Type>().values();
        let is_present = |id: &i32| self.newest.has(*id, self.file - 1);
        let present: BooleanArray = ids.iter().map(is_present).collect::<Vec<_>>().into();
        batch.remove_column(self.marks);
        filter_record_batch(&batch, &present).map_err(|error| failed(&self.folder, error))
    }
}

impl Iterator for Rows {
    type Item = Result<RecordBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let batch = self.stored()?.and_then(|batch| self.present(batch));
            if !matches!(&batch, Ok(batch) if batch.num_rows() == 0) {
                return Some(batch);
            }
        }
    }
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}
