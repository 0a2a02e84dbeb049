//! How long a call may take in all.

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use tokio::time::Instant;

use super::base::BaseUrl;
use crate::{
    call::{Call, Effect},
    error::{Error, Outcome, TransportError, TransportErrorKind},
    response::doubt,
};

/// The end of the time that a call may take; none if it is beyond what a clock can show.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    at: Option<Instant>,
    pub(super) limit: Duration,
}

impl Deadline {
    /// From now on.
    pub(super) fn of(limit: Duration) -> Self {
        Deadline {
            at: Instant::now().checked_add(limit),
            limit,
        }
    }

    /// Whether there is time left after waiting for so long.
    pub(super) fn is_beyond(self, wait: Duration) -> bool {
        let after = Instant::now().checked_add(wait);
        match (self.at, after) {
            (Some(at), Some(after)) => after < at,
            (at, _) => at.is_none(),
        }
    }

    /// Whether the time has passed.
    pub(super) fn is_over(self) -> bool {
        self.at.is_some_and(|at| at <= Instant::now())
    }

    /// Waits for `work`, no longer than the call may take.
    pub(super) async fn limit<T>(
        self,
        work: impl Future<Output = T>,
        late: impl FnOnce(Duration) -> Error,
    ) -> Result<T, Error> {
        let mut work = pin!(work);
        // What is there at once, a free place above all, needs no timer.
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

/// The error of a call that has not been sent when its time is up.
#[cold]
pub(super) fn late_before_sending(call: &Call, what: &str, limit: Duration) -> Error {
    let sentence = format!(
        "{} was not sent within {limit:?}: its time passed {what}",
        call.info()
    );
    TransportError::new(TransportErrorKind::Timeout, Outcome::NotDone, sentence).into()
}

/// The error of a call that was sent and has no answer when its time is up.
#[cold]
pub(super) fn late_answer(call: &Call, base: &BaseUrl, limit: Duration) -> Error {
    let advice = match call.effect() {
        Effect::Read => "allow it more with `Client::with_timeout` or `ClientBuilder::timeout`",
        Effect::Write => "the server may still do it: look before sending it again",
    };
    let sentence = format!(
        "{base} gave no answer to {} within {limit:?}; {advice}",
        call.info()
    );
    let outcome = doubt(call.effect());
    TransportError::new(TransportErrorKind::Timeout, outcome, sentence).into()
}
