//! Calls that fail because a test wants them to.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use odoo_rpc::Fault;

/// How a call fails.
///
/// Over HTTP the server does what is described; in process the client gets the error that the HTTP transport would make of it, which is not tried again.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Failure {
    /// The connection is refused, so that nothing is run. A server that listens can refuse none by itself: over HTTP it is [`CutBefore`](Self::CutBefore),
    /// and [`Server::refuse`](crate::Server::refuse) refuses all.
    Refuse,
    /// The answer comes after a while.
    Delay(Duration),
    /// The connection ends before the call is run.
    CutBefore,
    /// The connection ends after the call was run and committed.
    CutAfterCommit,
    /// A page of a gateway with this status, such as 502; nothing is run.
    Status(u16),
    /// A status of 429 that asks for fewer requests, with the time to wait; nothing is run.
    TooManyRequests(Duration),
    /// A page in HTML with the status 200; nothing is run.
    Html,
    /// The answer breaks off in its middle; the call was run and committed.
    HalfAnswer,
    /// The answer to another request; the call was run and committed. JSON-2 has no ids, and so nothing happens there.
    WrongId,
    /// The session has ended, or the API key is worth nothing any more; nothing is run.
    SessionExpired,
    /// Another transaction was in the way, even after the server's own retries; nothing is run.
    Concurrency,
    /// Any exception; nothing is run.
    Fault(Fault),
}

impl Failure {
    /// Whether the call is run and committed all the same.
    pub(crate) fn runs(&self) -> bool {
        matches!(
            self,
            Failure::Delay(_) | Failure::CutAfterCommit | Failure::HalfAnswer | Failure::WrongId
        )
    }
}

/// Which calls fail.
#[derive(Clone)]
#[must_use = "it says which calls fail once it is given to `World::fail`"]
pub struct When {
    call: Option<String>,
    skipped: usize,
    times: usize,
}

impl When {
    /// The next call of a method.
    pub fn next() -> Self {
        When {
            call: None,
            skipped: 0,
            times: 1,
        }
    }

    /// The call of a method of this number from now on; 1 is the next.
    pub fn nth(number: usize) -> Self {
        When {
            skipped: number.saturating_sub(1),
            ..Self::next()
        }
    }

    /// Every call of a method. Logins, downloads and health checks are none: [`World::down`](crate::World::down) fails everything.
    pub fn always() -> Self {
        When {
            times: usize::MAX,
            ..Self::next()
        }
    }

    /// Only requests of this name; by number they are counted among themselves. A name is that of a method, such as `res.partner.create`, a path, such as
    /// `/web/session/authenticate`, or a service of `/jsonrpc`, such as `common.login`.
    pub fn of(self, call: &str) -> Self {
        When {
            call: Some(call.to_owned()),
            ..self
        }
    }

    /// So many calls.
    pub fn times(self, times: usize) -> Self {
        When { times, ..self }
    }
}

impl fmt::Debug for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.call.as_deref().unwrap_or("any method");
        let first = self.skipped + 1;
        match self.times {
            usize::MAX => write!(f, "every call of {name} from number {first} on"),
            times => write!(f, "{times} calls of {name} from number {first} on"),
        }
    }
}

/// What a client asks for, by its name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Requested<'a> {
    Method(&'a str),
    /// A controller, a file, a service.
    Route(&'a str),
}

/// The failures that are to come.
#[derive(Debug, Clone, Default)]
pub(crate) struct Failures(Arc<Mutex<Vec<Plan>>>);

#[derive(Debug)]
struct Plan {
    number: u64,
    failure: Failure,
    when: When,
    hits: usize,
}

impl Failures {
    pub(crate) fn add(&self, when: When, failure: Failure) -> Failing {
        let mut plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = plans.last().map_or(1, |plan| plan.number + 1);
        plans.push(Plan {
            number,
            failure,
            when,
            hits: 0,
        });
        Failing {
            plans: Arc::downgrade(&self.0),
            number,
        }
    }

    /// How this call fails, if it does.
    pub(crate) fn of(&self, request: Requested<'_>) -> Option<Failure> {
        let mut plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = None;
        for plan in plans.iter_mut() {
            let is_meant = match (&plan.when.call, request) {
                (None, Requested::Method(_)) => true,
                (None, Requested::Route(_)) => false,
                (Some(wanted), Requested::Method(name) | Requested::Route(name)) => wanted == name,
            };
            if !is_meant || plan.when.times == 0 {
                continue;
            }
            if plan.when.skipped > 0 {
                plan.when.skipped -= 1;
            } else if found.is_none() {
                plan.when.times -= 1;
                plan.hits += 1;
                found = Some(plan.failure.clone());
            }
        }
        found
    }
}

/// A failure that is planned, until this is dropped.
#[derive(Debug)]
#[must_use = "the failure is called off when this is dropped"]
pub struct Failing {
    plans: Weak<Mutex<Vec<Plan>>>,
    number: u64,
}

impl Failing {
    /// How many calls have failed so.
    pub fn hits(&self) -> usize {
        let Some(plans) = self.plans.upgrade() else {
            return 0;
        };
        let plans = plans.lock().unwrap_or_else(PoisonError::into_inner);
        let plan = plans.iter().find(|plan| plan.number == self.number);
        plan.map_or(0, |plan| plan.hits)
    }
}

impl Drop for Failing {
    fn drop(&mut self) {
        if let Some(plans) = self.plans.upgrade() {
            let mut plans = plans.lock().unwrap_or_else(PoisonError::into_inner);
            plans.retain(|plan| plan.number != self.number);
        }
    }
}
