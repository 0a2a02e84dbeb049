//! Concurrency and rate limits.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until},
};

/// A first-come, first-served queue for calls in flight.
///
/// Odoo queues 8 connections per worker and does not answer others for a second.
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

    /// Returns whether a call would not wait.
    pub(super) fn is_free(&self) -> bool {
        self.interval.is_zero() && self.free.available_permits() > 0
    }

    /// Returns a place if one is free, nobody waits, and no rate limit applies.
    pub(super) fn take_free(&self) -> Option<OwnedSemaphorePermit> {
        let free = Arc::clone(&self.free).try_acquire_owned();
        free.ok().filter(|_| self.interval.is_zero())
    }

    /// Waits for a place and for the rate limit.
    ///
    /// A call that is dropped while it waits releases its place. Its time slot is not reused.
    pub(super) async fn take(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed. If it were, the call would run without a place.
        let place = Arc::clone(&self.free).acquire_owned().await.ok();
        if let Some(turn) = self.turn() {
            sleep_until(turn).await;
        }
        place
    }

    /// Returns when this call may be sent, or `None` for now.
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
