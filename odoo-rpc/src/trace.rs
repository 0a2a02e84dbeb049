//! One `tracing` span for each call, and events for retries and the connection.
//!
//! They contain no values.

use std::time::Duration;

#[cfg(feature = "http")]
use tracing::{Level, level_filters::LevelFilter};
use tracing::{Span, field::Empty};

use crate::{call_info::CallInfo, error::Error};

pub(crate) fn span(call: &CallInfo) -> Span {
    let span = tracing::debug_span!(
        "odoo.call",
        call = Empty,
        rpc.system = Empty,
        rpc.service = Empty,
        rpc.method = Empty,
        server.address = Empty,
        effect = Empty,
        records = Empty,
        attempts = Empty,
        bytes = Empty,
        elapsed_ms = Empty,
        outcome = Empty,
        "error.type" = Empty,
    );
    // A disabled span costs nothing.
    if !span.is_disabled() {
        span.record("call", call.name());
        // Names of OpenTelemetry's semantic conventions.
        span.record("rpc.system", "odoo");
        span.record("rpc.service", call.model());
        span.record("rpc.method", call.method());
        span.record("effect", tracing::field::debug(call.effect()));
        span.record("records", call.records());
    }
    span
}

/// Records the result of a call: the size, or an error.
pub(crate) fn ended(span: &Span, elapsed: Duration, result: Result<usize, &Error>) {
    if span.is_disabled() {
        return;
    }
    span.record("elapsed_ms", milliseconds(elapsed));
    match result {
        Ok(bytes) => {
            span.record("outcome", "ok");
            span.record("bytes", bytes);
        }
        Err(error) => {
            span.record("outcome", tracing::field::debug(error.outcome()));
            span.record("error.type", error.label());
        }
    }
}

/// Records how often the call of the current span was sent, and to which host.
#[cfg(feature = "http")]
pub(crate) fn attempts(count: u32, host: &str) {
    // Looking up the span is too expensive if nothing records it.
    if LevelFilter::current() >= Level::DEBUG {
        let span = Span::current();
        span.record("attempts", count);
        if count == 1 {
            span.record("server.address", host);
        }
    }
}

/// Emits an event for a retry.
#[cfg(feature = "http")]
pub(crate) fn retry(attempt: u32, wait: Duration, error: &Error) {
    tracing::debug!(
        attempt,
        wait_ms = milliseconds(wait),
        "error.type" = error.label(),
        "retrying the call"
    );
}

#[cfg(feature = "http")]
pub(crate) fn renewed() {
    tracing::debug!("renewed the expired session");
}

pub(crate) fn connection_lost(error: &Error) {
    tracing::warn!(
        "error.type" = error.label(),
        "lost the connection to the server"
    );
}

pub(crate) fn connection_back(after: Duration) {
    tracing::info!(after_ms = milliseconds(after), "reconnected to the server");
}

/// Returns milliseconds with one decimal: a log shows every digit of a float.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e4).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_in_the_log_has_one_decimal_at_most() {
        for (nanos, text) in [
            (1_234_567_891, "1234.6"),
            (3_000_123, "3"),
            (1_300_000, "1.3"),
            (12_345, "0"),
        ] {
            assert_eq!(milliseconds(Duration::from_nanos(nanos)).to_string(), text);
        }
    }
}
