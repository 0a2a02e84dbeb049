//! How many calls go at once, and how far apart.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until},
};

/// Places for calls in flight, first come, first served. Odoo queues 8 connections per worker and drops the rest for a second.
pub(super) struct Limiter {
    free: Arc<Semaphore>,
    interval: Duration,
    /// When the next call may be sent.
    next: Mutex<Option<Instant>>,
}

impl Limiter {
    pub(super) fn new(count: usize, interval: Duration) -> Self {
        Limiter {
            free: Arc::new(Semaphore::new(count.min(Semaphore::MAX_PERMITS))),
            interval,
            next: Mutex::new(None),
        }
    }

    /// A place at once, if one is free, which nobody waits for then, and calls need not be apart.
    pub(super) fn take_free(&self) -> Option<OwnedSemaphorePermit> {
        let free = Arc::clone(&self.free).try_acquire_owned();
        free.ok().filter(|_| self.interval.is_zero())
    }

    /// Waits for a place, and for the call's turn. A call that is given up while it waits lets go of its place; its turn passes unused.
    pub(super) async fn take(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed; were it, the call would go without a place.
        let place = Arc::clone(&self.free).acquire_owned().await.ok();
        if let Some(turn) = self.turn() {
            sleep_until(turn).await;
        }
        place
    }

    /// When this call may be sent; none if it may at once.
    fn turn(&self) -> Option<Instant> {
        if self.interval.is_zero() {
            return None;
        }
        let now = Instant::now();
        let mut next = self
            .next
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let turn = next.map_or(now, |next| next.max(now));
        *next = turn.checked_add(self.interval);
        Some(turn)
    }
}
