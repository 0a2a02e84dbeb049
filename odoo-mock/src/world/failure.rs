//! Injected failures of calls.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use odoo_rpc::Fault;

use crate::exception::Exception;

/// How a call fails.
///
/// Over HTTP the server behaves as described. In process the client gets the error that the HTTP transport would return, and it is not retried.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Failure {
    /// The connection is refused, so nothing runs.
    ///
    /// A listening server cannot refuse a single connection: over HTTP this is [`CutBefore`](Self::CutBefore),
    /// and [`Server::refuse`](crate::Server::refuse) refuses all connections.
    Refuse,
    /// The response is delayed.
    Delay(Duration),
    /// The connection is closed before the call runs.
    CutBefore,
    /// The connection is closed after the call ran and was committed.
    CutAfterCommit,
    /// An error page of a gateway with this status, such as 502; nothing runs.
    Status(u16),
    /// Status 429 (rate limit) with a `Retry-After` time; nothing runs.
    TooManyRequests(Duration),
    /// An HTML page with status 200; nothing runs.
    Html,
    /// The response is truncated; the call ran and was committed.
    HalfAnswer,
    /// The response to another request; the call ran and was committed.
    ///
    /// JSON-2 has no request ids, so this has no effect there.
    WrongId,
    /// The session has expired or the API key is no longer valid; nothing runs.
    SessionExpired,
    /// Another transaction conflicts, even after the server's own retries; nothing runs.
    Concurrency,
    /// Any exception; nothing runs.
    Fault(Fault),
}

impl Failure {
    /// Whether the call still runs and is committed.
    pub(crate) fn runs(&self) -> bool {
        matches!(
            self,
            Failure::Delay(_) | Failure::CutAfterCommit | Failure::HalfAnswer | Failure::WrongId
        )
    }

    /// The exception that the server raises for a failure, if any.
    pub(crate) fn exception(&self) -> Option<Exception> {
        match self {
            Failure::SessionExpired => Some(Exception::session_expired()),
            Failure::Concurrency => Some(Exception::postgres(
                "SerializationFailure",
                "could not serialize access due to concurrent update",
            )),
            Failure::Fault(fault) => Some(fault.clone().into()),
            _ => None,
        }
    }
}

/// Selects which calls fail.
#[derive(Clone)]
#[must_use = "it has no effect until it is passed to `World::fail`"]
pub struct When {
    call: Option<String>,
    skipped: usize,
    times: usize,
}

impl When {
    /// Selects the next call of a method.
    pub fn next() -> Self {
        When {
            call: None,
            skipped: 0,
            times: 1,
        }
    }

    /// Selects the n-th call of a method from now on; 1 is the next.
    pub fn nth(number: usize) -> Self {
        When {
            skipped: number.saturating_sub(1),
            ..Self::next()
        }
    }

    /// Selects every call of a method.
    ///
    /// Logins, downloads and health checks are not calls of methods; [`World::down`](crate::World::down) fails everything.
    pub fn always() -> Self {
        When {
            times: usize::MAX,
            ..Self::next()
        }
    }

    /// Restricts the failure to requests of one name; the n-th call is counted among these.
    ///
    /// A name is a method such as `res.partner.create`, a path such as
    /// `/web/session/authenticate`, or a service of `/jsonrpc` such as `common.login`.
    pub fn of(self, call: &str) -> Self {
        When {
            call: Some(call.to_owned()),
            ..self
        }
    }

    /// A number of calls.
    pub fn times(self, times: usize) -> Self {
        When { times, ..self }
    }
}

impl fmt::Debug for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.call.as_deref().unwrap_or("any method");
        let first = self.skipped + 1;
        match self.times {
            usize::MAX => write!(f, "every call of {name}, starting with call {first}"),
            times => write!(f, "{times} calls of {name}, starting with call {first}"),
        }
    }
}

/// The name of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Requested<'a> {
    Method(&'a str),
    /// A controller, a file or a service.
    Route(&'a str),
}

/// The planned failures.
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

    /// Returns the failure of this call, if it fails.
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

/// A planned failure, active until this is dropped.
#[derive(Debug)]
#[must_use = "the failure is cancelled when this is dropped"]
pub struct Failing {
    plans: Weak<Mutex<Vec<Plan>>>,
    number: u64,
}

impl Failing {
    /// Returns how many calls have failed because of it.
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
