use std::sync::{Arc, OnceLock};

use crate::{observability::EventHub, transport::Transport, version::ServerVersion};

/// The state that all handles of a client share.
pub(super) struct Shared {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) version: OnceLock<ServerVersion>,
    pub(super) events: Arc<EventHub>,
    /// What makes the results in caches outdated.
    #[cfg(feature = "cache")]
    pub(super) writes: Arc<super::cache::Writes>,
}

/// Ends the polling of a server that is away.
impl Drop for Shared {
    fn drop(&mut self) {
        self.events.line().news.notify_waiters();
    }
}
