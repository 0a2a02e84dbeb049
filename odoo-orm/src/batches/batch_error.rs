use std::{error, fmt, ops::Range};

use odoo_rpc::{Error, Outcome};

/// The error of a write in batches: some batches may have been written.
///
/// `?` does not convert it to an [`Error`], because the results of the written batches would be lost. Read them first, or discard them explicitly with
/// `map_err(BatchError::into_error)`.
pub struct BatchError<T> {
    model: &'static str,
    batches: Vec<Batch<T>>,
    error: Error,
}

/// The outcome of one batch.
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

    /// Returns the positions of the batch's records among those given, counted from 0.
    pub fn records(&self) -> Range<usize> {
        self.records.clone()
    }

    /// Tells whether the server wrote the batch.
    ///
    /// A batch that was not sent is [`NotDone`](Outcome::NotDone). One that was written in part, which only `upsert_many` does, is
    /// [`Unknown`](Outcome::Unknown).
    pub fn outcome(&self) -> Outcome {
        match &self.error {
            Some(error) => error.outcome(),
            None if self.was_sent => Outcome::Done,
            None => Outcome::NotDone,
        }
    }

    /// Returns one result per record, in their order, or nothing unless the batch succeeded.
    ///
    /// A batch can be written although its response is unreadable.
    pub fn results(&self) -> &[T] {
        &self.results
    }

    /// Returns the error of the batch, if it failed.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// Tells whether the batch was sent: the batches after a failed one are not.
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

    /// Returns the batches, in the order of their records.
    ///
    /// Empty if a value could not be encoded, because then nothing was sent.
    pub fn batches(&self) -> &[Batch<T>] {
        &self.batches
    }

    /// Returns the results of the written records, each with the record's position, counted from 0.
    ///
    /// These records remain written.
    pub fn done(&self) -> impl Iterator<Item = (usize, &T)> {
        self.batches
            .iter()
            .flat_map(|batch| batch.records().zip(&batch.results))
    }

    /// Returns the error of the first failed batch, or the reason why nothing was sent.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// Converts into the error alone, and discards the results.
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
            unknown => write!(f, ", the outcome of {unknown} is unknown"),
        }
    }
}

impl<T> fmt::Debug for BatchError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchError")
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
