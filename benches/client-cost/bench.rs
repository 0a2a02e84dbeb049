//! All runs, in turn.

use odoo_bench_harness::{Sample, Task};

use crate::{
    arguments::Arguments,
    canned::Canned,
    contender::Contender,
    cores::Cores,
    figures::{Figures, Row, Table},
    peers::Peers,
    versions,
    workload::{CANNED, Workload},
};

/// Measures what the caller has chosen.
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
    let mut tables = Vec::new();
    for workload in &CANNED {
        if arguments.only.is_empty() || arguments.only.iter().any(|name| name == workload.name) {
            tables.push(measure(workload, arguments.runs, &peers)?);
        }
    }
    let missing =
        |contender: Contender| Some((contender.name().to_owned(), peers.command(contender).err()?));
    Ok(Figures {
        versions: versions::all(&peers)?,
        runs: arguments.runs,
        tables,
        left_out: Contender::ALL.into_iter().filter_map(missing).collect(),
    })
}

/// The clients take turns, so that whatever slows the machine for a while slows all of them.
fn measure(workload: &Workload, runs: usize, peers: &Peers) -> Result<Table, String> {
    let cores = Cores::of(workload.placing);
    let server = Canned::start(cores)?;
    let present =
        |contender: &Contender| contender.does(workload) && peers.command(*contender).is_ok();
    let mut samples: Vec<(Contender, Vec<Sample>)> = Contender::ALL
        .into_iter()
        .filter(present)
        .map(|contender| (contender, Vec::new()))
        .collect();
    // Run 0 is not counted: there the server makes its answers.
    for run in 0..=runs {
        eprintln!("{}: run {run} of {runs}", workload.title);
        let mut first: Option<(Contender, u32)> = None;
        for (contender, samples) in &mut samples {
            let task = Task {
                url: server.url(workload.closing).to_owned(),
                database: "canned".to_owned(),
                login: "admin".to_owned(),
                password: "admin".to_owned(),
                api_key: Canned::api_key().to_owned(),
                job: workload.job,
                records: workload.records,
                fields: workload.fields,
                calls: contender.calls(workload),
                in_flight: workload.in_flight,
            };
            let sample = sample(*contender, &task, cores, peers)?;
            // One that does fewer calls reads less.
            if task.calls == workload.calls {
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
                samples.push(per_unit(&sample, &task, workload));
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
        unit: workload.unit().1.to_owned(),
        rows: samples
            .iter()
            .filter_map(|(contender, samples)| Row::of(*contender, samples, &baseline))
            .collect(),
    })
}

/// One run of one client, in a process of its own.
fn sample(
    contender: Contender,
    task: &Task,
    cores: Option<Cores>,
    peers: &Peers,
) -> Result<Sample, String> {
    let name = contender.name();
    let failed = |why: &dyn std::fmt::Display| format!("{name} failed: {why}");
    let text = serde_json::to_string(task).map_err(|error| failed(&error))?;
    let mut command = peers.command(contender)?;
    let output = Cores::start_client(cores, || command.arg(text).output())
        .map_err(|error| failed(&error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(failed(&format!("{}\n{}", output.status, said.trim())));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| failed(&error))
}

/// What one unit of the work took of what all of them did.
fn per_unit(sample: &Sample, task: &Task, workload: &Workload) -> Sample {
    let share = f64::from(u32::try_from(workload.unit().0).unwrap_or(u32::MAX))
        / f64::from(u32::try_from(task.calls).unwrap_or(u32::MAX));
    Sample {
        cpu: sample.cpu * share,
        wall: sample.wall * share,
        ..*sample
    }
}
