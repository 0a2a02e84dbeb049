use std::{
    fmt,
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    time::{Duration, Instant},
};

use tokio::sync::watch;

/// Whether the server answers: see [`Client::connection`](crate::Client::connection).
///
/// ```no_run
/// # async fn run(odoo: odoo_rpc::Client) {
/// use odoo_rpc::ConnectionState;
///
/// let mut connection = odoo.connection();
/// while let Some(state) = connection.changed().await {
///     match state {
///         ConnectionState::Lost => println!("the server is away: trying to reach it again"),
///         ConnectionState::Connected => println!("the server is back"),
///     }
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Connection(watch::Receiver<ConnectionState>);

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
        *self.0.borrow()
    }

    /// Waits until the state is another, and gives it; none once the client is gone.
    pub async fn changed(&mut self) -> Option<ConnectionState> {
        self.0.changed().await.ok()?;
        Some(*self.0.borrow_and_update())
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
    lost_at: std::sync::Mutex<Option<Instant>>,
    /// Whether somebody asks the server from time to time whether it is back.
    is_polled: AtomicBool,
}

impl Default for Line {
    fn default() -> Self {
        Line {
            state: watch::Sender::new(ConnectionState::Connected),
            lost_at: std::sync::Mutex::default(),
            is_polled: AtomicBool::new(false),
        }
    }
}

impl Line {
    pub(crate) fn watch(&self) -> Connection {
        Connection(self.state.subscribe())
    }

    pub(crate) fn is_lost(&self) -> bool {
        *self.state.borrow() == ConnectionState::Lost
    }

    pub(crate) fn is_watched(&self) -> bool {
        self.state.receiver_count() > 0
    }

    /// Notes that it is lost; whether that is news.
    pub(crate) fn lose(&self) -> bool {
        self.set(ConnectionState::Lost, || {
            *self.lost_at() = Some(Instant::now());
        })
    }

    /// Notes that the server answers; how long it was away, if that is news.
    pub(crate) fn restore(&self) -> Option<Duration> {
        if !self.is_lost() {
            return None;
        }
        let mut after = None;
        self.set(ConnectionState::Connected, || {
            after = self.lost_at().take().map(|lost_at| lost_at.elapsed());
        });
        after
    }

    fn set(&self, state: ConnectionState, then: impl FnOnce()) -> bool {
        self.state.send_if_modified(|current| {
            let is_news = *current != state;
            if is_news {
                *current = state;
                then();
            }
            is_news
        })
    }

    fn lost_at(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.lost_at
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Takes on the asking; false if somebody has.
    pub(crate) fn begin_polling(&self) -> bool {
        !self.is_polled.swap(true, SeqCst)
    }

    pub(crate) fn end_polling(&self) {
        self.is_polled.store(false, SeqCst);
    }
}
