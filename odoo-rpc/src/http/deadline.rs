//! Deadlines of calls.

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use tokio::time::Instant;

use super::base::BaseUrl;
use crate::{
    call::Call,
    call_info::Effect,
    error::{Error, TransportError, TransportErrorKind},
    outcome::Outcome,
};

/// The deadline of a call, or `None` if it is beyond the clock's range.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    at: Option<Instant>,
    pub(super) limit: Duration,
}

impl Deadline {
    /// Creates a deadline after `limit`.
    pub(super) fn of(limit: Duration) -> Self {
        Deadline {
            at: Instant::now().checked_add(limit),
            limit,
        }
    }

    /// Returns whether the deadline is later than after this wait.
    pub(super) fn is_beyond(self, wait: Duration) -> bool {
        let after = Instant::now().checked_add(wait);
        match (self.at, after) {
            (Some(at), Some(after)) => after < at,
            (at, _) => at.is_none(),
        }
    }

    /// Returns whether the deadline has passed.
    pub(super) fn is_over(self) -> bool {
        self.at.is_some_and(|at| at <= Instant::now())
    }

    /// Waits for `work` until the deadline.
    pub(super) async fn limit<T>(
        self,
        work: impl Future<Output = T>,
        late: impl FnOnce(Duration) -> Error,
    ) -> Result<T, Error> {
        let mut work = pin!(work);
        // Work that is ready at once, such as a free place, needs no timer.
        if let Poll::Ready(done) = poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx))).await {
            return Ok(done);
        }
        let Some(at) = self.at else {
            return Ok(work.await);
        };
        tokio::time::timeout_at(at, work)
            .await
            .map_err(|_| late(self.limit))
    }
}

/// The error of a call that was not sent before its deadline.
#[cold]
pub(super) fn late_before_sending(call: &Call, what: &str, limit: Duration) -> Error {
    let sentence = format!(
        "{} was not sent within {limit:?}: it timed out {what}",
        call.info()
    );
    TransportError::new(TransportErrorKind::Timeout, Outcome::NotDone, sentence).into()
}

/// The error of a call that was sent and got no response before its deadline.
#[cold]
pub(super) fn late_answer(call: &Call, base: &BaseUrl, limit: Duration) -> Error {
    let advice = match call.effect() {
        Effect::Read => "allow it more with `Client::with_timeout` or `ClientBuilder::timeout`",
        Effect::Write => "the server may still run it: check before a retry",
    };
    let sentence = format!(
        "{base} did not answer {} within {limit:?}; {advice}",
        call.info()
    );
    let outcome = Outcome::without_response(call.effect());
    TransportError::new(TransportErrorKind::Timeout, outcome, sentence).into()
}
