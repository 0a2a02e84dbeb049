//! What is told of a call: that it begins, and what came of it, once.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tracing::Span;

use crate::{
    call::{Call, CallInfo},
    error::Error,
    signals::{Event, Signals},
    trace,
};

/// A call that has begun, and whose end is to be told. An answer takes it along until it is read, a file until its last byte: what comes is only then known to be good. One that is dropped
/// before was given up.
pub(crate) struct Report {
    /// None for a silent call.
    signals: Option<Arc<Signals>>,
    call: CallInfo,
    span: Span,
    since: Instant,
    /// How long it took until the answer was there.
    elapsed: Option<Duration>,
    /// How many bytes came, where nobody need read them.
    unread: Option<usize>,
    is_told: bool,
    /// That of the client inside, where one is laid around another.
    inner: Option<Box<Report>>,
}

impl Report {
    /// Tells that a call begins.
    pub(crate) fn begin(signals: &Arc<Signals>, call: &Call, info: CallInfo) -> Self {
        let signals = (!call.is_silent()).then(|| Arc::clone(signals));
        let report = Report {
            span: trace::span(&info),
            signals,
            call: info,
            since: Instant::now(),
            elapsed: None,
            unread: None,
            is_told: false,
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

    /// From now on a drop means that nobody wanted to read what came.
    pub(crate) fn good_unread(mut self, bytes: usize) -> Self {
        self.unread = Some(bytes);
        self
    }

    /// Tells with this one what another one is to tell.
    pub(crate) fn around(mut self, inner: Option<Report>) -> Self {
        self.inner = inner.map(Box::new);
        self
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
        let Some(signals) = &self.signals else {
            return;
        };
        signals.running().end();
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
        if let Some(signals) = &self.signals {
            signals.running().end();
            signals.tell(|| Event::Dropped {
                call: self.call.clone(),
                elapsed: self.since.elapsed(),
            });
        }
    }
}
