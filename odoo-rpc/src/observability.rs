//! What a client tells of its calls: events as they happen, and two states that can be watched.

mod connection;
mod event;
mod events;
mod loading;
#[cfg(feature = "metrics")]
mod metrics;
mod observer;

#[cfg(feature = "metrics")]
pub use self::metrics::Metrics;
pub use connection::{Connection, ConnectionState};
pub use event::Event;
pub use events::Events;
pub use loading::{Loading, LoadingState};
pub use observer::Observer;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, OnceLock, PoisonError, RwLock,
        atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst},
    },
};

use tokio::sync::broadcast;

pub(crate) use self::{connection::Line, loading::Running};

/// What the handles of a client share to tell.
pub(crate) struct EventHub {
    last_number: AtomicU64,
    observers: RwLock<Vec<Arc<dyn Observer>>>,
    /// How many they are: read for every call.
    observer_count: AtomicUsize,
    /// Made for the first subscriber: it has room for all that it may keep.
    events: OnceLock<broadcast::Sender<Event>>,
    running: Running,
    line: Line,
}

/// How many events wait for a subscriber that is slow before the oldest are lost to it.
const EVENTS_KEPT: usize = 1024;

impl EventHub {
    pub(crate) fn new() -> Self {
        EventHub {
            last_number: AtomicU64::new(0),
            observers: RwLock::default(),
            observer_count: AtomicUsize::new(0),
            events: OnceLock::new(),
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
        let events = || broadcast::Sender::new(EVENTS_KEPT);
        Events::new(self.events.get_or_init(events).subscribe())
    }

    pub(crate) fn running(&self) -> &Running {
        &self.running
    }

    pub(crate) fn loading(&self) -> Loading {
        self.running.watch()
    }

    pub(crate) fn line(&self) -> &Line {
        &self.line
    }

    /// Whether anyone would hear an event.
    pub(crate) fn is_heard(&self) -> bool {
        let is_subscribed = |events: &broadcast::Sender<Event>| events.receiver_count() > 0;
        self.observer_count.load(SeqCst) > 0 || self.events.get().is_some_and(is_subscribed)
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
            // One that panics has spoken for itself: neither the call nor the others suffer for it.
            let _ = catch_unwind(AssertUnwindSafe(|| observer.event(&event)));
        }
        if let Some(events) = self.events.get() {
            // Nobody may be subscribed.
            let _ = events.send(event);
        }
    }

    /// The number of the next call.
    pub(crate) fn next_number(&self) -> u64 {
        self.last_number.fetch_add(1, SeqCst) + 1
    }
}
