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
    Deadline, base::BaseUrl, jar::Jar, late_before_sending, limiter::Limiter, session::Session,
};
use crate::{call::Call, error::Error, observability::EventHub, reconnect, response::Response};

/// The way to one database on one server: it sends what it is given, for whoever the session is, and knows nothing of logging in or trying again.
pub(super) struct Endpoint {
    pub(super) http: reqwest::Client,
    /// Whether the header that JSON-2 needs is a gateway's.
    pub(super) has_basic_auth: bool,
    pub(super) base: BaseUrl,
    /// Of all requests of this client, and of no other client.
    pub(super) jar: Jar,
    pub(super) database: String,
    pub(super) places: Limiter,
    pub(super) last_id: AtomicU64,
    pub(super) timeout: Duration,
    pub(super) max_response_bytes: usize,
    pub(super) signals: Arc<EventHub>,
}

/// What an exchange with the server gives: an answer, or a file.
pub(super) trait Received: Sized + Send {
    /// Waits for a place, sends the call, and takes what comes.
    fn exchange(
        channel: &Endpoint,
        call: &Call,
        session: Option<&Session>,
        deadline: Deadline,
    ) -> impl Future<Output = Result<Self, Error>> + Send;
}

impl Endpoint {
    /// Sends a call, and notes that the server answers if it does.
    pub(super) async fn ask(
        &self,
        call: &Call,
        session: Option<&Session>,
        deadline: Deadline,
    ) -> Result<Response, Error> {
        let answer = Response::exchange(self, call, session, deadline).await;
        if let Ok(_) | Err(Error::Fault(_)) = &answer {
            reconnect::answered(&self.signals);
        }
        answer
    }

    /// When a call that begins now must have ended.
    pub(super) fn deadline(&self, limit: Option<Duration>) -> Deadline {
        Deadline::of(limit.unwrap_or(self.timeout))
    }

    /// Waits for a place among the calls in flight.
    pub(super) async fn place(
        &self,
        call: &Call,
        deadline: Deadline,
    ) -> Result<Option<OwnedSemaphorePermit>, Error> {
        if call.is_probe() {
            // A server that is busy is well, and so would be one whose calls wait here.
            return Ok(None);
        }
        if let Some(place) = self.places.take_free() {
            return Ok(Some(place));
        }
        let late = |limit| {
            late_before_sending(call, "waiting for a place among the calls in flight", limit)
        };
        let waiting = async { deadline.limit(pin!(self.places.take()), late).await };
        // In a box, because few wait here, and room for it would be made in each call.
        Box::pin(waiting).await
    }

    pub(super) fn next_id(&self) -> u64 {
        self.last_id.fetch_add(1, Ordering::Relaxed) + 1
    }
}
