use std::fmt;

use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::Event;

/// A subscription to the events of a client: see [`Client::events`](crate::Client::events).
///
/// Dropping it ends the subscription.
///
/// 1,024 events are buffered. If a subscriber is slower, the oldest are lost, and [`Event::Lagged`] has their number. An [`Observer`](crate::Observer) loses none.
pub struct Events(Receiver<Event>);

impl Events {
    pub(super) fn new(receiver: Receiver<Event>) -> Self {
        Events(receiver)
    }

    /// Waits for the next event, or returns `None` once the client is dropped.
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
