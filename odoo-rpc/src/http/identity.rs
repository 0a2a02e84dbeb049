use std::sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicBool};

use secrecy::SecretString;

use super::{Protocol, credentials::Credentials, login_backoff::LoginBackoff};

/// The credentials of the client, and its stored session.
pub(super) struct Identity {
    pub(super) database: String,
    pub(super) login: Credentials,
    /// None if the server's version decides.
    pub(super) protocol: Option<Protocol>,
    pub(super) kept: Kept,
    /// Whether the restored session was tried.
    pub(super) has_restored: AtomicBool,
    refusals: Mutex<LoginBackoff>,
}

/// A session that outlives the client.
#[derive(Default)]
pub(super) struct Kept {
    /// The id to restore.
    pub(super) restored: Option<SecretString>,
    /// Is called with each new id.
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
        protocol: Option<Protocol>,
        kept: Kept,
    ) -> Self {
        Identity {
            database,
            login,
            protocol,
            kept,
            has_restored: AtomicBool::new(false),
            refusals: Mutex::default(),
        }
    }

    pub(super) fn refusals(&self) -> MutexGuard<'_, LoginBackoff> {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
