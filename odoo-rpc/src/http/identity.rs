use std::sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicBool};

use secrecy::SecretString;

use super::{Wire, login::Login, pause::Refusals};

/// Who the client is, and what it logs in with.
pub(super) struct Identity {
    pub(super) database: String,
    pub(super) login: Login,
    /// None where the server's version decides.
    pub(super) wire: Option<Wire>,
    pub(super) kept: Kept,
    /// Whether the kept session was tried.
    pub(super) has_restored: AtomicBool,
    refusals: Mutex<Refusals>,
}

/// Sessions that outlive the client.
#[derive(Default)]
pub(super) struct Kept {
    /// The id of one that is there already.
    pub(super) restored: Option<SecretString>,
    /// Takes each new id.
    pub(super) keep: Option<Arc<Keep>>,
}

pub(super) type Keep = dyn Fn(&str) + Send + Sync;

impl Kept {
    pub(super) fn is_used(&self) -> bool {
        self.restored.is_some() || self.keep.is_some()
    }
}

impl Identity {
    pub(super) fn new(database: String, login: Login, wire: Option<Wire>, kept: Kept) -> Self {
        Identity {
            database,
            login,
            wire,
            kept,
            has_restored: AtomicBool::new(false),
            refusals: Mutex::default(),
        }
    }

    pub(super) fn refusals(&self) -> MutexGuard<'_, Refusals> {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
