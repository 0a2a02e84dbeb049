//! The events of an episode on a real server.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::calls::Request;

/// A line of a recording.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub(super) enum Event {
    /// An episode starts, or starts again: the models have no records.
    Begin,
    /// A call that creates records for the calls after it.
    Setup(Setup),
    /// All records after the calls that create them.
    State { state: Value },
    /// A generated call.
    Call(Answered),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Setup {
    #[serde(flatten)]
    pub(super) request: Request,
    pub(super) answer: Value,
}

/// A call, and the real server's result.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Answered {
    pub(super) seed: u64,
    #[serde(flatten)]
    pub(super) request: Request,
    /// The result, or the class of the exception.
    pub(super) answer: Value,
    /// All records after it, if it may change any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<Value>,
}

/// A receiver of events: a recording, or the in-memory Odoo.
pub(super) trait Follow {
    /// Follows an event. Returns whether its records still equal the real server's.
    async fn follow(&mut self, event: Event) -> bool;
}
