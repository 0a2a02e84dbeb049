//! Writes of many records in batches, and their reports.

pub use crate::{
    batches::{Batch, BatchError, Batches},
    model_ext::{CreateMany, Upserted},
};
