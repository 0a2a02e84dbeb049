use std::sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicBool};

use secrecy::SecretString;

use super::{Protocol, credentials::Credentials, login_backoff::LoginBackoff};

/// Who the client is, and what it logs in with.
pub(super) struct Identity {
    pub(super) database: String,
    pub(super) login: Credentials,
    /// None where the server's version decides.
    pub(super) wire: Option<Protocol>,
    pub(super) kept: Kept,
    /// Whether the kept session was tried.
    pub(super) has_restored: AtomicBool,
    refusals: Mutex<LoginBackoff>,
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
    pub(super) fn new(
        database: String,
        login: Credentials,
        wire: Option<Protocol>,
        kept: Kept,
    ) -> Self {
        Identity {
            database,
            login,
            wire,
            kept,
            has_restored: AtomicBool::new(false),
            refusals: Mutex::default(),
        }
    }

    pub(super) fn refusals(&self) -> MutexGuard<'_, LoginBackoff> {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
