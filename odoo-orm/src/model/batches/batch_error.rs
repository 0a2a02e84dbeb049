use std::{error, fmt, ops::Range};

use odoo_rpc::{Error, Outcome};

/// Some of several batches were written, and some were not.
///
/// It does not become an [`Error`] by `?`, because what was written would be lost: take that first, or say that it may be lost, with
/// `map_err(BatchError::into_error)`.
pub struct BatchError<T> {
    model: &'static str,
    batches: Vec<Batch<T>>,
    error: Error,
}

/// What became of one batch.
pub struct Batch<T> {
    records: Range<usize>,
    results: Vec<T>,
    error: Option<Error>,
    was_sent: bool,
}

impl<T> Batch<T> {
    pub(super) fn sent(records: Range<usize>, result: Result<Vec<T>, Error>) -> Self {
        let (results, error) = match result {
            Ok(results) => (results, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        Batch {
            records,
            results,
            error,
            was_sent: true,
        }
    }

    pub(super) fn not_sent(records: Range<usize>) -> Self {
        Batch {
            records,
            results: Vec::new(),
            error: None,
            was_sent: false,
        }
    }

    pub(super) fn into_results(self) -> Vec<T> {
        self.results
    }

    /// Which of the records that were given are in it, the first being 0.
    pub fn records(&self) -> Range<usize> {
        self.records.clone()
    }

    /// Whether the server wrote it. What was not sent is [`NotDone`](Outcome::NotDone), what was written in part (which takes an `upsert_many`)
    /// [`Unknown`](Outcome::Unknown).
    pub fn outcome(&self) -> Outcome {
        match &self.error {
            Some(error) => error.outcome(),
            None if self.was_sent => Outcome::Done,
            None => Outcome::NotDone,
        }
    }

    /// A result for each record, in their order; none unless all went well: a batch may be written and its answer unreadable.
    pub fn results(&self) -> &[T] {
        &self.results
    }

    /// Why it failed, if it did.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// Whether it was sent: the batches behind one that fails are not.
    pub fn was_sent(&self) -> bool {
        self.was_sent
    }
}

impl<T> BatchError<T> {
    pub(super) fn new(model: &'static str, batches: Vec<Batch<T>>, error: Error) -> Self {
        BatchError {
            model,
            batches,
            error,
        }
    }

    /// The batches, in the order of their records; none if something could not be sent at all, for then nothing was.
    pub fn batches(&self) -> &[Batch<T>] {
        &self.batches
    }

    /// The results that there are, each with the place of its record, the first being 0. What they stand for is written, and stays.
    pub fn done(&self) -> impl Iterator<Item = (usize, &T)> {
        self.batches
            .iter()
            .flat_map(|batch| batch.records().zip(&batch.results))
    }

    /// Why the first batch failed that did, or why nothing was sent.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// The same, without what was written.
    pub fn into_error(self) -> Error {
        self.error
    }

    fn count(&self, outcome: Outcome) -> usize {
        let batches = self
            .batches
            .iter()
            .filter(|batch| batch.outcome() == outcome);
        batches.map(|batch| batch.records.len()).sum()
    }
}

impl<T> fmt::Display for BatchError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let model = self.model;
        if self.batches.is_empty() {
            return write!(f, "no record of `{model}` was sent");
        }
        let (done, not_done) = (self.count(Outcome::Done), self.count(Outcome::NotDone));
        write!(
            f,
            "{done} records of `{model}` were written, {not_done} were not"
        )?;
        match self.count(Outcome::Unknown) {
            0 => Ok(()),
            unknown => write!(f, ", and of {unknown} it is not known"),
        }
    }
}

impl<T> fmt::Debug for BatchError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incomplete")
            .field("batches", &self.batches)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Batch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("records", &self.records)
            .field("was_sent", &self.was_sent)
            .field("outcome", &self.outcome())
            .finish_non_exhaustive()
    }
}

impl<T> error::Error for BatchError<T> {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&self.error)
    }
}
