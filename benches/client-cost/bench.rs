//! Runs the benchmark.

use odoo_bench_harness::{Sample, Task};
use odoo_benches::Summary;

use crate::{
    arguments::Arguments,
    contender::Contender,
    cores::Cores,
    figures::{Figures, Row, Set, Table},
    host::Host,
    peers::Peers,
    real::{PARTNERS, Real},
    turns::{Repeats, Turns},
    versions,
    workload::{CANNED, PART, REAL, Workload},
};

/// Measures the selected workloads, and prints the results as they arrive.
///
/// # Errors
///
/// Returns a message, with the client's output if a client failed.
pub(crate) fn run(arguments: &Arguments) -> Result<Figures, String> {
    let peers = if arguments.without_peers {
        Peers::none()?
    } else {
        eprintln!("making the peers ready");
        Peers::prepare()?
    };
    let bench = Bench { arguments, peers };
    if arguments.short {
        println!(
            "a short run, which only checks that everything runs: its figures are not reliable\n"
        );
    }
    let mut figures = Figures::default();
    if bench.wants(&CANNED) {
        figures.sets.push(bench.set(None)?);
    }
    if bench.wants(&REAL) {
        let partners = if arguments.short {
            PARTNERS / PART
        } else {
            PARTNERS
        };
        let servers = Real::all(partners, arguments.keep)?;
        if servers.is_empty() {
            println!(
                "no real server was found: start two with `scripts/odoo up 14 19`, or set ODOO_URL, ODOO_DB, ODOO_LOGIN and ODOO_PASSWORD\n"
            );
        }
        for server in &servers {
            figures.sets.push(bench.set(Some(server))?);
        }
    }
    Ok(figures)
}

struct Bench<'a> {
    arguments: &'a Arguments,
    peers: Peers,
}

impl Bench<'_> {
    fn wants(&self, workloads: &[Workload]) -> bool {
        workloads
            .iter()
            .any(|workload| self.arguments.wants(workload.name))
    }

    /// Runs all workloads with one server: a real one, or the canned one.
    fn set(&self, real: Option<&Real>) -> Result<Set, String> {
        let workloads: &[Workload] = if real.is_some() { &REAL } else { &CANNED };
        let mut tables = Vec::new();
        for workload in workloads {
            if self.arguments.wants(workload.name) {
                let cores = workload.placing.and_then(Cores::of);
                let host = match real {
                    Some(real) => Host::Real(real),
                    None => Host::canned(cores)?,
                };
                let table = if self.arguments.short {
                    self.measure(&workload.short(), &host, cores)
                } else {
                    self.measure(workload, &host, cores)
                };
                tables.push(table?);
            }
        }
        let missing = |contender: Contender| {
            Some((
                contender.name().to_owned(),
                self.peers.command(contender).err()?,
            ))
        };
        let set = Set {
            server: real.map_or("canned", |real| &real.name).to_owned(),
            versions: versions::all(&self.peers)?,
            runs: self.arguments.runs,
            tables,
            left_out: if self.arguments.without_peers {
                Vec::new()
            } else {
                Contender::ALL.into_iter().filter_map(missing).collect()
            },
        };
        println!("{set}");
        Ok(set)
    }

    /// Runs one workload.
    fn measure(
        &self,
        workload: &Workload,
        host: &Host<'_>,
        cores: Option<Cores>,
    ) -> Result<Table, String> {
        let tasks = Contender::ALL.into_iter().filter(|contender| {
            contender.does(workload, host) && self.peers.command(*contender).is_ok()
        });
        let repeats = Repeats {
            runs: self.arguments.runs,
            alike: workload.is_repeatable(host),
        };
        // Before and after the clients, so that a machine that becomes busy slows both.
        let mut in_process = host.in_process(workload)?;
        let mut begun = None;
        let turns = Turns::take(
            tasks
                .map(|contender| (contender, contender.task(workload, host)))
                .collect(),
            repeats,
            |run, contender, task| {
                if begun.replace(run) != Some(run) {
                    eprintln!("{}: run {run} of {}", workload.title, repeats.runs);
                }
                let sample = self.sample(contender, task, cores);
                // Including records that a client created before it failed.
                let cleaned = host.clean(workload.job, task.records * task.calls);
                let sample = sample?;
                cleaned?;
                Ok(workload.per_unit(&sample, task))
            },
        )?;
        in_process.extend(host.in_process(workload)?);
        let baseline = turns.baseline();
        Ok(Table {
            workload: workload.name.to_owned(),
            title: workload.title.to_owned(),
            unit: workload.unit().to_owned(),
            goals: workload.goals,
            in_process: Summary::of(in_process),
            rows: turns
                .samples
                .iter()
                .filter_map(|(contender, samples)| Row::of(*contender, samples, baseline))
                .collect(),
            left_out: turns
                .left_out
                .iter()
                .map(|(contender, why)| (contender.name().to_owned(), why.clone()))
                .collect(),
        })
    }

    /// One run of one client, in its own process.
    fn sample(
        &self,
        contender: Contender,
        task: &Task,
        cores: Option<Cores>,
    ) -> Result<Sample, String> {
        let failed = |why: &dyn std::fmt::Display| format!("failed: {why}");
        let text = serde_json::to_string(task).map_err(|error| failed(&error))?;
        let mut command = self.peers.command(contender)?;
        let output = Cores::start_client(cores, || command.arg(text).output())
            .map_err(|error| failed(&error))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(failed(&format!("{}\n{}", output.status, said.trim())));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| failed(&error))
    }
}
