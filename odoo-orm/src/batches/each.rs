//! A result for each record: a rejected batch is split until one record is left.

use std::{collections::BTreeMap, ops::Range};

use odoo_rpc::{Error, ErrorKind, Outcome, TransportError, TransportErrorKind};

use super::Written;

/// The results of a batch, in the order of the records.
///
/// `stop` is the error after which no further call is useful.
pub(super) struct Fates<T> {
    pub(super) results: Vec<Result<T, Error>>,
    pub(super) stop: Option<Error>,
}

/// Writes the records of a range.
///
/// If the error names the record, which `culprit` finds, the records before it are sent next. Otherwise a binary search finds the record. The next call then has
/// about as many records as succeeded before it, and four times as many after each call that succeeds. So a few invalid records cost a binary search each, and
/// many invalid records one call each.
pub(super) async fn each<T>(
    records: Range<usize>,
    write: impl Fn(Range<usize>) -> Written<T>,
    culprit: impl Fn(&Error) -> Option<usize>,
) -> Fates<T> {
    let mut results = Vec::with_capacity(records.len());
    let mut at = records.start;
    let mut size = records.len().max(1);
    let mut named = BTreeMap::new();
    while at < records.end {
        if let Some(error) = named.remove(&at) {
            results.push(Err(error));
            at += 1;
            continue;
        }
        let next = named.keys().next().copied();
        let end = at.saturating_add(size).min(next.unwrap_or(records.end));
        let error = match write(at..end).await {
            Ok(written) => {
                results.extend(written.into_iter().map(Ok));
                at = end;
                size = size.saturating_mul(4);
                continue;
            }
            Err(error) if is_of_records(&error) => error,
            Err(error) => return stopped(results, at..end, records.end, error),
        };
        if let Some(bad) = culprit(&error).filter(|bad| (at..end).contains(bad)) {
            named.insert(bad, of_one(error));
            continue;
        }
        // One of `good..bad` fails, and those before it are written.
        let (mut good, mut bad, mut last) = (at, end, Some(error));
        while bad - good > 1 {
            let middle = good + (bad - good) / 2;
            match write(good..middle).await {
                Ok(written) => {
                    results.extend(written.into_iter().map(Ok));
                    good = middle;
                    // The error was about more records than are left.
                    last = None;
                }
                Err(error) if is_of_records(&error) => {
                    bad = middle;
                    last = Some(error);
                }
                Err(error) => return stopped(results, good..middle, records.end, error),
            }
        }
        match last {
            Some(error) => results.push(Err(error)),
            None => match write(good..bad).await {
                Ok(written) => results.extend(written.into_iter().map(Ok)),
                Err(error) if is_of_records(&error) => results.push(Err(error)),
                Err(error) => return stopped(results, good..bad, records.end, error),
            },
        }
        size = (2 * (good - at)).max(1);
        at = bad;
    }
    let stop = None;
    Fates { results, stop }
}

/// The error of one record, without the mistakes of others in its batch.
fn of_one(error: Error) -> Error {
    match error {
        Error::Fault(fault) => Error::Fault(Box::new(fault.of_rejected_alone())),
        other => other,
    }
}

/// Whether the error concerns the written record.
///
/// Then the server raised it, and other records may succeed.
fn is_of_records(error: &Error) -> bool {
    let is_of_all = matches!(
        error.kind(),
        ErrorKind::Unauthenticated | ErrorKind::Unsupported
    );
    error.fault().is_some() && !is_of_all
}

/// Ends the batches after an error that the next call would return as well.
fn stopped<T>(
    mut results: Vec<Result<T, Error>>,
    sent: Range<usize>,
    end: usize,
    error: Error,
) -> Fates<T> {
    results.extend(sent.clone().map(|_| Err(error.clone())));
    results.extend((sent.end..end).map(|_| Err(not_sent(&error))));
    let stop = Some(error);
    Fates { results, stop }
}

/// The error of a record that was not sent, because of another one's.
pub(super) fn not_sent(error: &Error) -> Error {
    let kind = match error {
        Error::Transport(error) => error.kind(),
        _ => TransportErrorKind::Aborted,
    };
    let sentence = format!("not sent, because a call before failed: {error}");
    TransportError::with_source(kind, Outcome::NotDone, sentence, error.clone()).into()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use odoo_rpc::Fault;

    use super::*;

    /// Runs `count` records of which some are invalid.
    ///
    /// Returns the results and the number of calls.
    fn run(count: usize, bad: &[usize]) -> (Fates<usize>, usize) {
        named(count, bad, |_| None)
    }

    fn named(
        count: usize,
        bad: &[usize],
        culprit: fn(&Error) -> Option<usize>,
    ) -> (Fates<usize>, usize) {
        let calls = Arc::new(Mutex::new(0));
        let written = Arc::new(Mutex::new(Vec::new()));
        let bad = bad.to_vec();
        let write = |range: Range<usize>| -> Written<usize> {
            *calls.lock().unwrap() += 1;
            let first = bad.iter().find(|bad| range.contains(bad)).copied();
            let written = Arc::clone(&written);
            Box::pin(async move {
                if let Some(bad) = first {
                    let fault = Fault::new("odoo.exceptions.ValidationError", bad.to_string());
                    return Err(Box::new(fault).into());
                }
                written.lock().unwrap().extend(range.clone());
                Ok(range.collect())
            })
        };
        let fates = futures_util::FutureExt::now_or_never(each(0..count, write, culprit)).unwrap();
        let calls = *calls.lock().unwrap();
        // Each good record is written once.
        let good: Vec<usize> = (0..count).filter(|at| !bad.contains(at)).collect();
        assert_eq!(*written.lock().unwrap(), good);
        (fates, calls)
    }

    #[test]
    fn three_bad_records_of_500_cost_at_most_40_calls() {
        let mut most = 0;
        for step in [1, 7, 31, 83, 120, 166, 240] {
            for first in (0..500).step_by(9) {
                let bad = [first, (first + step) % 500, (first + 2 * step + 1) % 500];
                let (fates, calls) = run(500, &bad);
                most = most.max(calls);
                assert_eq!(fates.results.len(), 500);
                for (at, result) in fates.results.iter().enumerate() {
                    match result {
                        Ok(written) => assert_eq!(*written, at),
                        // The error is the record's own.
                        Err(error) => assert_eq!(error.fault().unwrap().message(), at.to_string()),
                    }
                }
            }
        }
        assert!(most <= 40, "{most}");
    }

    #[test]
    fn no_bad_record_costs_no_further_call_and_bad_ones_alone_a_call_each() {
        assert_eq!(run(500, &[]).1, 1);
        let all: Vec<usize> = (0..500).collect();
        assert!(run(500, &all).1 <= 520);
        assert_eq!(run(1, &[0]).1, 1);
        assert_eq!(run(0, &[]).1, 0);
    }

    #[test]
    fn an_error_that_names_its_record_spares_the_search() {
        let culprit = |error: &Error| error.fault()?.message().parse().ok();
        let (fates, calls) = named(500, &[0, 120, 121, 499], culprit);
        assert!(calls <= 8, "{calls}");
        let bad = fates.results.iter().enumerate();
        let bad: Vec<usize> = bad
            .filter(|(_, result)| result.is_err())
            .map(|(at, _)| at)
            .collect();
        assert_eq!(bad, [0, 120, 121, 499]);
        // It may name another one.
        let (fates, _) = named(9, &[4], |_| Some(700));
        assert_eq!(
            fates
                .results
                .iter()
                .filter(|result| result.is_err())
                .count(),
            1
        );
    }

    #[test]
    fn nothing_is_sent_after_an_error_that_is_not_of_records() {
        let write = |range: Range<usize>| -> Written<usize> {
            Box::pin(async move {
                let kind = TransportErrorKind::ConnectionLost;
                match range.start {
                    0 if range.len() > 2 => {
                        let fault = Fault::new("odoo.exceptions.UserError", "no");
                        Err(Box::new(fault).into())
                    }
                    _ => Err(TransportError::new(kind, Outcome::Unknown, "lost").into()),
                }
            })
        };
        let fates = futures_util::FutureExt::now_or_never(each(0..4, write, |_| None)).unwrap();
        let outcomes = fates.results.iter().map(|result| match result {
            Ok(_) => Outcome::Done,
            Err(error) => error.outcome(),
        });
        assert_eq!(
            outcomes.collect::<Vec<_>>(),
            [
                Outcome::Unknown,
                Outcome::Unknown,
                Outcome::NotDone,
                Outcome::NotDone
            ]
        );
        assert!(fates.stop.is_some());
    }
}
