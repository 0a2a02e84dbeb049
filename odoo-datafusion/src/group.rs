//! Aggregates that the server computes with `read_group`.
//!
//! Each group of the server must lie within one group of SQL, which can consist of several: NULL and 0, or the months of a year. The server's groups are
//! read as rows, and SQL aggregates them once more, as it does with the partial results of partitions.

mod key;
mod measure;
mod read;
mod rule;
mod scan;
mod table;

pub use rule::PushAggregates;
