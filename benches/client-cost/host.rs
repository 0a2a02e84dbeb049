//! The servers of the benchmark.

use odoo_bench_harness::{Job, Task};

use crate::{canned::Canned, cores::Cores, in_process, real::Real, workload::Workload};

/// A server, and what a client needs to know about it.
#[derive(Debug)]
pub(crate) enum Host<'a> {
    Canned(Canned),
    Real(&'a Real),
}

impl Host<'_> {
    /// Starts the canned server for one workload.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not start.
    pub(crate) fn canned(cores: Option<Cores>) -> Result<Self, String> {
        Canned::start(cores).map(Host::Canned)
    }

    /// Whether API keys use JSON-2 on this server.
    pub(crate) fn has_json2(&self) -> bool {
        match self {
            Host::Canned(_) => true,
            Host::Real(real) => real.has_json2(),
        }
    }

    /// A workload on this server, with this number of calls.
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

    /// Returns the server's own times for the records of an export, if a script can run in its process.
    ///
    /// # Errors
    ///
    /// Returns the error of the server.
    pub(crate) fn in_process(&self, workload: &Workload) -> Result<Vec<f64>, String> {
        match self {
            Host::Real(real) if workload.job == Job::Export => real.version.map_or_else(
                || Ok(Vec::new()),
                |version| {
                    let (records, fields) = (workload.records, workload.fields);
                    in_process::times(version, &real.login, records, fields)
                },
            ),
            _ => Ok(Vec::new()),
        }
    }

    /// Deletes the records that a client created, and checks their number.
    ///
    /// # Errors
    ///
    /// Returns the error of the server.
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
