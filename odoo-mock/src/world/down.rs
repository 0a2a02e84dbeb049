//! Making the in-memory server unreachable.

use std::sync::Arc;

use tokio::sync::watch;

/// How many guards keep the world down.
#[derive(Debug)]
pub(crate) struct Reach(Arc<watch::Sender<usize>>);

impl Default for Reach {
    fn default() -> Self {
        Reach(Arc::new(watch::Sender::new(0)))
    }
}

impl Reach {
    pub(crate) fn end(&self) -> Down {
        self.0.send_modify(|guards| *guards += 1);
        Down(Arc::clone(&self.0))
    }

    pub(crate) fn is_down(&self) -> bool {
        *self.0.borrow() > 0
    }

    /// Returns a receiver of the number of guards.
    #[cfg(feature = "http")]
    pub(crate) fn watch(&self) -> watch::Receiver<usize> {
        self.0.subscribe()
    }
}

/// A guard that keeps the world unreachable until it is dropped.
///
/// See [`World::down`](crate::World::down).
#[derive(Debug)]
#[must_use = "the world is back when this is dropped"]
pub struct Down(Arc<watch::Sender<usize>>);

impl Drop for Down {
    fn drop(&mut self) {
        self.0.send_modify(|guards| *guards -= 1);
    }
}
