//! The results in the saved format.

use odoo_bench_harness::Sample;
use odoo_benches::Summary;
use serde::{Deserialize, Serialize};

use crate::{contender::Contender, workload::Goal};

/// All that was measured.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) sets: Vec<Set>,
}

/// The results with one server.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Set {
    /// `canned`, `odoo-19`.
    pub(crate) server: String,
    /// Versions of the compiler, the libraries and Python.
    pub(crate) versions: Vec<String>,
    /// The number of runs of each client and workload.
    pub(crate) runs: usize,
    pub(crate) tables: Vec<Table>,
    /// Clients that could not be prepared, and why.
    pub(crate) left_out: Vec<(String, String)>,
}

/// The results of one workload, by client.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) workload: String,
    pub(crate) title: String,
    /// The unit of the times.
    pub(crate) unit: String,
    pub(crate) rows: Vec<Row>,
    /// The seconds that the server itself needs for the same records, without HTTP and without a client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) in_process: Option<Summary>,
    /// Clients that failed, and their errors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) left_out: Vec<(String, String)>,
    /// The goals for the printed report.
    #[serde(skip)]
    pub(crate) goals: &'static [Goal],
}

/// The cost of one unit of the workload for a client.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) client: String,
    pub(crate) is_peer: bool,
    pub(crate) cpu: Figure,
    pub(crate) wall: Figure,
    pub(crate) memory: Figure,
    /// The number of requests, where it was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) requests: Option<u64>,
}

/// One quantity: time in seconds, or memory in MiB.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Figure {
    #[serde(flatten)]
    pub(crate) summary: Summary,
    /// The median of the ratios to the hand-written program, run by run.
    pub(crate) ratio: f64,
}

impl Figures {
    /// The results of a server.
    pub(crate) fn set(&self, server: &str) -> Option<&Set> {
        self.sets.iter().find(|set| set.server == server)
    }

    /// Merges these results over others.
    pub(crate) fn over(mut self, others: Figures) -> Self {
        let is_new = |set: &Set| self.set(&set.server).is_none();
        let mut kept: Vec<Set> = others.sets.into_iter().filter(is_new).collect();
        self.sets.append(&mut kept);
        self.sets
            .sort_by(|one, other| one.server.cmp(&other.server));
        self
    }
}

impl Row {
    /// Returns `None` without samples.
    pub(crate) fn of(
        contender: Contender,
        samples: &[Sample],
        baseline: &[Sample],
    ) -> Option<Self> {
        let figure = |quantity: fn(&Sample) -> f64| {
            let pairs = samples.iter().zip(baseline);
            let ratios = pairs.map(|(sample, base)| quantity(sample) / quantity(base));
            Some(Figure {
                summary: Summary::of(samples.iter().map(quantity))?,
                ratio: Summary::of(ratios)?.median,
            })
        };
        Some(Row {
            client: contender.name().to_owned(),
            is_peer: contender.is_peer(),
            cpu: figure(|sample| sample.cpu)?,
            wall: figure(|sample| sample.wall)?,
            memory: figure(|sample| sample.memory)?,
            requests: samples.first()?.requests,
        })
    }
}
