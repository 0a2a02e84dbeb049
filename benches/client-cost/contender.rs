//! The compared clients.

use odoo_bench_harness::{Job, Task};

use crate::{host::Host, workload::Workload};

/// A client of Odoo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contender {
    /// The hand-written program, which the others are compared with.
    Baseline,
    /// The library.
    Ours,
    OdooApi,
    OdooRpc,
    Odooly,
    ClientLib,
    ClientLibJson2,
}

/// How to start its process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// This program, as the client of this name.
    Own(&'static str),
    /// The program of the package `peers/odoo-api`.
    OdooApi,
    /// A script of `peers/python`.
    Python(&'static str),
}

impl Contender {
    pub(crate) const ALL: [Contender; 7] = [
        Contender::Baseline,
        Contender::Ours,
        Contender::OdooApi,
        Contender::OdooRpc,
        Contender::Odooly,
        Contender::ClientLib,
        Contender::ClientLibJson2,
    ];

    /// The name in the tables. `peers/` states the versions.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Contender::Baseline => "written by hand",
            Contender::Ours => "odoo-orm",
            Contender::OdooApi => "odoo-api 0.2.5",
            Contender::OdooRpc => "OdooRPC 0.10.1",
            Contender::Odooly => "odooly 2.6.7",
            Contender::ClientLib => "odoo-client-lib 2.0.1",
            Contender::ClientLibJson2 => "odoo-client-lib 2.0.1, JSON-2",
        }
    }

    pub(crate) fn start(self) -> Start {
        match self {
            Contender::Baseline => Start::Own("baseline"),
            Contender::Ours => Start::Own("ours"),
            Contender::OdooApi => Start::OdooApi,
            Contender::OdooRpc => Start::Python("odoorpc_client.py"),
            Contender::Odooly => Start::Python("odooly_client.py"),
            Contender::ClientLib => Start::Python("client_lib.py"),
            Contender::ClientLibJson2 => Start::Python("client_lib_json2.py"),
        }
    }

    pub(crate) fn is_peer(self) -> bool {
        !matches!(self, Contender::Baseline | Contender::Ours)
    }

    /// Whether it supports the workload: the Python clients make one call at a time.
    pub(crate) fn does(self, workload: &Workload, host: &Host<'_>) -> bool {
        let calls = workload.in_flight == 1 || !matches!(self.start(), Start::Python(_));
        calls && (self != Contender::ClientLibJson2 || host.has_json2())
    }

    /// Whether it does only a part of the workload, because each of its calls takes more than 20 ms.
    pub(crate) fn does_less(self, workload: &Workload) -> bool {
        let is_slow = matches!(self, Contender::ClientLib | Contender::ClientLibJson2);
        is_slow && matches!(workload.job, Job::ReadOne | Job::Countries)
    }

    /// Returns its task.
    pub(crate) fn task(self, workload: &Workload, host: &Host<'_>) -> Task {
        const PART: usize = 20;
        if !self.does_less(workload) {
            return host.task(workload, workload.calls);
        }
        match workload.job {
            Job::ReadOne => host.task(workload, (workload.calls / PART).max(1)),
            _ => Task {
                records: (workload.records / PART).max(1),
                ..host.task(workload, workload.calls)
            },
        }
    }
}
