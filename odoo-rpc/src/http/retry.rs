//! Retries: which calls, when, and how often.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::{
    call_info::Effect,
    error::{Error, TransportErrorKind},
    jitter,
    outcome::Outcome,
};

/// The number of attempts per call, and a retry budget for all calls.
///
/// The budget keeps retries from overloading a server that is down.
pub(super) struct Retries {
    max_attempts: u32,
    /// The budget. A retry costs `ONE`, and every call adds `PER_CALL`.
    budget: Mutex<u32>,
}

/// One call in five may be retried in the long run.
const PER_CALL: u32 = 1;
const ONE: u32 = 5;
/// The initial and the maximum budget: ten retries.
const MOST: u32 = 10 * ONE;
/// The maximum wait before the second attempt. It doubles for each further one.
const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

impl Retries {
    pub(super) fn new(max_attempts: u32) -> Self {
        Retries {
            max_attempts,
            budget: Mutex::new(MOST),
        }
    }

    /// Adds a new call to the budget.
    pub(super) fn begin(&self) {
        let mut budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner);
        *budget = (*budget + PER_CALL).min(MOST);
    }

    /// Returns the backoff after attempt `attempt`, or `None` if the call is not retried.
    #[cold]
    pub(super) fn wait(&self, effect: Effect, error: &Error, attempt: u32) -> Option<Duration> {
        if attempt >= self.max_attempts || !may_be_sent_again(effect, error) {
            return None;
        }
        let longest = FIRST_WAIT
            .saturating_mul(1 << (attempt - 1).min(16))
            .min(LONGEST_WAIT);
        // Full jitter, so that clients that failed together do not retry together.
        let wait = longest.mul_f64(jitter::random());
        let asked = match error {
            Error::Transport(error) => error.retry_after(),
            _ => None,
        };
        Some(asked.map_or(wait, |asked| asked.saturating_add(wait)))
    }

    /// Takes one retry from the budget, or returns false if it is exhausted.
    pub(super) fn spend(&self) -> bool {
        let mut budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *budget >= ONE;
        if enough {
            *budget -= ONE;
        }
        enough
    }
}

/// Returns whether a retry is safe and may succeed.
///
/// It is safe for a read, and for a write that provably did not run.
fn may_be_sent_again(effect: Effect, error: &Error) -> bool {
    let passes = match error {
        Error::Fault(fault) => fault.is_concurrency(),
        Error::Transport(error) => {
            error.is_connection_lost() || error.kind() == TransportErrorKind::Status(429)
        }
        _ => false,
    };
    passes && (effect == Effect::Read || error.outcome() == Outcome::NotDone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{TransportError, fault::Fault};

    fn transport(kind: TransportErrorKind, outcome: Outcome) -> Error {
        TransportError::new(kind, outcome, "x").into()
    }

    #[test]
    fn a_write_is_retried_only_if_it_did_not_run() {
        use Effect::{Read, Write};
        use Outcome::{NotDone, Unknown};
        use TransportErrorKind as Kind;

        let table = [
            (Kind::NotConnected, NotDone, true, true),
            (Kind::UnknownHost, NotDone, true, true),
            (Kind::Status(429), NotDone, true, true),
            (Kind::ConnectionLost, Unknown, true, false),
            (Kind::Incomplete, Unknown, true, false),
            (Kind::NotJson, Unknown, true, false),
            (Kind::Status(502), Unknown, true, false),
            (Kind::Status(520), Unknown, true, false),
            (Kind::Status(524), Unknown, true, false),
            (Kind::Status(500), Unknown, false, false),
            (Kind::Status(525), Unknown, false, false),
            (Kind::Status(413), NotDone, false, false),
            (Kind::Timeout, NotDone, false, false),
            (Kind::Tls, NotDone, false, false),
            (Kind::TooLarge, Unknown, false, false),
            (Kind::WrongResponse, Unknown, false, false),
        ];
        for (kind, outcome, read, write) in table {
            let error = transport(kind, outcome);
            assert_eq!(may_be_sent_again(Write, &error), write, "{kind:?}");
            assert_eq!(may_be_sent_again(Read, &error), read, "{kind:?}");
        }
        let fault = |name: &str| Error::from(Box::new(Fault::new(name, "x")));
        let conflict = fault("psycopg2.errors.SerializationFailure");
        assert!(may_be_sent_again(Write, &conflict));
        assert!(!may_be_sent_again(
            Read,
            &fault("odoo.exceptions.UserError")
        ));
    }

    #[test]
    fn attempts_and_the_retry_budget_are_limited() {
        let error = transport(TransportErrorKind::NotConnected, Outcome::NotDone);
        let retries = Retries::new(3);
        assert!(retries.wait(Effect::Read, &error, 2).is_some());
        assert!(retries.wait(Effect::Read, &error, 3).is_none());
        let spent = (0..100).filter(|_| retries.spend()).count();
        assert_eq!(spent, 10);
        // Ten calls bring two more.
        (0..10).for_each(|_| retries.begin());
        let spent = (0..100).filter(|_| retries.spend()).count();
        assert_eq!(spent, 2);
        assert!(Retries::new(1).wait(Effect::Read, &error, 1).is_none());
    }

    #[test]
    fn waits_grow_and_have_jitter() {
        let error = transport(TransportErrorKind::NotConnected, Outcome::NotDone);
        let waits: Vec<Duration> = (1..=5)
            .map(|attempt| Retries::new(9).wait(Effect::Read, &error, attempt).unwrap())
            .collect();
        for (attempt, wait) in (0..).zip(&waits) {
            assert!(*wait <= FIRST_WAIT * 2_u32.pow(attempt), "{waits:?}");
        }
        let again = Retries::new(9).wait(Effect::Read, &error, 5).unwrap();
        assert_ne!(again, waits[4]);
        let asked = TransportError::new(TransportErrorKind::Status(429), Outcome::NotDone, "x")
            .with_retry_after(Duration::from_secs(7));
        let wait = Retries::new(9)
            .wait(Effect::Read, &asked.into(), 1)
            .unwrap();
        assert!((7..8).contains(&wait.as_secs()), "{wait:?}");
    }
}
