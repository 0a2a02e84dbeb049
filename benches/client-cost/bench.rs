//! All runs, in turn.

use odoo_bench_harness::{Sample, Task};

use crate::{
    arguments::Arguments,
    contender::Contender,
    cores::Cores,
    figures::{Figures, Row, Set, Table},
    host::Host,
    peers::Peers,
    real::Real,
    versions,
    workload::{CANNED, REAL, Workload},
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
    let mut figures = Figures::default();
    if bench.wants(&CANNED) {
        figures.sets.push(bench.set(None)?);
    }
    if bench.wants(&REAL) {
        let servers = Real::all(arguments.keep)?;
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
                tables.push(self.measure(workload, &host, cores)?);
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

    /// The clients take turns, so that whatever slows the machine for a while slows all of them.
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
            let mut first: Option<(Contender, u32)> = None;
            for (contender, samples) in &mut samples {
                let task = contender.task(workload, host);
                let sample = self.sample(*contender, &task, cores)?;
                host.clean(workload.job)?;
                // One that is asked for less reads less, and what is made has other ids each time.
                if !contender.does_less(workload) && workload.is_repeatable(host) {
                    let (other, checksum) = *first.get_or_insert((*contender, sample.checksum));
                    if checksum != sample.checksum {
                        let (one, other) = (contender.name(), other.name());
                        return Err(format!(
                            "{one} did not read the same as {other}: {}",
                            workload.title
                        ));
                    }
                }
                if run > 0 {
                    samples.push(workload.per_unit(&sample, &task));
                }
            }
        }
        let baseline = samples
            .first()
            .map(|(_, samples)| samples.clone())
            .unwrap_or_default();
        Ok(Table {
            workload: workload.name.to_owned(),
            title: workload.title.to_owned(),
            unit: workload.unit().to_owned(),
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
