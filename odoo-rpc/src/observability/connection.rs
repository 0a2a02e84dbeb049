use std::{
    fmt,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use tokio::sync::{Notify, watch};

/// A watch on the connection state: see [`Client::connection`](crate::Client::connection).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let odoo = odoo_mock::World::new().client();
/// use odoo_orm::rpc::ConnectionState;
///
/// let mut connection = odoo.connection();
/// # drop(odoo);
/// while let Some(state) = connection.changed().await {
///     match state {
///         ConnectionState::Lost => println!("the server is away: trying to reach it again"),
///         ConnectionState::Connected => println!("the server is back"),
///     }
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Connection {
    state: watch::Receiver<ConnectionState>,
    shown: ConnectionState,
}

/// Whether the server answers, as far as the client knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConnectionState {
    /// The last call got a response, or there was no call yet.
    Connected,
    /// The server is unreachable: [`TransportError::is_connection_lost`](crate::TransportError::is_connection_lost).
    Lost,
}

impl Connection {
    /// Returns the current state.
    pub fn state(&self) -> ConnectionState {
        *self.state.borrow()
    }

    /// Waits for the next state; returns `None` once the client is dropped.
    ///
    /// Changes that are reverted before they are observed are not reported.
    pub async fn changed(&mut self) -> Option<ConnectionState> {
        loop {
            let state = *self.state.borrow_and_update();
            if state != self.shown {
                self.shown = state;
                return Some(state);
            }
            self.state.changed().await.ok()?;
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connection").field(&self.state()).finish()
    }
}

/// The connection to the server, as the client's calls see it.
pub(crate) struct Line {
    state: watch::Sender<ConnectionState>,
    /// When it was lost.
    ///
    /// The lock is held while a change is reported, so that changes are reported in order.
    lost_at: Mutex<Option<Instant>>,
    /// Whether a call timed out, which may be due to the call itself.
    is_doubtful: AtomicBool,
    /// Whether a task polls the server.
    is_polled: Mutex<bool>,
    /// Wakes the task that polls.
    pub(crate) news: Notify,
}

impl Default for Line {
    fn default() -> Self {
        Line {
            state: watch::Sender::new(ConnectionState::Connected),
            lost_at: Mutex::default(),
            is_doubtful: AtomicBool::new(false),
            is_polled: Mutex::default(),
            news: Notify::new(),
        }
    }
}

impl Line {
    pub(crate) fn watch(&self) -> Connection {
        let state = self.state.subscribe();
        let shown = *state.borrow();
        Connection { state, shown }
    }

    pub(crate) fn is_lost(&self) -> bool {
        *self.state.borrow() == ConnectionState::Lost
    }

    pub(crate) fn is_watched(&self) -> bool {
        self.state.receiver_count() > 0
    }

    /// Sets the state to lost, and calls `tell` if it changed.
    pub(crate) fn lose(&self, tell: impl FnOnce()) {
        let mut lost_at = lock(&self.lost_at);
        if lost_at.is_none() {
            *lost_at = Some(Instant::now());
            self.state.send_replace(ConnectionState::Lost);
            tell();
            self.news.notify_waiters();
        }
    }

    /// Sets the state to connected, and calls `tell` with the duration of the outage.
    pub(crate) fn restore(&self, tell: impl FnOnce(Duration)) {
        self.end_doubt();
        if !self.is_lost() {
            return;
        }
        let mut lost_at = lock(&self.lost_at);
        if let Some(since) = lost_at.take() {
            self.state.send_replace(ConnectionState::Connected);
            tell(since.elapsed());
            self.news.notify_waiters();
        }
    }

    /// Notes that a call timed out.
    pub(crate) fn doubt(&self) {
        self.is_doubtful.store(true, SeqCst);
    }

    pub(crate) fn end_doubt(&self) {
        self.is_doubtful.store(false, SeqCst);
    }

    pub(crate) fn is_doubtful(&self) -> bool {
        self.is_doubtful.load(SeqCst)
    }

    /// Starts polling, or returns false if another task polls.
    pub(crate) fn begin_polling(&self) -> bool {
        let mut is_polled = lock(&self.is_polled);
        !std::mem::replace(&mut *is_polled, true)
    }

    /// Stops polling, unless it is wanted again. Whoever wants it later starts a new task.
    pub(crate) fn end_polling(&self, is_wanted: impl FnOnce() -> bool) -> bool {
        let mut is_polled = lock(&self.is_polled);
        *is_polled = is_wanted();
        !*is_polled
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
