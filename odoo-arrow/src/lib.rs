#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod batches;
mod columns;
mod error;
mod export;
mod files;
mod parquet_file;
mod plan;
mod replica;
mod table;
#[cfg(test)]
mod testing;

pub use arrow_array::RecordBatch;
pub use arrow_schema::SchemaRef;
pub use batches::RecordBatches;
pub use error::Error;
pub use export::{Export, Exported, Partition, Progress};
pub use parquet_file::Compression;
pub use replica::{Replica, Rows, Updated};
pub use table::{Table, TableOptions};
