//! A server that is away is asked from time to time whether it is back, as Odoo's web client does.

use std::{
    pin::pin,
    sync::{Arc, Weak},
    time::Duration,
};

use futures_util::future::{Either, select};
use tokio::{runtime::Handle, sync::OnceCell, time::timeout};

use crate::{
    call::Call,
    error::{Error, Outcome, TransportError, TransportErrorKind},
    jitter,
    observability::{Event, EventHub},
    runtime, trace,
    transport::Transport,
    version::ServerVersion,
};

/// What the handles of a client share.
pub(crate) struct Shared {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) version: OnceCell<ServerVersion>,
    pub(crate) signals: Arc<EventHub>,
}

/// Whoever asks need not any more.
impl Drop for Shared {
    fn drop(&mut self) {
        self.signals.line().news.notify_waiters();
    }
}

/// How long the first question waits, and how long the others do at the most, each one longer than the one before.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(10);

/// Notes what a call says of the way to the server.
pub(crate) fn note(shared: &Arc<Shared>, error: Option<&Error>) {
    match error {
        None | Some(Error::Fault(_) | Error::Decode(_)) => answered(&shared.signals),
        Some(error @ Error::Transport(transport)) => {
            if transport.is_connection_lost() {
                lost(&shared.signals, error);
            } else if transport.kind() == TransportErrorKind::Timeout {
                shared.signals.line().doubt();
            }
            begin(shared);
        }
        // Nothing was sent, or it is told where it was.
        Some(Error::Config(_) | Error::Login(_) | Error::ExpectedOne(_)) => {}
    }
}

/// Notes that the server answers.
pub(crate) fn answered(signals: &EventHub) {
    signals.line().restore(|after| {
        trace::connection_back(after);
        signals.tell(|| Event::Reconnected { after });
    });
}

fn lost(signals: &EventHub, error: &Error) {
    signals.line().lose(|| {
        trace::connection_lost(error);
        signals.tell(|| Event::ConnectionLost {
            error: error.clone(),
        });
    });
}

/// Begins to ask, if the server is or may be away, somebody wants to know, and nobody asks yet.
pub(crate) fn begin(shared: &Arc<Shared>) {
    let signals = &shared.signals;
    if !is_wanted(signals) {
        return;
    }
    // Without a runtime there is nobody to do it; the next call will tell.
    let Some(runtime) = handle() else {
        return;
    };
    if signals.line().begin_polling() {
        runtime.spawn(poll(Arc::clone(signals), Arc::downgrade(shared)));
    }
}

fn handle() -> Option<Handle> {
    let here = runtime::current().ok();
    #[cfg(feature = "blocking")]
    let here = here.or_else(|| Some(crate::blocking::runtime()));
    here
}

fn is_wanted(signals: &EventHub) -> bool {
    let line = signals.line();
    (line.is_lost() || line.is_doubtful()) && (line.is_watched() || signals.is_heard())
}

/// The one who asks. Whatever ends it, another may begin.
struct Polling(Option<Arc<EventHub>>);

impl Drop for Polling {
    fn drop(&mut self) {
        // Its runtime has ended.
        if let Some(signals) = &self.0 {
            signals.line().end_polling(|| false);
        }
    }
}

async fn poll(signals: Arc<EventHub>, shared: Weak<Shared>) {
    let mut polling = Polling(Some(Arc::clone(&signals)));
    let line = signals.line();
    let is_wanted = || shared.strong_count() > 0 && is_wanted(&signals);
    // A line that is only doubtful is asked about at once.
    let mut wait = if line.is_lost() {
        FIRST_WAIT
    } else {
        Duration::ZERO
    };
    loop {
        // Before anything is looked at, so that no news is missed: it is lost, or back, or nobody has the client any more.
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
                    // Whoever has the server's exception has the server.
                    Ok(()) | Err(Error::Fault(_) | Error::Decode(_)) => {
                        answered(&signals);
                        // It may be lost again before anyone looks.
                        FIRST_WAIT
                    }
                    Err(error) => {
                        if is_away(&error) {
                            lost(&signals, &error);
                        }
                        longer
                    }
                }
            }
            Either::Right(_) => FIRST_WAIT,
        };
    }
}

/// Asks for the version: one try, and before all calls that wait for a place.
async fn ask(transport: &dyn Transport) -> Result<(), Error> {
    let question = Call::server_version().probe().with_timeout(LIMIT);
    let info = question.info();
    // A transport may not keep to the limit.
    let Ok(answer) = timeout(LIMIT, transport.call(question)).await else {
        let sentence = format!("{info} was not answered within {LIMIT:?}");
        let kind = TransportErrorKind::Timeout;
        return Err(TransportError::new(kind, Outcome::NotDone, sentence).into());
    };
    answer.map(drop)
}

/// Here a server that says nothing is one that is away: the question is a small one.
fn is_away(error: &Error) -> bool {
    match error {
        Error::Transport(error) => {
            error.is_connection_lost() || error.kind() == TransportErrorKind::Timeout
        }
        _ => false,
    }
}

/// From half of a wait to all of it.
fn jittered(wait: Duration) -> Duration {
    wait.mul_f64(0.5 + jitter::random() / 2.0)
}

#[cfg(test)]
mod tests;
