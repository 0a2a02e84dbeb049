//! What is measured.

use odoo_bench_harness::Job;

use crate::cores::Placing;

/// One kind of work, done by each client.
#[derive(Debug)]
pub(crate) struct Workload {
    /// What the caller chooses it by.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) job: Job,
    /// In each call.
    pub(crate) records: usize,
    pub(crate) fields: usize,
    /// By a client that is not [slow](crate::contender::Contender::is_slow_at_calls).
    pub(crate) calls: usize,
    pub(crate) in_flight: usize,
    /// Whether the server ends the connection with each answer, as Odoo's own workers do.
    pub(crate) closing: bool,
    pub(crate) placing: Placing,
    pub(crate) goals: &'static [Goal],
}

/// What the library is to stay below.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Goal {
    pub(crate) what: Quantity,
    pub(crate) of: Other,
    pub(crate) at_most: f64,
}

/// What is measured of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantity {
    Cpu,
    Memory,
}

/// Whom the library is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Other {
    /// The program written by hand.
    Baseline,
    /// Each of the other clients.
    EachPeer,
}

const fn goal(what: Quantity, of: Other, at_most: f64) -> Goal {
    Goal { what, of, at_most }
}

const READS: &[Goal] = &[
    goal(Quantity::Cpu, Other::Baseline, 1.05),
    goal(Quantity::Memory, Other::Baseline, 1.05),
    goal(Quantity::Cpu, Other::EachPeer, 1.0 / 3.0),
];
const CALLS: &[Goal] = &[goal(Quantity::Cpu, Other::Baseline, 1.1)];

/// With the canned server.
pub(crate) const CANNED: [Workload; 7] = [
    Workload {
        name: "10k-6",
        title: "search_read of 10,000 records of 6 fields",
        calls: 20,
        ..search_read(10_000, 6)
    },
    Workload {
        name: "100k-6",
        title: "search_read of 100,000 records of 6 fields",
        calls: 3,
        ..search_read(100_000, 6)
    },
    Workload {
        name: "10k-20",
        title: "search_read of 10,000 records of 20 fields",
        calls: 8,
        ..search_read(10_000, 20)
    },
    Workload {
        name: "one-by-one",
        title: "read of one record, one call after the other",
        ..read_one(5_000, 1)
    },
    Workload {
        name: "in-flight",
        title: "read of one record, 64 calls at once",
        ..read_one(20_032, 64)
    },
    Workload {
        name: "closing",
        title: "read of one record, a connection for each call",
        closing: true,
        ..read_one(2_000, 1)
    },
    Workload {
        name: "create",
        title: "create of 1,000 records",
        job: Job::Create,
        calls: 50,
        goals: &[],
        ..search_read(1_000, 6)
    },
];

const fn search_read(records: usize, fields: usize) -> Workload {
    Workload {
        name: "",
        title: "",
        job: Job::SearchRead,
        records,
        fields,
        calls: 1,
        in_flight: 1,
        closing: false,
        placing: Placing::Apart,
        goals: READS,
    }
}

const fn read_one(calls: usize, in_flight: usize) -> Workload {
    Workload {
        job: Job::ReadOne,
        calls,
        in_flight,
        // Waking another core costs more than the call, and not always as much.
        placing: Placing::Together,
        goals: CALLS,
        ..search_read(1, 6)
    }
}

impl Workload {
    /// Of how many calls the figures are said, and how that is called: small ones are said of a thousand.
    pub(crate) fn unit(&self) -> (usize, &'static str) {
        match self.job {
            Job::ReadOne => (1_000, "1,000 calls"),
            Job::SearchRead | Job::Create => (1, "call"),
        }
    }
}
