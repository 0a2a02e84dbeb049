use std::{error, fmt, future::IntoFuture, ops::Range};

use odoo_rpc::{BoxFuture, ConfigError, Error, Outcome};

use super::{CreateMany, create};
use crate::{
    model::{Model, meta},
    relation::Id,
};

/// Records that are to be created in several calls. `.await` makes them, one after the other, and ends with the first that fails.
#[must_use = "nothing is created until `.await`"]
pub struct Batches<M> {
    records: CreateMany<M>,
    size: usize,
}

impl<M> Batches<M> {
    pub(super) fn new(records: CreateMany<M>, size: usize) -> Self {
        Batches { records, size }
    }
}

impl<M: Model> IntoFuture for Batches<M> {
    type Output = Result<Vec<Id<M>>, Incomplete<M>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let Batches { records, size } = self;
        let CreateMany { client, values, .. } = records;
        Box::pin(async move {
            let mut created = Vec::with_capacity(values.len());
            if size == 0 {
                let error =
                    ConfigError::new("`batches_of` was given 0: no record fits into such a batch");
                return Err(Incomplete::new(created, 0..0, error.into()));
            }
            // Nothing is sent if anything cannot be.
            let values = match values.into_iter().collect::<Result<Vec<_>, _>>() {
                Ok(values) => values,
                Err(error) => return Err(Incomplete::new(created, 0..0, error.into())),
            };
            let mut values = values.into_iter();
            loop {
                let batch: Vec<_> = values.by_ref().take(size).collect();
                let range = created.len()..created.len() + batch.len();
                if batch.is_empty() {
                    return Ok(created);
                }
                match create(&client, batch).await {
                    Ok(ids) => created.extend(ids),
                    Err(error) => return Err(Incomplete::new(created, range, error)),
                }
            }
        })
    }
}

impl<M: Model> fmt::Debug for Batches<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches")
            .field("records", &self.records)
            .field("size", &self.size)
            .finish()
    }
}

/// Some records were created, and then a batch failed.
///
/// It does not become an [`Error`] by `?`, because the ids of what was created would be lost: take them first, or say that they may be lost, with
/// `map_err(Incomplete::into_error)`.
pub struct Incomplete<M> {
    created: Vec<Id<M>>,
    batch: Range<usize>,
    error: Error,
}

impl<M> Incomplete<M> {
    fn new(created: Vec<Id<M>>, batch: Range<usize>, error: Error) -> Self {
        Incomplete {
            created,
            batch,
            error,
        }
    }

    /// The ids of the records that were created, in the order of their values. These stay.
    pub fn created(&self) -> &[Id<M>] {
        &self.created
    }

    /// Which of the values were in the batch that failed, the first being 0. What comes behind them was not sent. Empty if nothing was.
    pub fn batch(&self) -> Range<usize> {
        self.batch.clone()
    }

    /// Whether the batch that failed was created all the same.
    pub fn outcome(&self) -> Outcome {
        self.error.outcome()
    }

    /// Why the batch failed.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// Why the batch failed, without what was created.
    pub fn into_error(self) -> Error {
        self.error
    }
}

impl<M: Model> fmt::Display for Incomplete<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let model = meta::<M>().name();
        if self.batch.is_empty() {
            return write!(f, "no record of `{model}` was sent");
        }
        write!(
            f,
            "{} records of `{model}` were created, then the batch of {} to {} failed",
            self.created.len(),
            self.batch.start,
            self.batch.end - 1
        )
    }
}

impl<M: Model> fmt::Debug for Incomplete<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incomplete")
            .field("created", &self.created.len())
            .field("batch", &self.batch)
            .field("error", &self.error)
            .finish()
    }
}

impl<M: Model> error::Error for Incomplete<M> {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&self.error)
    }
}
