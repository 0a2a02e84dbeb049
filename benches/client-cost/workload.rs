//! What is measured.

use odoo_bench_harness::{Job, Sample, Task};

use crate::{cores::Placing, host::Host, real::PARTNERS};

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
    pub(crate) calls: usize,
    pub(crate) in_flight: usize,
    /// Whether the server ends the connection with each answer, as Odoo's own workers do.
    pub(crate) closing: bool,
    /// None where the kernel decides.
    pub(crate) placing: Option<Placing>,
    pub(crate) goals: &'static [Goal],
}

/// So much less is done in a short run.
pub(crate) const PART: usize = 100;

/// What the library is to stay below.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Goal {
    /// So many times what the program written by hand takes.
    OfBaseline(Quantity, f64),
    /// Each other client takes at least so many times what the library takes.
    AheadOfPeers(Quantity, f64),
    /// So many times what the best of the other clients takes.
    OfBestPeer(Quantity, f64),
    Requests(u64),
}

/// What is measured of a client.
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

/// With real servers.
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
        goals: &[Goal::OfBestPeer(Quantity::Wall, 0.5)],
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
        // Waking another core costs more than the call, and not always as much.
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
    /// A hundredth of it, of which nothing is demanded.
    pub(crate) fn short(&self) -> Self {
        let part = |count: usize| count.div_ceil(PART);
        Workload {
            title: self.name,
            goals: &[],
            records: part(self.records),
            // All readers have the same to do.
            calls: part(self.calls).next_multiple_of(self.in_flight),
            ..*self
        }
    }

    /// What the figures are said of: small calls a thousand at a time.
    pub(crate) fn unit(&self) -> &'static str {
        match self.job {
            Job::ReadOne => "1,000 calls",
            Job::SearchRead | Job::Create => "call",
            Job::Import => "import",
            Job::Export => "export",
            Job::Countries => "run",
        }
    }

    /// What one unit of the work took.
    pub(crate) fn per_unit(&self, sample: &Sample, task: &Task) -> Sample {
        let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let units = match self.job {
            Job::ReadOne => number(task.calls) / 1_000.0,
            // A slow client has followed fewer links.
            Job::Countries => number(task.records) / number(self.records),
            Job::SearchRead | Job::Create | Job::Import | Job::Export => number(task.calls),
        };
        Sample {
            cpu: sample.cpu / units,
            wall: sample.wall / units,
            ..*sample
        }
    }

    /// Whether all clients are given the same: a real server numbers what is made.
    pub(crate) fn is_repeatable(&self, host: &Host<'_>) -> bool {
        !self.job.makes() || matches!(host, Host::Canned(_))
    }
}
