use std::time::Duration;

use crate::{call::CallInfo, error::Error};

/// Something that happened to a client's calls, or to its way to the server. Holds no value of a record and no secret.
///
/// Each call that is sent is a `Request` and then one of `Response`, `Error` and `Dropped`, all with the same [number](CallInfo::number). What the client asks for itself (logins,
/// the server's version) is none.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// A call begins; it may have to wait for its turn.
    #[non_exhaustive]
    Request {
        /// Which call.
        call: CallInfo,
    },
    /// A call was answered.
    #[non_exhaustive]
    Response {
        /// Which call.
        call: CallInfo,
        /// How long it took in all, with waiting, logging in and trying again.
        elapsed: Duration,
        /// The size of the answer; 0 for a download, whose size is not known yet.
        bytes: usize,
    },
    /// A call failed.
    #[non_exhaustive]
    Error {
        /// Which call.
        call: CallInfo,
        /// How long it took in all.
        elapsed: Duration,
        /// Why.
        error: Error,
    },
    /// A call was given up by whoever waited for it.
    #[non_exhaustive]
    Dropped {
        /// Which call.
        call: CallInfo,
        /// How long it had taken until then.
        elapsed: Duration,
    },
    /// A call failed and is tried again.
    #[non_exhaustive]
    Retry {
        /// Which call.
        call: CallInfo,
        /// Which try failed, the first being 1.
        attempt: u32,
        /// How long the next one waits.
        wait: Duration,
        /// Why it failed.
        error: Error,
    },
    /// The session had ended, and the client has logged in anew.
    SessionRenewed,
    /// The server does not answer any more. Said once, until it is back.
    #[non_exhaustive]
    ConnectionLost {
        /// The error of the call that found out.
        error: Error,
    },
    /// The server answers again.
    #[non_exhaustive]
    ConnectionBack {
        /// How long it was away, as far as the client saw.
        after: Duration,
    },
    /// A subscriber was too slow for this many events. Only [`Events`](crate::Events) gives it.
    Missed(u64),
}
