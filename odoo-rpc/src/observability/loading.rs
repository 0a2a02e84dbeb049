use std::{fmt, time::Duration};

use tokio::{
    sync::watch,
    time::{Instant, timeout_at},
};

use crate::runtime;

/// The delays of Odoo's web client for its loading indicator.
///
/// It blocks the page three seconds after it shows it (`web/static/src/core/ui`, `web/static/src/webclient/loading_indicator`, 14 to 19).
const LOADING: Duration = Duration::from_millis(250);
const BLOCKING: Duration = Duration::from_millis(250 + 3000);

/// A watch on whether calls are running, for a loading indicator: see [`Client::loading`](crate::Client::loading).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let odoo = odoo_mock::World::new().client();
/// use odoo_orm::rpc::LoadingState;
///
/// let mut activity = odoo.loading();
/// # drop(odoo);
/// while let Some(state) = activity.changed().await {
///     match state {
///         LoadingState::Idle => println!(),
///         LoadingState::Loading { calls } => println!("{calls} calls are running"),
///         LoadingState::Blocking { calls } => println!("{calls} calls have been running for a while"),
///     }
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Loading {
    running: watch::Receiver<Count>,
    shown: LoadingState,
}

/// Whether calls are running. Silent calls do not count.
///
/// A call runs until its response has arrived, a download until its first bytes: the program may hold either unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadingState {
    /// No call runs, or none for longer than 250 ms.
    Idle,
    /// At least one call has been running at every moment for 250 ms.
    Loading {
        /// How many run now.
        calls: usize,
    },
    /// The same for 3,250 ms.
    Blocking {
        /// How many run now.
        calls: usize,
    },
}

#[derive(Clone, Copy, Default)]
struct Count {
    calls: usize,
    /// Since when at least one call runs.
    since: Option<Instant>,
}

/// How many calls run.
#[derive(Default)]
pub(crate) struct Running(watch::Sender<Count>);

impl Running {
    pub(crate) fn begin(&self) {
        self.0.send_if_modified(|count| {
            count.calls += 1;
            count.since.get_or_insert_with(Instant::now);
            self.is_watched()
        });
    }

    pub(crate) fn end(&self) {
        self.0.send_if_modified(|count| {
            count.calls = count.calls.saturating_sub(1);
            if count.calls == 0 {
                count.since = None;
            }
            self.is_watched()
        });
    }

    /// Returns whether there is a watch to wake. A later one reads the count first.
    fn is_watched(&self) -> bool {
        self.0.receiver_count() > 0
    }

    pub(super) fn watch(&self) -> Loading {
        Loading {
            running: self.0.subscribe(),
            shown: LoadingState::Idle,
        }
    }
}

impl Count {
    /// Returns the state at a moment, and when it changes without another call.
    fn state(self, now: Instant) -> (LoadingState, Option<Instant>) {
        let Count {
            calls,
            since: Some(since),
        } = self
        else {
            return (LoadingState::Idle, None);
        };
        if now >= since + BLOCKING {
            (LoadingState::Blocking { calls }, None)
        } else if now >= since + LOADING {
            (LoadingState::Loading { calls }, Some(since + BLOCKING))
        } else {
            (LoadingState::Idle, Some(since + LOADING))
        }
    }
}

impl Loading {
    /// Returns the current state.
    pub fn state(&self) -> LoadingState {
        self.running.borrow().state(Instant::now()).0
    }

    /// Waits for the next state; returns `None` once the client is dropped.
    ///
    /// Changes by time alone (250 ms, 3,250 ms) need a tokio runtime. Outside of one, the state is updated when a call begins or ends.
    pub async fn changed(&mut self) -> Option<LoadingState> {
        loop {
            let (state, next) = self.running.borrow_and_update().state(Instant::now());
            if state != self.shown {
                self.shown = state;
                return Some(state);
            }
            let changed = self.running.changed();
            // Timers need a runtime.
            let changed = match next.filter(|_| runtime::current().is_ok()) {
                // The state has changed by time.
                Some(next) => match timeout_at(next, changed).await {
                    Err(_) => continue,
                    Ok(changed) => changed,
                },
                None => changed.await,
            };
            if changed.is_err() {
                // The client was dropped, and all calls have ended.
                return None;
            }
        }
    }
}

impl fmt::Debug for Loading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Loading").field(&self.state()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use LoadingState::{Blocking, Idle, Loading};

    #[tokio::test(start_paused = true)]
    async fn a_quick_call_is_not_shown_and_a_long_one_blocks() {
        let running = Running::default();
        let mut activity = running.watch();
        running.begin();
        tokio::time::advance(Duration::from_millis(200)).await;
        assert_eq!(activity.state(), Idle);
        running.end();
        // The next one is counted from its own beginning.
        running.begin();
        tokio::time::advance(Duration::from_millis(200)).await;
        assert_eq!(activity.state(), Idle);
        let start = Instant::now();
        assert_eq!(activity.changed().await, Some(Loading { calls: 1 }));
        assert_eq!(start.elapsed(), Duration::from_millis(50));
        running.begin();
        assert_eq!(activity.changed().await, Some(Loading { calls: 2 }));
        assert_eq!(activity.changed().await, Some(Blocking { calls: 2 }));
        assert_eq!(start.elapsed(), Duration::from_millis(3050));
        running.end();
        assert_eq!(activity.changed().await, Some(Blocking { calls: 1 }));
        running.end();
        assert_eq!(activity.changed().await, Some(Idle));
        drop(running);
        assert_eq!(activity.changed().await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_late_watch_reports_the_current_state() {
        let running = Running::default();
        running.begin();
        tokio::time::sleep(BLOCKING).await;
        let mut activity = running.watch();
        assert_eq!(format!("{activity:?}"), "Loading(Blocking { calls: 1 })");
        assert_eq!(activity.changed().await, Some(Blocking { calls: 1 }));
    }
}
