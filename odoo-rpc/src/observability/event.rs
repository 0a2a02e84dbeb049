use std::time::Duration;

use crate::{call::CallInfo, error::Error};

/// Something that happened to a client's calls, or to its way to the server. Holds no secret, and no value of a record but what a server says in an error:
/// [`Error::label`] leaves that out.
///
/// Each call is a `Request` and then one of `Response`, `Error` and `Dropped`, all with the same [number](CallInfo::number). What the client asks for itself (logins,
/// the server's version) is none. Calls that run at the same time are told as it comes.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// A call begins; it may have to wait for its turn.
    #[non_exhaustive]
    Request {
        /// Which call.
        call: CallInfo,
    },
    /// A call was answered, and the answer was read and found good, or nobody wanted to read it. Of a file the last byte has come.
    #[non_exhaustive]
    Response {
        /// Which call.
        call: CallInfo,
        /// How long it took in all until the answer was there, with waiting, logging in and trying again; of a file, until it began to come.
        elapsed: Duration,
        /// The size of the answer, or of the file.
        bytes: usize,
    },
    /// A call failed, or its answer could not be read.
    #[non_exhaustive]
    Error {
        /// Which call.
        call: CallInfo,
        /// How long it took in all.
        elapsed: Duration,
        /// Why.
        error: Error,
    },
    /// A call was given up by whoever waited for it, or a file before its end.
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
    Reconnected {
        /// How long it was away, as far as the client saw.
        after: Duration,
    },
    /// A subscriber was too slow for this many events. Only [`Events`](crate::Events) gives it.
    Lagged(u64),
}
