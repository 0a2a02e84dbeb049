//! Polling of a server that is away, as Odoo's web client does.

use std::{
    pin::pin,
    sync::{Arc, Weak},
    time::Duration,
};

use futures_util::future::{Either, select};
use tokio::{runtime::Handle, time::timeout};

use super::shared::Shared;
use crate::{
    call::Call,
    call_state::CallState,
    error::{Error, TransportError, TransportErrorKind},
    jitter,
    observability::EventHub,
    outcome::Outcome,
    runtime,
    transport::Transport,
};

/// The first and the longest interval between polls. Each is longer than the one before.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// The timeout of one poll.
const LIMIT: Duration = Duration::from_secs(10);

/// Updates the connection state after a call.
pub(super) fn note(shared: &Arc<Shared>, error: Option<&Error>) {
    match error {
        None | Some(Error::Fault(_) | Error::Decode(_)) => shared.events.answered(),
        Some(error @ Error::Transport(transport)) => {
            if transport.is_connection_lost() {
                shared.events.lost(error);
            } else if transport.kind() == TransportErrorKind::Timeout {
                shared.events.line().doubt();
            }
            begin(shared);
        }
        // Nothing was sent, or the login has updated the state already.
        Some(Error::Config(_) | Error::Login(_) | Error::ExpectedOne(_)) => {}
    }
}

/// Starts polling if the connection may be lost, somebody watches it, and no poll runs.
pub(super) fn begin(shared: &Arc<Shared>) {
    let events = &shared.events;
    if !is_wanted(events) {
        return;
    }
    // Without a runtime nothing can poll. The next call updates the state.
    let Some(runtime) = handle() else {
        return;
    };
    if events.line().begin_polling() {
        runtime.spawn(poll(Arc::clone(events), Arc::downgrade(shared)));
    }
}

fn handle() -> Option<Handle> {
    let here = runtime::current().ok();
    #[cfg(feature = "blocking")]
    let here = here.or_else(|| Some(crate::blocking::runtime()));
    here
}

fn is_wanted(events: &EventHub) -> bool {
    let line = events.line();
    (line.is_lost() || line.is_doubtful()) && (line.is_watched() || events.is_heard())
}

/// The running poll. When it ends for any reason, another one can start.
struct Polling(Option<Arc<EventHub>>);

impl Drop for Polling {
    fn drop(&mut self) {
        // The runtime has shut down.
        if let Some(events) = &self.0 {
            events.line().end_polling(|| false);
        }
    }
}

async fn poll(events: Arc<EventHub>, shared: Weak<Shared>) {
    let mut polling = Polling(Some(Arc::clone(&events)));
    let line = events.line();
    let is_wanted = || shared.strong_count() > 0 && is_wanted(&events);
    // After a mere timeout the server is polled at once.
    let mut wait = if line.is_lost() {
        FIRST_WAIT
    } else {
        Duration::ZERO
    };
    loop {
        // Registered before the state is read, so that no change is missed.
        let news = line.news.notified();
        if !is_wanted() && line.end_polling(is_wanted) {
            polling.0 = None;
            return;
        }
        let transport = shared.upgrade().map(|shared| Arc::clone(&shared.transport));
        let Some(transport) = transport else {
            continue;
        };
        if timeout(jittered(wait), news).await.is_ok() {
            wait = FIRST_WAIT;
            continue;
        }
        let (question, news) = (pin!(ask(&*transport)), pin!(line.news.notified()));
        let longer = wait.mul_f64(1.5).clamp(FIRST_WAIT, LONGEST_WAIT);
        wait = match select(question, news).await {
            Either::Left((answer, _)) => {
                line.end_doubt();
                match answer {
                    // An exception of the server proves that it answers.
                    Ok(()) | Err(Error::Fault(_) | Error::Decode(_)) => {
                        events.answered();
                        // The connection may be lost again in the meantime.
                        FIRST_WAIT
                    }
                    Err(error) => {
                        if is_away(&error) {
                            events.lost(&error);
                        }
                        longer
                    }
                }
            }
            Either::Right(_) => FIRST_WAIT,
        };
    }
}

/// Requests the version, once and before all calls in the queue.
async fn ask(transport: &dyn Transport) -> Result<(), Error> {
    let question = Call::server_version().probe().with_timeout(LIMIT);
    let info = question.info();
    // A transport may ignore the timeout.
    let Ok(answer) = timeout(LIMIT, transport.call(question, CallState::default())).await else {
        let sentence = format!("{info} was not answered within {LIMIT:?}");
        let kind = TransportErrorKind::Timeout;
        return Err(TransportError::new(kind, Outcome::NotDone, sentence).into());
    };
    answer.map(drop)
}

/// A timeout of this small request counts as a lost connection.
fn is_away(error: &Error) -> bool {
    match error {
        Error::Transport(error) => {
            error.is_connection_lost() || error.kind() == TransportErrorKind::Timeout
        }
        _ => false,
    }
}

/// Returns a random time between half of `wait` and `wait`.
fn jittered(wait: Duration) -> Duration {
    wait.mul_f64(0.5 + jitter::random() / 2.0)
}

#[cfg(test)]
mod tests;
