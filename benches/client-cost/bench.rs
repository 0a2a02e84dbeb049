//! All runs, in turn.

use odoo_bench_harness::{Sample, Task};

use crate::{
    arguments::Arguments,
    contender::Contender,
    cores::Cores,
    figures::{Figures, Row, Set, Table},
    host::Host,
    peers::Peers,
    real::{PARTNERS, Real},
    versions,
    workload::{CANNED, PART, REAL, Workload},
};

/// Measures what the caller has chosen, and says it as it comes.
///
/// # Errors
///
/// A sentence, with what a client said if it failed.
pub(crate) fn run(arguments: &Arguments) -> Result<Figures, String> {
    let peers = if arguments.without_peers {
        Peers::none()?
    } else {
        eprintln!("making the peers ready");
        Peers::prepare()?
    };
    let bench = Bench { arguments, peers };
    if arguments.short {
        println!("a short run, to see that all runs: what it prints are no figures\n");
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
                "no real server was found: `scripts/odoo up 14 19` brings two, ODOO_URL and what goes with it names another\n"
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

    /// All work with one server: a real one, or the canned one.
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
            left_out: Contender::ALL.into_iter().filter_map(missing).collect(),
        };
        println!("{set}");
        Ok(set)
    }

    /// The clients take turns, so that whatever slows the machine for a while slows all of them; each run begins with another one, so that none always works
    /// behind the same.
    fn measure(
        &self,
        workload: &Workload,
        host: &Host<'_>,
        cores: Option<Cores>,
    ) -> Result<Table, String> {
        let runs = self.arguments.runs;
        let present = |contender: &Contender| {
            contender.does(workload, host) && self.peers.command(*contender).is_ok()
        };
        let mut samples: Vec<(Contender, Vec<Sample>)> = Contender::ALL
            .into_iter()
            .filter(present)
            .map(|contender| (contender, Vec::new()))
            .collect();
        // Run 0 is not counted: the canned server makes its answers, a real one fills its caches.
        for run in 0..=runs {
            eprintln!("{}: run {run} of {runs}", workload.title);
            let mut sums = Sums::default();
            let count = samples.len();
            let (before, behind) = samples.split_at_mut(run % count.max(1));
            for (contender, samples) in behind.iter_mut().chain(before) {
                let task = contender.task(workload, host);
                let sample = self.sample(*contender, &task, cores)?;
                host.clean(workload.job, task.records * task.calls)
                    .map_err(|error| format!("{}: {error}", contender.name()))?;
                if workload.is_repeatable(host) {
                    sums.compare(*contender, contender.does_less(workload), &sample)
                        .map_err(|error| format!("{error}: {}", workload.title))?;
                }
                if run > 0 {
                    samples.push(workload.per_unit(&sample, &task));
                }
            }
        }
        let is_baseline = |(contender, _): &&(Contender, _)| *contender == Contender::Baseline;
        let baseline = samples
            .iter()
            .find(is_baseline)
            .map(|(_, samples)| samples.clone())
            .unwrap_or_default();
        Ok(Table {
            workload: workload.name.to_owned(),
            title: workload.title.to_owned(),
            unit: workload.unit().to_owned(),
            goals: workload.goals,
            rows: samples
                .iter()
                .filter_map(|(contender, samples)| Row::of(*contender, samples, &baseline))
                .collect(),
        })
    }

    /// One run of one client, in a process of its own.
    fn sample(
        &self,
        contender: Contender,
        task: &Task,
        cores: Option<Cores>,
    ) -> Result<Sample, String> {
        let name = contender.name();
        let failed = |why: &dyn std::fmt::Display| format!("{name} failed: {why}");
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

/// What the first client of a run has read: of those that are asked for all of the work, and of those that are asked for less.
#[derive(Default)]
struct Sums {
    all: Option<(Contender, u32)>,
    less: Option<(Contender, u32)>,
}

impl Sums {
    /// # Errors
    ///
    /// A sentence, if another client has read something else.
    fn compare(
        &mut self,
        contender: Contender,
        does_less: bool,
        sample: &Sample,
    ) -> Result<(), String> {
        let first = if does_less {
            &mut self.less
        } else {
            &mut self.all
        };
        let (other, checksum) = *first.get_or_insert((contender, sample.checksum));
        if checksum == sample.checksum {
            return Ok(());
        }
        let (one, other) = (contender.name(), other.name());
        Err(format!("{one} did not read the same as {other}"))
    }
}
