use std::{
    fmt,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use tokio::sync::{Notify, watch};

/// Whether the server answers: see [`Client::connection`](crate::Client::connection).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let odoo = odoo_mock::World::new().client();
/// use odoo_rpc::ConnectionState;
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

/// Whether the server answers, as far as the client has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConnectionState {
    /// The last call that tells was answered, or there was none yet.
    Connected,
    /// The server cannot be reached, or a gateway answers in its place: [`TransportError::is_connection_lost`](crate::TransportError::is_connection_lost).
    Lost,
}

impl Connection {
    /// The state now.
    pub fn state(&self) -> ConnectionState {
        *self.state.borrow()
    }

    /// Waits until the state is another than the one that was given last, or than that at first, and gives it; none once the client is gone. What is over before
    /// anyone looks is not given.
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

/// The way to the server, as the client's calls see it.
pub(crate) struct Line {
    state: watch::Sender<ConnectionState>,
    /// Since when it is lost. Held while a change is told, so that changes are told in their order.
    lost_at: Mutex<Option<Instant>>,
    /// Whether a call has waited in vain, which may be the call's own affair.
    is_doubtful: AtomicBool,
    /// Whether somebody asks the server from time to time whether it is back.
    is_polled: Mutex<bool>,
    /// Wakes whoever asks.
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

    /// Notes that it is lost, and tells if that is news.
    pub(crate) fn lose(&self, tell: impl FnOnce()) {
        let mut lost_at = lock(&self.lost_at);
        if lost_at.is_none() {
            *lost_at = Some(Instant::now());
            self.state.send_replace(ConnectionState::Lost);
            tell();
            self.news.notify_waiters();
        }
    }

    /// Notes that the server answers, and tells how long it was away if that is news.
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

    /// Notes that a call has waited in vain.
    pub(crate) fn doubt(&self) {
        self.is_doubtful.store(true, SeqCst);
    }

    pub(crate) fn end_doubt(&self) {
        self.is_doubtful.store(false, SeqCst);
    }

    pub(crate) fn is_doubtful(&self) -> bool {
        self.is_doubtful.load(SeqCst)
    }

    /// Takes on the asking; false if somebody has.
    pub(crate) fn begin_polling(&self) -> bool {
        let mut is_polled = lock(&self.is_polled);
        !std::mem::replace(&mut *is_polled, true)
    }

    /// Ends the asking, unless it is wanted after all: whoever wants it from now on finds that nobody asks.
    pub(crate) fn end_polling(&self, is_wanted: impl FnOnce() -> bool) -> bool {
        let mut is_polled = lock(&self.is_polled);
        *is_polled = is_wanted();
        !*is_polled
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
