use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::OwnedSemaphorePermit;

use super::{
    Deadline, base::BaseUrl, connections::Connections, jar::Jar, late_before_sending,
    limiter::Limiter, outgoing::Outgoing, session::Session,
};
use crate::{call::Call, error::Error, observability::EventHub, response::Response};

/// One database on one server. It sends requests, and knows neither logins nor retries.
pub(super) struct Endpoint {
    pub(super) http: Connections,
    /// Whether HTTP Basic uses the header that JSON-2 needs.
    pub(super) has_basic_auth: bool,
    pub(super) base: BaseUrl,
    /// Whether the protocol is XML-RPC.
    #[cfg(feature = "xml-rpc")]
    pub(super) speaks_xml_rpc: bool,
    /// Shared by all requests of this client.
    pub(super) jar: Jar,
    pub(super) database: String,
    pub(super) places: Limiter,
    pub(super) last_id: AtomicU64,
    pub(super) timeout: Duration,
    pub(super) max_response_bytes: usize,
    pub(super) events: Arc<EventHub>,
}

/// The result of an exchange: a response, or a file.
pub(super) trait Received: Sized + Send {
    /// Waits for a place in the queue, sends the call, and returns the result.
    fn exchange(
        channel: &Endpoint,
        call: Outgoing<'_>,
        session: Option<&Session>,
        deadline: Deadline,
    ) -> impl Future<Output = Result<Self, Error>> + Send;
}

impl Endpoint {
    /// Sends an internal call, and notes that the server answers if it does.
    pub(super) async fn ask(
        &self,
        call: &Call,
        session: Option<&Session>,
        deadline: Deadline,
    ) -> Result<Response, Error> {
        let answer = Response::exchange(self, Outgoing::internal(call), session, deadline).await;
        if let Ok(_) | Err(Error::Fault(_)) = &answer {
            self.events.answered();
        }
        answer
    }

    /// Returns the deadline of a call that begins now.
    pub(super) fn deadline(&self, limit: Option<Duration>) -> Deadline {
        Deadline::of(limit.unwrap_or(self.timeout))
    }

    /// Waits for a place in the queue.
    pub(super) async fn place(
        &self,
        call: &Call,
        deadline: Deadline,
    ) -> Result<Option<OwnedSemaphorePermit>, Error> {
        if call.is_probe() {
            // A busy server is healthy, and so is one whose calls wait here.
            return Ok(None);
        }
        let late = |limit| {
            late_before_sending(call, "waiting for a place among the calls in flight", limit)
        };
        let mut place = self.places.take_free();
        if place.is_none() {
            let waiting = async { deadline.limit(pin!(self.places.take()), late).await };
            // Boxed, because few calls wait, and each call would reserve the space.
            place = Box::pin(waiting).await?;
        }
        // Calls that end at their deadline hand on their places, to others whose deadline is the same.
        if deadline.is_over() {
            return Err(late(deadline.limit));
        }
        Ok(place)
    }

    pub(super) fn next_id(&self) -> u64 {
        self.last_id.fetch_add(1, Ordering::Relaxed) + 1
    }
}
