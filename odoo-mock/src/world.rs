//! The in-memory server of a test: its state, and the methods that a test calls.

mod assertions;
mod down;
mod failure;
mod fixtures;
mod handlers;
#[cfg(feature = "http")]
mod logins;
mod models;
mod policy;
mod recorded;
mod registry;
mod run;
mod snapshot;
mod users;

pub use down::Down;
pub(crate) use failure::Requested;
pub use failure::{Failing, Failure, When};
pub use recorded::{Calls, Recorded};
use registry::Registry;
pub use snapshot::{SnapshotDiff, WorldSnapshot};

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use chrono::{DateTime, NaiveDateTime, Utc};

use self::{down::Reach, failure::Failures};
use crate::{
    base,
    exception::Result,
    misuse::refuse,
    query::{Env, View, users::by_login},
    rpc::{Output, Request, execute},
    storage::Database,
    version::Version,
};

/// An in-memory server with the data of a fresh Odoo.
///
/// It has users, companies, countries, currencies, contacts and orders. It is a cheap handle: clones share the
/// same world.
///
/// It is a test tool. A mistake of a test, such as a wrong model name in a fixture, panics with a message.
#[derive(Clone)]
pub struct World(Arc<Shared>);

struct Shared {
    version: Version,
    state: Mutex<State>,
    failures: Failures,
    reach: Reach,
}

pub(crate) struct State {
    pub(crate) db: Database,
    pub(crate) registry: Registry,
    #[cfg(feature = "http")]
    pub(crate) logins: crate::logins::Logins,
    calls: Vec<Recorded>,
    /// The time set by a test.
    time: Option<NaiveDateTime>,
}

/// The name of the only database.
pub(crate) const DATABASE: &str = "odoo";

impl World {
    /// Creates a fresh Odoo 19.
    pub fn new() -> Self {
        Self::of(Version::LATEST)
    }

    /// Creates a fresh Odoo of this version, 14 to 19.
    ///
    /// ```
    /// use odoo_mock::World;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_rpc::Error> {
    /// let odoo = World::version(14).client();
    /// assert_eq!(odoo.server_version().await?.major(), 14);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If the version is not supported.
    #[track_caller]
    pub fn version(major: u16) -> Self {
        match Version::new(major) {
            Some(version) => Self::of(version),
            None => refuse(&format!("unsupported version {major}: expected 14 to 19")),
        }
    }

    fn of(version: Version) -> Self {
        let state = State {
            db: base::database(version),
            registry: Registry::default(),
            #[cfg(feature = "http")]
            logins: crate::logins::Logins::default(),
            calls: Vec::new(),
            time: None,
        };
        World(Arc::new(Shared {
            version,
            state: Mutex::new(state),
            failures: Failures::default(),
            reach: Reach::default(),
        }))
    }

    /// Returns the version, 14 to 19.
    pub fn major(&self) -> u16 {
        self.release().major()
    }

    pub(crate) fn release(&self) -> Version {
        self.0.version
    }

    /// Returns the name of the database, for clients over HTTP.
    pub fn database(&self) -> &'static str {
        DATABASE
    }

    /// Makes calls fail until the returned value is dropped.
    ///
    /// ```
    /// use odoo_mock::{Failure, When, World};
    /// use odoo_rpc::{Call, Outcome};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_rpc::Error> {
    /// let world = World::new();
    /// let create = || Call::write("res.partner", "create").arg("vals_list", serde_json::json!([{"name": "Acme"}]));
    ///
    /// let failing = world.fail(When::next().of("res.partner.create"), Failure::CutAfterCommit);
    /// let error = world.client().call(create()).await.unwrap_err();
    /// assert_eq!(error.outcome(), Outcome::Unknown);
    /// // The response was lost; the record exists.
    /// assert_eq!(world.search("res.partner", serde_json::json!([["name", "=", "Acme"]])).len(), 1);
    /// assert_eq!(failing.hits(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn fail(&self, when: When, failure: Failure) -> Failing {
        self.0.failures.add(when, failure)
    }

    /// Makes the server unreachable until the returned guard is dropped.
    ///
    /// In process every call, download and health check fails with
    /// [`NotConnected`](odoo_rpc::TransportErrorKind::NotConnected) and nothing is run. Over HTTP new requests are
    /// cut off at once, and connections are refused as soon as the [`Server`](crate::Server)'s task has closed its port.
    ///
    /// ```
    /// # use odoo_mock::World;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let world = World::new();
    /// let odoo = world.client();
    /// let down = world.down();
    /// assert!(odoo.check_health().await.is_err());
    /// drop(down);
    /// assert!(odoo.check_health().await.is_ok());
    /// # }
    /// ```
    pub fn down(&self) -> Down {
        self.0.reach.end()
    }

    #[cfg(feature = "http")]
    pub(crate) fn reach(&self) -> &Reach {
        &self.0.reach
    }

    pub(crate) fn failure_of(&self, request: Requested<'_>) -> Option<Failure> {
        if self.0.reach.is_down() {
            return Some(Failure::Refuse);
        }
        self.0.failures.of(request)
    }

    /// Sets the clock, which then stays at this time.
    pub fn set_time(&self, time: DateTime<Utc>) {
        self.state().time = Some(time.naive_utc());
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A call that panicked changed nothing, because it was not committed.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the user of a login.
    pub(crate) fn user_of(&self, login: &str) -> Option<i64> {
        by_login(&self.state().db, login)
    }

    /// Runs a function on the records as a user.
    pub(crate) fn look<T>(&self, user: i64, look: impl FnOnce(&View<'_>) -> T) -> T {
        let state = self.state();
        let env = Env {
            user,
            ..Env::superuser(state.now())
        };
        look(&View::new(&state.db, &env))
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World")
            .field("version", &self.major())
            .finish_non_exhaustive()
    }
}

impl State {
    /// The environment of a user, with an empty context.
    pub(crate) fn env_of(&self, user: i64) -> Env {
        Env::of_user(user, Arc::clone(&self.registry.policy), self.now())
    }

    /// Runs a call in its own transaction.
    pub(crate) fn execute(&mut self, env: &Env, request: Request) -> Result<Output> {
        execute(&mut self.db, &self.registry.handlers, env, request)
    }

    pub(crate) fn now(&self) -> NaiveDateTime {
        self.time.unwrap_or_else(|| {
            let now: DateTime<Utc> = SystemTime::now().into();
            // PostgreSQL stores microseconds.
            DateTime::from_timestamp_micros(now.timestamp_micros())
                .unwrap_or(now)
                .naive_utc()
        })
    }
}
