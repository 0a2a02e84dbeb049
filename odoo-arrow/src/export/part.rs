//! The rows that the next part will have.

use std::{collections::BTreeMap, path::PathBuf};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use arrow_select::interleave::interleave_record_batch;

use crate::{
    Compression, Error,
    parquet_file::{Writer, failed},
    partition::{Key, Partition},
};

/// The size of the rows in memory with which a partitioned part is written.
///
/// It limits the memory if records are large.
const MOST_BYTES: usize = 16 << 20;

/// The rows of a part until it is complete.
pub(super) enum Rows {
    /// They become one row group, which is compressed page by page.
    Whole(Option<Box<Writer>>),
    /// They become a row group for each partition.
    Divided(Divided),
}

/// Rows in memory, with the partition of each row.
pub(super) struct Divided {
    partition: Partition,
    batches: Vec<RecordBatch>,
    /// For each partition, the positions of its rows: batch and row.
    rows: BTreeMap<Key, Vec<(usize, usize)>>,
    count: usize,
    bytes: usize,
}

/// The file that a part is written into.
pub(super) struct Target {
    pub(super) path: PathBuf,
    pub(super) schema: SchemaRef,
    pub(super) compression: Compression,
}

impl Target {
    fn create(&self) -> Result<Writer, Error> {
        Writer::create(self.path.clone(), self.schema.clone(), self.compression)
    }
}

impl Rows {
    pub(super) fn new(partition: Option<&Partition>) -> Self {
        match partition {
            None => Rows::Whole(None),
            Some(partition) => Rows::Divided(Divided {
                partition: partition.clone(),
                batches: Vec::new(),
                rows: BTreeMap::new(),
                count: 0,
                bytes: 0,
            }),
        }
    }

    /// Adds the rows of a page, before which `records` were read.
    pub(super) fn add(
        &mut self,
        batch: RecordBatch,
        records: u64,
        target: &Target,
    ) -> Result<(), Error> {
        match self {
            Rows::Whole(writer) => {
                let writer = match writer {
                    Some(writer) => writer,
                    none => none.insert(Box::new(target.create()?)),
                };
                writer.write(&batch)
            }
            Rows::Divided(divided) => {
                divided.add(batch, records);
                Ok(())
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Rows::Whole(writer) => writer.is_none(),
            Rows::Divided(divided) => divided.count == 0,
        }
    }

    /// Whether a part with row groups of so many rows is complete.
    pub(super) fn are_complete(&self, row_group: usize) -> bool {
        match self {
            Rows::Whole(writer) => writer.as_ref().is_some_and(|w| w.rows() >= row_group),
            Rows::Divided(divided) => divided.count >= row_group || divided.bytes >= MOST_BYTES,
        }
    }

    /// Writes the part to the disk, also if it has no rows.
    pub(super) fn finish(&mut self, target: &Target) -> Result<(), Error> {
        match self {
            Rows::Whole(writer) => match writer.take() {
                Some(writer) => writer.finish(),
                None => target.create()?.finish(),
            },
            Rows::Divided(divided) => divided.finish(target),
        }
    }
}

impl Divided {
    fn add(&mut self, batch: RecordBatch, records: u64) {
        let at = self.batches.len();
        for (row, key) in self.partition.keys(&batch, records).into_iter().enumerate() {
            self.rows.entry(key).or_default().push((at, row));
        }
        self.count += batch.num_rows();
        self.bytes += batch.get_array_memory_size();
        self.batches.push(batch);
    }

    fn finish(&mut self, target: &Target) -> Result<(), Error> {
        let mut writer = target.create()?;
        let batches: Vec<&RecordBatch> = self.batches.iter().collect();
        for rows in self.rows.values() {
            let batch = interleave_record_batch(&batches, rows)
                .map_err(|error| failed("write", &target.path)(error.into()))?;
            writer.write(&batch)?;
            writer.end_row_group()?;
        }
        let keys: Vec<Key> = self.rows.keys().copied().collect();
        writer.describe(serde_json::to_string(&keys).unwrap_or_default());
        writer.finish()?;
        self.batches.clear();
        self.rows.clear();
        (self.count, self.bytes) = (0, 0);
        Ok(())
    }
}
