//! The workloads.

use odoo_bench_harness::{Job, Sample, Task};

use crate::{cores::Placing, host::Host, real::PARTNERS};

/// A workload, run by each client.
#[derive(Debug)]
pub(crate) struct Workload {
    /// The name on the command line.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) job: Job,
    /// The number of records in each call.
    pub(crate) records: usize,
    pub(crate) fields: usize,
    pub(crate) calls: usize,
    pub(crate) in_flight: usize,
    /// Whether the server closes the connection after each response, like Odoo's own workers.
    pub(crate) closing: bool,
    /// `None` lets the kernel decide.
    pub(crate) placing: Option<Placing>,
    pub(crate) goals: &'static [Goal],
}

/// A short run does this fraction.
pub(crate) const PART: usize = 100;

/// The goals of the library.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Goal {
    /// At most this multiple of the hand-written program.
    OfBaseline(Quantity, f64),
    /// Each other client takes at least this multiple of the library.
    AheadOfPeers(Quantity, f64),
    /// At most this multiple of the best other client.
    OfBestPeer(Quantity, f64),
    /// At most this multiple of the server's own time, measured in its process.
    OfInProcess(f64),
    Requests(u64),
}

/// The measured quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantity {
    Cpu,
    Wall,
    Memory,
}

const READS: &[Goal] = &[
    Goal::OfBaseline(Quantity::Cpu, 1.05),
    Goal::OfBaseline(Quantity::Memory, 1.05),
    Goal::AheadOfPeers(Quantity::Cpu, 3.0),
];
const CALLS: &[Goal] = &[
    Goal::OfBaseline(Quantity::Cpu, 1.1),
    Goal::AheadOfPeers(Quantity::Cpu, 3.0),
];

/// The workloads on the canned server.
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
        goals: &[Goal::OfBaseline(Quantity::Cpu, 1.1)],
        ..search_read(1_000, 6)
    },
];

/// The workloads on real servers.
pub(crate) const REAL: [Workload; 6] = [
    Workload {
        name: "real-10k",
        title: "search_read of 10,000 records of 6 fields",
        goals: READS,
        ..real(Job::SearchRead, 10_000)
    },
    Workload {
        name: "real-export",
        title: "export of 20,000 records of 6 fields, 2,000 at a time",
        goals: &[
            Goal::OfBestPeer(Quantity::Wall, 0.5),
            Goal::OfInProcess(1.0),
        ],
        ..real(Job::Export, PARTNERS)
    },
    Workload {
        name: "real-one-by-one",
        title: "read of one record, 1,000 calls one after the other",
        calls: 1_000,
        ..real(Job::ReadOne, 1)
    },
    Workload {
        name: "real-create",
        title: "create of 1,000 records in one call",
        goals: &[Goal::OfBestPeer(Quantity::Wall, 1.0)],
        ..real(Job::Create, 1_000)
    },
    Workload {
        name: "real-import",
        title: "create of 1,000 records, as the client does that best",
        goals: &[Goal::OfBestPeer(Quantity::Wall, 1.0)],
        ..real(Job::Import, 1_000)
    },
    Workload {
        name: "real-countries",
        title: "500 partners and the names of their countries",
        goals: &[Goal::OfBestPeer(Quantity::Wall, 0.01), Goal::Requests(2)],
        ..real(Job::Countries, 500)
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
        placing: Some(Placing::Apart),
        goals: READS,
    }
}

const fn read_one(calls: usize, in_flight: usize) -> Workload {
    Workload {
        job: Job::ReadOne,
        calls,
        in_flight,
        // Waking another core costs more than the call, by a varying amount.
        placing: Some(Placing::Together),
        goals: CALLS,
        ..search_read(1, 6)
    }
}

const fn real(job: Job, records: usize) -> Workload {
    Workload {
        job,
        placing: None,
        goals: &[],
        ..search_read(records, 6)
    }
}

impl Workload {
    /// A hundredth of it, without a goal.
    pub(crate) fn short(&self) -> Self {
        let part = |count: usize| count.div_ceil(PART);
        Workload {
            title: self.name,
            goals: &[],
            records: part(self.records),
            // All readers have the same amount of work.
            calls: part(self.calls).next_multiple_of(self.in_flight),
            ..*self
        }
    }

    /// The unit of the figures: a thousand small calls.
    pub(crate) fn unit(&self) -> &'static str {
        match self.job {
            Job::ReadOne => "1,000 calls",
            Job::SearchRead | Job::Create => "call",
            Job::Import => "import",
            Job::Export => "export",
            Job::Countries => "run",
        }
    }

    /// The cost of one unit.
    pub(crate) fn per_unit(&self, sample: &Sample, task: &Task) -> Sample {
        let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let units = match self.job {
            Job::ReadOne => number(task.calls) / 1_000.0,
            // A slow client follows fewer links.
            Job::Countries => number(task.records) / number(self.records),
            Job::SearchRead | Job::Create | Job::Import | Job::Export => number(task.calls),
        };
        Sample {
            cpu: sample.cpu / units,
            wall: sample.wall / units,
            ..*sample
        }
    }

    /// Whether all clients get equal values: a real server assigns ids.
    pub(crate) fn is_repeatable(&self, host: &Host<'_>) -> bool {
        !self.job.makes() || matches!(host, Host::Canned(_))
    }
}
