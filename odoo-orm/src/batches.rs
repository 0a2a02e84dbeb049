//! Writing records in several calls.

mod batch_error;
mod each;
mod records;

use std::{fmt, future::IntoFuture, mem, ops::Range, sync::Arc};

pub use batch_error::{Batch, BatchError};
use futures_util::{FutureExt as _, StreamExt as _, stream::FuturesUnordered};
use odoo_rpc::{BoxFuture, ConfigError, Error};
use records::Sent;
pub(super) use records::{Records, size};

/// The default number of records per batch. Measured: ARCHITECTURE.md has the cost of other sizes.
const SIZE: usize = 500;

/// The default size of a batch's values, in bytes.
///
/// nginx, the usual proxy for Odoo, limits a request to 1 MB by default.
const BYTES: usize = 900_000;

/// Records to be written in several batches. `.await` writes them.
///
/// `.await` returns one result per record, in the order of the records.
///
/// Each batch takes one call or more, and succeeds or fails separately. After a batch fails, no further batch is sent, and the client waits for those in progress. The error,
/// [`BatchError`], has the outcome of each batch. If the future is dropped, the outcomes are lost.
///
/// ```
/// # use odoo_orm::{Outcome, prelude::*};
/// # #[derive(OdooModel)]
/// # #[odoo(model = "res.partner")]
/// # struct Partner { id: Id<Partner>, name: String }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), odoo_orm::Error> {
/// # let odoo = odoo_mock::World::new().client();
/// # let names = ["Acme", "Bolts"].map(str::to_owned);
/// let values = names.iter().map(|name| Values::new().set(Partner::NAME, name));
/// match Partner::create_many(&odoo, values).in_batches().concurrency(2).await {
///     Ok(ids) => println!("{} created", ids.len()),
///     Err(incomplete) => {
///         for (at, id) in incomplete.done() {
///             println!("{} is {id}", names[at]);
///         }
///         for batch in incomplete.batches() {
///             match batch.outcome() {
///                 Outcome::Done => {}
///                 Outcome::NotDone => println!("{:?} can be sent again", batch.records()),
///                 Outcome::Unknown => println!("{:?}: check whether they exist", batch.records()),
///             }
///         }
///         return Err(incomplete.into_error());
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is written until `.await`"]
pub struct Batches<T> {
    model: &'static str,
    /// The records as they are sent, or why they cannot be.
    sent: Result<Sent, ConfigError>,
    write: Write<T>,
    culprit: Culprit,
    size: usize,
    bytes: usize,
    concurrency: usize,
    progress: Option<Progress>,
}

/// Is told of how many records the fate is known, of how many.
type Progress = Box<dyn FnMut(usize, usize) + Send>;

/// Writes some of the records.
///
/// The flag says whether a rejection is explained, which may take further calls.
type Write<T> = Box<dyn Fn(Range<usize>, bool) -> Written<T> + Send + Sync>;

/// The place of the record that an error names.
type Culprit = Arc<dyn Fn(&Error) -> Option<usize> + Send + Sync>;

pub(super) type Written<T> = BoxFuture<'static, Result<Vec<T>, Error>>;

impl<T> Batches<T> {
    /// Creates batches that `write` writes, one range of the sent records at a time.
    pub(super) fn new<R>(
        model: &'static str,
        records: Result<Records<R>, ConfigError>,
        write: impl Fn(Arc<[R]>, Range<usize>, bool) -> Written<T> + Send + Sync + 'static,
        culprit: fn(&[R], &Error) -> Option<usize>,
    ) -> Self
    where
        R: Send + Sync + 'static,
    {
        let (records, sent) = match records {
            Ok(Records { records, sent }) => (records, Ok(sent)),
            Err(error) => (Vec::new(), Err(error)),
        };
        let records: Arc<[R]> = records.into();
        Batches {
            model,
            sent,
            culprit: {
                let records = Arc::clone(&records);
                Arc::new(move |error| culprit(&records, error))
            },
            write: Box::new(move |range, explain| write(Arc::clone(&records), range, explain)),
            size: SIZE,
            bytes: BYTES,
            concurrency: 1,
            progress: None,
        }
    }

    /// Sets the maximum number of records per batch: by default 500. 0 is rejected.
    pub fn batch_size(mut self, records: usize) -> Self {
        self.size = records;
        self
    }

    /// Sets the maximum size of a batch's values in bytes: by default 900,000.
    ///
    /// A proxy may reject larger requests. A record that is larger than the limit becomes a batch of its own.
    pub fn batch_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// Sets how many batches are sent concurrently: by default 1. 0 is rejected.
    ///
    /// The number of the server's workers is a good value. Records are then created in any order, and batches that write to the same records may wait for
    /// each other on the server.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls;
        self
    }

    /// Calls `progress` after each batch.
    ///
    /// Its arguments are the number of records with a result, and the number of all records.
    ///
    /// It runs between two calls, so it must be quick, and must not block.
    pub fn progress(mut self, progress: impl FnMut(usize, usize) + Send + 'static) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// Writes the records with a result for each one, in their order.
    ///
    /// An invalid record does not prevent the server from writing the others.
    ///
    /// If the server refuses a batch, the client splits it until one record fails alone. The result of this record is the server's error. Each call is a
    /// transaction of its own. Without errors, it sends the same calls as a plain `.await`. For 3 invalid records of 500 it sends at most 40 calls. If all records
    /// are invalid, it sends one call for each.
    ///
    /// After an error that does not concern the records (no connection, a rejected login), the client sends no further call. The records of that call have the
    /// error, with its [`outcome`](Error::outcome). The other records have an error that says that they were not sent.
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "res.partner")]
    /// # struct Partner { id: Id<Partner>, name: String, country_id: Option<Id<Partner>> }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_orm::Error> {
    /// # let odoo = odoo_mock::World::new().client();
    /// let rows = [("svc.acme", 1), ("svc.bolts", 999_999), ("svc.cogs", 1)];
    /// let values = rows.map(|(key, country)| {
    ///     (key, Values::new().set(Partner::NAME, key).set(Partner::COUNTRY_ID, Id::new(country)))
    /// });
    /// let fates = Partner::upsert_many(&odoo, values).each().await?;
    /// for ((key, _), fate) in rows.iter().zip(&fates) {
    ///     match fate {
    ///         Ok(upserted) => println!("{key}: {upserted:?}"),
    ///         Err(error) => println!("{key}: {error}"),
    ///     }
    /// }
    /// assert_eq!(fates.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the values of a record or an option are invalid. Nothing was sent then.
    pub fn each(mut self) -> BoxFuture<'static, Result<Vec<Result<T, Error>>, Error>>
    where
        T: Send + 'static,
    {
        Box::pin(async move {
            let plan = self.plan()?;
            let total = plan.last().map_or(0, |batch| batch.end);
            let mut progress = self.progress.take();
            let write: Arc<dyn Fn(Range<usize>, bool) -> Written<T> + Send + Sync> =
                self.write.into();
            let (mut waiting, mut running) = (plan.into_iter(), FuturesUnordered::new());
            let (mut batches, mut stop, mut known) = (Vec::<(usize, Vec<_>)>::new(), None, 0);
            loop {
                while stop.is_none()
                    && running.len() < self.concurrency
                    && let Some(records) = waiting.next()
                {
                    let write = Arc::clone(&write);
                    // The error of a single record is explained in full.
                    let write = move |range: Range<usize>| {
                        let explain = range.len() == 1;
                        write(range, explain)
                    };
                    let start = records.start;
                    let culprit = Arc::clone(&self.culprit);
                    let fates = each::each(records, write, move |error| culprit(error));
                    running.push(fates.map(move |fates| (start, fates)));
                }
                let Some((start, fates)) = running.next().await else {
                    break;
                };
                known += fates.results.len();
                if let Some(progress) = &mut progress {
                    progress(known, total);
                }
                stop = stop.or(fates.stop);
                batches.push((start, fates.results));
            }
            if let Some(error) = stop {
                for records in waiting {
                    let not_sent = records.clone().map(|_| Err(each::not_sent(&error)));
                    batches.push((records.start, not_sent.collect()));
                }
            }
            let sent = self.sent?;
            let results = batches.into_iter().flat_map(|(start, results)| {
                let places = sent.places(start..start + results.len());
                places.into_iter().zip(results)
            });
            Ok(in_order(results))
        })
    }

    /// Divides the records into batches.
    fn plan(&self) -> Result<Vec<Range<usize>>, ConfigError> {
        for (option, value) in [("batch_size", self.size), ("concurrency", self.concurrency)] {
            if value == 0 {
                let sentence = format!("invalid `{option}` 0: expected at least 1");
                return Err(ConfigError::new(sentence));
            }
        }
        let sent = self.sent.as_ref().map_err(Clone::clone)?;
        Ok(cut(sent, self.size, self.bytes))
    }

    async fn run(mut self) -> Result<Vec<T>, BatchError<T>> {
        let (plan, sent) = match (self.plan(), self.sent) {
            (Ok(plan), Ok(sent)) => (plan, sent),
            (Err(error), _) | (_, Err(error)) => {
                return Err(BatchError::new(self.model, Vec::new(), error.into()));
            }
        };
        let (mut known, total) = (0, plan.last().map_or(0, |batch| batch.end));
        let mut progress = self.progress.take();
        let (mut waiting, mut running) = (plan.into_iter(), FuturesUnordered::new());
        let (mut batches, mut first_error) = (Vec::new(), None);
        loop {
            while first_error.is_none()
                && running.len() < self.concurrency
                && let Some(records) = waiting.next()
            {
                let write = (self.write)(records.clone(), true);
                running.push(write.map(|result| (records, result)));
            }
            let Some((records, result)) = running.next().await else {
                break;
            };
            known += records.len();
            if let Some(progress) = &mut progress {
                progress(known, total);
            }
            let batch = Batch::sent(sent.places(records), result);
            if first_error.is_none() {
                first_error = batch.error().cloned();
            }
            batches.push(batch);
        }
        batches.extend(waiting.map(|records| Batch::not_sent(sent.places(records))));
        batches.sort_by_key(|batch| batch.records().first().copied());
        match first_error {
            None => Ok(in_order(batches.into_iter().flat_map(Batch::into_done))),
            Some(error) => Err(BatchError::new(self.model, batches, error)),
        }
    }
}

/// Sorts results by the positions of their records.
fn in_order<T>(results: impl Iterator<Item = (usize, T)>) -> Vec<T> {
    let mut results: Vec<(usize, T)> = results.collect();
    results.sort_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Divides records into batches, which are one call each.
///
/// No batch exceeds the number of records or bytes.
fn cut(sent: &Sent, records: usize, bytes: usize) -> Vec<Range<usize>> {
    let mut batches = Vec::new();
    let mut batch = 0..0;
    let mut held = 0_usize;
    for (at, size) in sent.sizes.iter().enumerate() {
        let is_full = batch.len() == records || held.saturating_add(*size) > bytes;
        if (is_full || sent.heads.contains(&at)) && !batch.is_empty() {
            batches.push(mem::replace(&mut batch, at..at));
            held = 0;
        }
        batch.end = at + 1;
        held = held.saturating_add(*size);
    }
    if !batch.is_empty() {
        batches.push(batch);
    }
    batches
}

impl<T: Send + 'static> IntoFuture for Batches<T> {
    type Output = Result<Vec<T>, BatchError<T>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<T> fmt::Debug for Batches<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches")
            .field("model", &self.model)
            .field(
                "records",
                &self.sent.as_ref().map_or(0, |sent| sent.sizes.len()),
            )
            .field("size", &self.size)
            .field("bytes", &self.bytes)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sized(sizes: &[usize], heads: &[usize]) -> Sent {
        Sent {
            sizes: sizes.to_vec(),
            heads: heads.iter().copied().collect(),
            ..Sent::default()
        }
    }

    #[test]
    fn a_batch_is_closed_by_records_or_by_bytes() {
        let cut = |sizes: &[usize], records, bytes| cut(&sized(sizes, &[]), records, bytes);
        assert_eq!(cut(&[1; 7], 3, 99), [0..3, 3..6, 6..7]);
        assert_eq!(cut(&[4, 4, 4, 4], 9, 8), [0..2, 2..4]);
        assert_eq!(
            cut(&[4, 9, 4], 9, 8),
            [0..1, 1..2, 2..3],
            "a record that is too large is a batch of its own"
        );
        assert_eq!(cut(&[9, 9], 9, 0), [0..1, 1..2]);
        assert_eq!(cut(&[], 3, 9), []);
    }

    #[test]
    fn a_batch_is_closed_where_another_call_begins() {
        let sent = sized(&[1; 7], &[0, 2, 6]);
        assert_eq!(cut(&sent, 3, 99), [0..2, 2..5, 5..6, 6..7]);
    }
}
