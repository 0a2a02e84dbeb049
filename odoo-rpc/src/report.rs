//! What is told of a call: that it begins, and what came of it, once.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tracing::Span;

use crate::{
    call::{Call, CallInfo},
    error::Error,
    observability::{Event, EventHub},
    trace,
};

/// A call that has begun, and whose end is to be told. An answer takes it along until it is read, a file until its last byte: what comes is only then known to be good. One that is dropped
/// before was given up. It stands in a box, because futures and answers pass it on.
pub(crate) struct Report {
    /// None for a silent call.
    signals: Option<Arc<EventHub>>,
    call: CallInfo,
    span: Span,
    since: Instant,
    /// How long it took until the answer was there.
    elapsed: Option<Duration>,
    /// How many bytes came, where nobody need read them.
    unread: Option<usize>,
    is_told: bool,
    /// Whether the call is counted no longer among those that run.
    has_stopped: bool,
    /// That of the client inside, where one is laid around another.
    inner: Option<Box<Report>>,
}

impl Report {
    /// Tells that a call begins.
    pub(crate) fn begin(signals: &Arc<EventHub>, call: &Call, info: CallInfo) -> Self {
        let signals = (!call.is_silent()).then(|| Arc::clone(signals));
        let report = Report {
            span: trace::span(&info),
            signals,
            call: info,
            since: Instant::now(),
            elapsed: None,
            unread: None,
            is_told: false,
            has_stopped: false,
            inner: None,
        };
        if let Some(signals) = &report.signals {
            signals.running().begin();
            signals.tell(|| Event::Request {
                call: report.call.clone(),
            });
        }
        report
    }

    pub(crate) fn call(&self) -> &CallInfo {
        &self.call
    }

    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    /// Notes that the answer is there, before anyone has read it.
    pub(crate) fn has_come(&mut self) {
        self.elapsed = Some(self.since.elapsed());
    }

    /// Notes that nobody waits for the server any more, however long the answer is held.
    fn keeps_nobody_waiting(&mut self) {
        if !self.has_stopped
            && let Some(signals) = &self.signals
        {
            signals.running().end();
        }
        self.has_stopped = true;
    }

    /// From now on a drop means that nobody wanted to read what came.
    pub(crate) fn good_unread(&mut self, bytes: usize) {
        self.unread = Some(bytes);
        self.keeps_nobody_waiting();
    }

    /// Tells with this one what another one is to tell.
    pub(crate) fn around(&mut self, inner: Option<Box<Report>>) {
        self.inner = inner;
    }

    /// Tells what came of it: how many bytes, or an error.
    pub(crate) fn end(mut self, result: Result<usize, &Error>) {
        self.tell(result);
    }

    fn tell(&mut self, result: Result<usize, &Error>) {
        self.is_told = true;
        if let Some(inner) = self.inner.take() {
            inner.end(result);
        }
        let elapsed = self.elapsed.unwrap_or_else(|| self.since.elapsed());
        trace::ended(&self.span, elapsed, result);
        self.keeps_nobody_waiting();
        let Some(signals) = &self.signals else {
            return;
        };
        signals.tell(|| {
            let call = self.call.clone();
            match result {
                Ok(bytes) => Event::Response {
                    call,
                    elapsed,
                    bytes,
                },
                Err(error) => Event::Error {
                    call,
                    elapsed,
                    error: error.clone(),
                },
            }
        });
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        if self.is_told {
            return;
        }
        if let Some(bytes) = self.unread {
            return self.tell(Ok(bytes));
        }
        self.keeps_nobody_waiting();
        if let Some(signals) = &self.signals {
            signals.tell(|| Event::Dropped {
                call: self.call.clone(),
                elapsed: self.since.elapsed(),
            });
        }
    }
}
