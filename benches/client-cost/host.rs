//! The servers that clients work with.

use odoo_bench_harness::{Job, Task};

use crate::{canned::Canned, cores::Cores, real::Real, workload::Workload};

/// A server, and what a client is to know of it.
#[derive(Debug)]
pub(crate) enum Host<'a> {
    Canned(Canned),
    Real(&'a Real),
}

impl Host<'_> {
    /// The canned server for one kind of work.
    ///
    /// # Errors
    ///
    /// A sentence, if it does not come up.
    pub(crate) fn canned(cores: Option<Cores>) -> Result<Self, String> {
        Canned::start(cores).map(Host::Canned)
    }

    /// Whether an API key goes by JSON-2 there.
    pub(crate) fn has_json2(&self) -> bool {
        match self {
            Host::Canned(_) => true,
            Host::Real(real) => real.has_json2(),
        }
    }

    /// A kind of work there, in so many calls.
    pub(crate) fn task(&self, workload: &Workload, calls: usize) -> Task {
        let task = Task {
            url: String::new(),
            database: "canned".to_owned(),
            login: "admin".to_owned(),
            password: "admin".to_owned(),
            api_key: Canned::api_key().to_owned(),
            job: workload.job,
            records: workload.records,
            fields: workload.fields,
            calls,
            in_flight: workload.in_flight,
            ids: Vec::new(),
        };
        match self {
            Host::Canned(canned) => Task {
                url: canned.url(workload.closing).to_owned(),
                ..task
            },
            Host::Real(real) => Task {
                url: real.url.clone(),
                database: real.database.clone(),
                login: real.login.clone(),
                password: real.password.clone(),
                api_key: real.api_key.clone(),
                ids: real.ids(calls),
                ..task
            },
        }
    }

    /// Takes away what a client has made, which must be so many.
    ///
    /// # Errors
    ///
    /// A sentence, with what the server said.
    pub(crate) fn clean(&self, job: Job, expected: usize) -> Result<(), String> {
        match self {
            Host::Real(real) if job.makes() => match real.delete_new()? {
                made if made == expected => Ok(()),
                made => Err(format!("made {made} partners in place of {expected}")),
            },
            _ => Ok(()),
        }
    }
}
