//! What a client tells of its calls: events as they happen, and two states that can be watched.

mod activity;
mod connection;
mod event;
mod events;
#[cfg(feature = "metrics")]
mod metrics;
mod observer;

#[cfg(feature = "metrics")]
pub use self::metrics::Metrics;
pub use activity::{Activity, ActivityState};
pub use connection::{Connection, ConnectionState};
pub use event::Event;
pub use events::Events;
pub use observer::Observer;

use std::{
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use tokio::sync::broadcast;

use self::{activity::Running, connection::Line};
use crate::{
    call::{Call, CallInfo},
    error::Error,
};

/// What the handles of a client share to tell.
pub(crate) struct Signals {
    last_number: AtomicU64,
    observers: RwLock<Vec<Arc<dyn Observer>>>,
    /// How many they are: read for every call.
    observer_count: AtomicUsize,
    events: broadcast::Sender<Event>,
    running: Running,
    line: Line,
}

/// How many events wait for a subscriber that is slow before the oldest are lost to it.
const EVENTS_KEPT: usize = 1024;

impl Signals {
    pub(crate) fn new() -> Self {
        Signals {
            last_number: AtomicU64::new(0),
            observers: RwLock::default(),
            observer_count: AtomicUsize::new(0),
            events: broadcast::Sender::new(EVENTS_KEPT),
            running: Running::default(),
            line: Line::default(),
        }
    }

    pub(crate) fn observe(&self, observer: Arc<dyn Observer>) {
        let mut observers = self
            .observers
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        observers.push(observer);
        self.observer_count.store(observers.len(), SeqCst);
    }

    pub(crate) fn subscribe(&self) -> Events {
        Events::new(self.events.subscribe())
    }

    pub(crate) fn activity(&self) -> Activity {
        self.running.watch()
    }

    pub(crate) fn line(&self) -> &Line {
        &self.line
    }

    /// Whether anyone would hear an event.
    pub(crate) fn is_heard(&self) -> bool {
        self.observer_count.load(SeqCst) > 0 || self.events.receiver_count() > 0
    }

    /// Tells an event, which is made only if anyone hears it.
    pub(crate) fn tell(&self, event: impl FnOnce() -> Event) {
        if !self.is_heard() {
            return;
        }
        let event = event();
        let observers = self
            .observers
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        for observer in observers {
            observer.event(&event);
        }
        // Nobody may be subscribed.
        let _ = self.events.send(event);
    }

    /// The number of the next call.
    pub(crate) fn next_number(&self) -> u64 {
        self.last_number.fetch_add(1, SeqCst) + 1
    }

    /// Notes that a call begins.
    pub(crate) fn begin(&self, call: &Call, info: CallInfo) -> Begun<'_> {
        let signals = (!call.is_silent()).then_some(self);
        if let Some(signals) = signals {
            signals.running.begin();
            signals.tell(|| Event::Request { call: info.clone() });
        }
        Begun {
            signals,
            call: info,
            since: Instant::now(),
            has_ended: false,
        }
    }
}

/// A call that runs. One that is dropped before its end was given up.
pub(crate) struct Begun<'a> {
    /// None for a silent call.
    signals: Option<&'a Signals>,
    call: CallInfo,
    since: Instant,
    has_ended: bool,
}

impl Begun<'_> {
    pub(crate) fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }

    /// Notes what came of it: how many bytes, or an error.
    pub(crate) fn end(mut self, result: Result<usize, &Error>) {
        self.has_ended = true;
        let Some(signals) = self.signals else {
            return;
        };
        signals.running.end();
        signals.tell(|| {
            let (call, elapsed) = (self.call.clone(), self.since.elapsed());
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

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        if self.has_ended {
            return;
        }
        if let Some(signals) = self.signals {
            signals.running.end();
            signals.tell(|| Event::Dropped {
                call: self.call.clone(),
                elapsed: self.since.elapsed(),
            });
        }
    }
}
