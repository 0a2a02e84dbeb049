//! One span for each call: what it was and what came of it, and never a value. The crate's front page lists its fields.

use tracing::{Span, field::Empty};

use crate::{answer::Answer, call::Call, error::Error};

pub(crate) fn span(call: &Call) -> Span {
    let span = tracing::debug_span!(
        "odoo.call",
        call = Empty,
        effect = Empty,
        records = Empty,
        attempts = Empty,
        bytes = Empty,
        outcome = Empty,
        error = Empty,
    );
    // Nothing is put together for a span that nobody looks at.
    if !span.is_disabled() {
        span.record("call", call.method_name());
        span.record("effect", tracing::field::debug(call.effect()));
        if let Some(ids) = call.ids() {
            span.record("records", ids.len());
        }
    }
    span
}

/// What came of the call of a span.
pub(crate) fn ended(span: &Span, result: &Result<Answer, Error>) {
    if span.is_disabled() {
        return;
    }
    match result {
        Ok(answer) => {
            span.record("outcome", "ok");
            span.record("bytes", answer.len());
        }
        Err(error) => {
            span.record("outcome", tracing::field::debug(error.outcome()));
            span.record("error", kind(error));
        }
    }
}

/// How often the call of the present span was sent.
#[cfg(feature = "http")]
pub(crate) fn attempts(count: u32) {
    Span::current().record("attempts", count);
}

/// What kind of error it is: no sentence, which may hold what a server said.
fn kind(error: &Error) -> String {
    match error {
        Error::Config(_) => "config".to_owned(),
        Error::Login(login) => format!("login {:?}", login.kind()),
        Error::Transport(transport) => format!("transport {:?}", transport.kind()),
        Error::Fault(fault) => format!("fault {}", fault.name()),
        Error::Decode(_) => "decode".to_owned(),
        Error::NotOne(_) => "not one".to_owned(),
    }
}
