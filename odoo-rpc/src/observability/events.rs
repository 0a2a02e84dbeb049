use std::fmt;

use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::Event;

/// The events of a client from when [`Client::events`](crate::Client::events) was called, one after the other. Dropping it ends the subscription.
///
/// 1,024 events wait for a subscriber that is slow; then the oldest are lost to it, and [`Event::Lagged`] says how many. An [`Observer`](crate::Observer) misses none.
pub struct Events(Receiver<Event>);

impl Events {
    pub(super) fn new(receiver: Receiver<Event>) -> Self {
        Events(receiver)
    }

    /// The next event, waiting for it; none once the client is gone.
    pub async fn next(&mut self) -> Option<Event> {
        match self.0.recv().await {
            Ok(event) => Some(event),
            Err(RecvError::Lagged(missed)) => Some(Event::Lagged(missed)),
            Err(RecvError::Closed) => None,
        }
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("waiting", &self.0.len())
            .finish_non_exhaustive()
    }
}
