//! Reports the beginning and end of a call to events, spans and the loading state.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tracing::Span;

use crate::{
    call_info::CallInfo,
    error::Error,
    observability::{Event, EventHub},
    trace,
};

/// A running call whose end is to be reported.
///
/// A response carries it until it is decoded, a file until its last byte, because only then the result is known to be valid. If it is dropped
/// before, the call was dropped. It is boxed, because futures and responses move it.
pub(crate) struct Report {
    /// None for a silent call.
    events: Option<Arc<EventHub>>,
    call: CallInfo,
    span: Span,
    since: Instant,
    /// The time until the response arrived.
    elapsed: Option<Duration>,
    /// The size of a response that does not have to be decoded.
    unread: Option<usize>,
    is_told: bool,
    /// Whether the call no longer counts as running.
    has_stopped: bool,
    /// The report of an inner client that this client wraps.
    inner: Option<Box<Report>>,
}

impl Report {
    /// Reports that a call begins.
    pub(crate) fn begin(events: &Arc<EventHub>, call: CallInfo, is_silent: bool) -> Self {
        let events = (!is_silent).then(|| Arc::clone(events));
        let report = Report {
            span: trace::span(&call),
            events,
            call,
            since: Instant::now(),
            elapsed: None,
            unread: None,
            is_told: false,
            has_stopped: false,
            inner: None,
        };
        if let Some(events) = &report.events {
            events.running().begin();
            events.tell(|| Event::Request {
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

    /// Notes that the response arrived.
    pub(crate) fn has_come(&mut self) {
        self.elapsed = Some(self.since.elapsed());
    }

    /// Ends the loading state of the call, however long the response is kept.
    pub(crate) fn keeps_nobody_waiting(&mut self) {
        if !self.has_stopped
            && let Some(events) = &self.events
        {
            events.running().end();
        }
        self.has_stopped = true;
    }

    /// From now on a drop counts as success: the program does not need the response.
    pub(crate) fn good_unread(&mut self, bytes: usize) {
        self.unread = Some(bytes);
        self.keeps_nobody_waiting();
    }

    /// Reports the end also to the report of an inner client.
    pub(crate) fn around(&mut self, inner: Option<Box<Report>>) {
        self.inner = inner;
    }

    /// Reports the result: the size, or an error.
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
        let Some(events) = &self.events else {
            return;
        };
        events.tell(|| {
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
        if let Some(events) = &self.events {
            events.tell(|| Event::Dropped {
                call: self.call.clone(),
                elapsed: self.since.elapsed(),
            });
        }
    }
}
