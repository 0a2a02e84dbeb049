#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod batches;
mod columns;
mod error;
mod export;
mod files;
mod parquet_file;
mod partition;
mod plan;
#[cfg(feature = "postgres")]
mod postgres;
mod replica;
mod table;
#[cfg(test)]
mod testing;

pub use arrow_array::RecordBatch;
pub use arrow_schema::SchemaRef;
pub use batches::RecordBatches;
pub use error::Error;
pub use export::{Export, Exported, Progress};
pub use parquet_file::Compression;
pub use partition::Partition;
#[cfg(feature = "postgres")]
#[cfg_attr(docsrs, doc(cfg(feature = "postgres")))]
pub use postgres::PostgresReplica;
pub use replica::{Replica, Rows, Updated};
pub use table::{Table, TableOptions};
#[cfg(feature = "postgres")]
#[cfg_attr(docsrs, doc(cfg(feature = "postgres")))]
pub use tokio_postgres;
