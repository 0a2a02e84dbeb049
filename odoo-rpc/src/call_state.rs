//! What a client keeps of a call while it runs, beside the call.

use std::fmt;

use crate::{call::Call, call_info::CallInfo, cancel::Progress, row_sink::SharedSink};

/// The state of a running call: its number, and how far it has come.
///
/// A client passes it to its [`Transport`](crate::Transport) beside the [`Call`](crate::Call), which is plain data.
/// A transport that wraps another one passes it on. Then the inner client reports progress to the outer one: a write
/// that is aborted before it was sent is [`NotDone`](crate::Outcome::NotDone), not [`Unknown`](crate::Outcome::Unknown).
/// `CallState::default()` is the state of a call that no client has sent.
#[derive(Clone, Default)]
pub struct CallState {
    pub(crate) info: Option<CallInfo>,
    /// Set for a call that can be canceled.
    pub(crate) progress: Option<Progress>,
    /// Receives the rows of the result while they arrive.
    ///
    /// A client does not forward the sink of a client around it, which may need the whole response.
    pub(crate) row_sink: Option<SharedSink>,
}

impl CallState {
    /// Returns the number of the call in its client, from 1.
    ///
    /// It is 0 before a client has sent the call.
    ///
    /// It is the [number](CallInfo::number) in events.
    pub fn number(&self) -> u64 {
        self.info.as_ref().map_or(0, CallInfo::number)
    }
}

impl CallState {
    /// Returns the info of `call`, which this is the state of.
    pub(crate) fn info_of(&self, call: &Call) -> CallInfo {
        self.info.clone().unwrap_or_else(|| call.info())
    }
}

impl fmt::Debug for CallState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallState")
            .field("number", &self.number())
            .finish_non_exhaustive()
    }
}
