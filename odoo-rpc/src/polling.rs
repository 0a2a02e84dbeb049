//! A server that is away is asked from time to time whether it is back, as Odoo's web client does.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::{runtime::Handle, sync::OnceCell};

use crate::{
    call::Call,
    error::Error,
    jitter,
    signals::{Event, Signals},
    trace,
    transport::Transport,
    version::ServerVersion,
};

/// What the handles of a client share.
pub(crate) struct Shared {
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) version: OnceCell<ServerVersion>,
    pub(crate) signals: Arc<Signals>,
}

/// How long the first question waits, and how long the others do at the most, each one longer than the one before.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(10);

/// Notes what a call says of the way to the server.
pub(crate) fn note(shared: &Arc<Shared>, error: Option<&Error>) {
    let line = shared.signals.line();
    match error {
        Some(error @ Error::Transport(transport)) => {
            // What else goes wrong on the way says nothing of it: an answer that is too large is one, a time limit none.
            if !transport.is_connection_lost() {
                return;
            }
            if line.lose() {
                trace::connection_lost(error);
                shared.signals.tell(|| Event::ConnectionLost {
                    error: error.clone(),
                });
            }
            begin(shared);
        }
        // Nothing was sent.
        Some(Error::Config(_)) => {}
        _ => {
            if let Some(after) = line.restore() {
                trace::connection_back(after);
                shared.signals.tell(|| Event::ConnectionBack { after });
            }
        }
    }
}

/// Begins to ask, if the server is away, somebody wants to know, and nobody asks yet.
pub(crate) fn begin(shared: &Arc<Shared>) {
    if !is_wanted(&shared.signals) {
        return;
    }
    // Without a runtime there is nobody to do it; the next call will tell.
    let Ok(runtime) = Handle::try_current() else {
        return;
    };
    if shared.signals.line().begin_polling() {
        runtime.spawn(poll(Polling(Arc::downgrade(shared))));
    }
}

fn is_wanted(signals: &Signals) -> bool {
    signals.line().is_lost() && (signals.line().is_watched() || signals.is_heard())
}

/// The one who asks. Whatever ends it, another may begin.
struct Polling(Weak<Shared>);

impl Drop for Polling {
    fn drop(&mut self) {
        if let Some(shared) = self.0.upgrade() {
            shared.signals.line().end_polling();
        }
    }
}

async fn poll(polling: Polling) {
    let mut wait = FIRST_WAIT;
    loop {
        tokio::time::sleep(wait.mul_f64(0.5 + jitter::random() / 2.0)).await;
        // Only for the question itself, so that a client that nobody has any more ends.
        let Some(shared) = polling.0.upgrade() else {
            return;
        };
        if !is_wanted(&shared.signals) {
            return;
        }
        let ask = Call::server_version().with_timeout(LIMIT);
        let answer = shared.transport.call(ask).await;
        note(&shared, answer.as_ref().err());
        wait = wait.mul_f64(1.5).min(LONGEST_WAIT);
    }
}
