//! Incremental sync: the records that changed since a cursor.

pub use crate::changes::{Changes, Cursor};
