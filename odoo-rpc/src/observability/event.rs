use std::time::Duration;

use crate::{call_info::CallInfo, error::Error};

/// Something that happened to a client's calls or its connection.
///
/// It contains no secret and no value of a record, except the message of a server's error: [`Error::label`] omits that.
///
/// Each call is a `Request`, followed by one `Response`, `Error` or `Dropped` with the same [number](CallInfo::number). Internal calls (logins,
/// the server's version) emit no events. Events of concurrent calls interleave.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// A call begins. It may have to wait in the queue.
    #[non_exhaustive]
    Request {
        /// Which call.
        call: CallInfo,
    },
    /// A call succeeded: its response was decoded, or dropped without being decoded.
    ///
    /// For a file: the last byte arrived.
    #[non_exhaustive]
    Response {
        /// Which call.
        call: CallInfo,
        /// The time until the response arrived, including waiting, login and retries.
        ///
        /// For a file: until it started to arrive.
        elapsed: Duration,
        /// The size of the response or the file.
        bytes: usize,
    },
    /// A call failed, or its response could not be decoded.
    #[non_exhaustive]
    Error {
        /// Which call.
        call: CallInfo,
        /// How long it took in all.
        elapsed: Duration,
        /// Why.
        error: Error,
    },
    /// The caller dropped a call before its response, or a file before its end.
    #[non_exhaustive]
    Dropped {
        /// Which call.
        call: CallInfo,
        /// The time until it was dropped.
        elapsed: Duration,
    },
    /// A call failed and is retried.
    #[non_exhaustive]
    Retry {
        /// Which call.
        call: CallInfo,
        /// Which attempt failed, starting at 1.
        attempt: u32,
        /// How long the client waits before the next attempt.
        wait: Duration,
        /// Why it failed.
        error: Error,
    },
    /// Reads that began together or waited for a place were sent as one call.
    ///
    /// Clients with `ClientBuilder::merge_reads` do that.
    #[non_exhaustive]
    ReadsMerged {
        /// The call that was sent.
        call: CallInfo,
        /// How many reads it replaced.
        reads: usize,
    },
    /// A read through a handle with a cache looked for its results.
    ///
    /// A `Request` follows for missing results, unless another read is fetching them.
    #[cfg(feature = "cache")]
    #[non_exhaustive]
    CacheRead {
        /// Which call. Its number is 0, because it is not sent.
        call: CallInfo,
        /// How many results the cache has.
        ///
        /// Records of a read by id, or 1 for a search.
        hits: usize,
        /// How many it does not have.
        misses: usize,
    },
    /// A cache is full, and has dropped the result that was used least recently.
    #[cfg(feature = "cache")]
    #[non_exhaustive]
    CacheEvicted {
        /// The call that had read it.
        call: CallInfo,
    },
    /// The session had expired, and the client has logged in again.
    SessionRenewed,
    /// The connection is lost. It is reported once per outage.
    #[non_exhaustive]
    ConnectionLost {
        /// The error of the call that noticed it.
        error: Error,
    },
    /// The server answers again.
    #[non_exhaustive]
    Reconnected {
        /// The duration of the outage, as the client saw it.
        after: Duration,
    },
    /// A slow subscriber lost this many events. Only [`Events`](crate::Events) returns it.
    Lagged(u64),
}
