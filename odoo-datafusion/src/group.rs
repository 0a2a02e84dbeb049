//! Aggregates that the server computes with `read_group`.
//!
//! The server's groups need not be those of SQL: they must only not mix what SQL separates. So the server's groups are read as
//! rows, and SQL aggregates them once more, as it does with the partial results of partitions. NULL and 0, or the months of a
//! year, then become one group.

mod key;
mod measure;
mod read;
mod rule;
mod scan;
mod table;

pub use rule::PushAggregates;
