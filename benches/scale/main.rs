//! Time for each record and peak memory, by the number of records: a stream, incremental sync, creates.
//!
//! ```text
//! cargo run --release -p odoo-benches --bin scale -- [--odoo 19] [--runs 3] [COUNT ...]
//! ```
//!
//! On a server of `scripts/odoo`, whose table of partners is filled by SQL and emptied at the end: 20,000, 200,000 and 1,000,000 archived partners by
//! default. Creates go through Odoo, 500 to 10,000. Each measurement is a process of its own, so that its peak memory is its own.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people: it prints"
)]

mod arguments;
mod job;

use std::{
    env,
    process::{Command, ExitCode},
};

use odoo_bench_harness::Sample;
use odoo_benches::{
    Summary,
    script::{environment, odoo_shell},
};
use serde_json::json;

use self::{
    arguments::Arguments,
    job::{CREATED, Job, REFERENCE},
};

/// How many records are created.
const CREATES: [usize; 3] = [500, 2_000, 10_000];

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let done = match &*words {
        [child, job, count] if child == "child" => job::run(job, count).map_err(|e| e.to_string()),
        _ => Arguments::parse(words).and_then(|arguments| measure(&arguments)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("scale: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn measure(arguments: &Arguments) -> Result<(), String> {
    if cfg!(debug_assertions) {
        return Err("this build is not optimised: measure with `cargo run --release`".to_owned());
    }
    let server = Server::of(&arguments.version)?;
    println!(
        "Odoo {}: median (minimum to maximum) of {} runs",
        arguments.version, arguments.runs
    );
    for count in &arguments.counts {
        eprintln!("filling the table with {count} partners");
        server.empty()?;
        server.fill(*count)?;
        for job in [Job::Stream, Job::Changes] {
            server.row(job, *count, arguments.runs)?;
        }
    }
    server.empty()?;
    for count in CREATES {
        server.row(Job::Create, count, arguments.runs)?;
    }
    Ok(())
}

/// A server whose table is emptied when it is dropped.
struct Server {
    version: String,
    variables: Vec<(String, String)>,
}

impl Server {
    fn of(version: &str) -> Result<Self, String> {
        let variables = environment(version)
            .ok_or_else(|| format!("Odoo {version} does not run: `scripts/odoo up {version}`"))?;
        Ok(Server {
            version: version.to_owned(),
            variables: variables.into_iter().collect(),
        })
    }

    fn fill(&self, count: usize) -> Result<(), String> {
        self.shell(&format!("COUNT = {count}\n{}", include_str!("fill.py")))
    }

    fn empty(&self) -> Result<(), String> {
        self.shell(include_str!("empty.py"))
    }

    fn shell(&self, python: &str) -> Result<(), String> {
        // JSON of a text is Python, too.
        let (reference, created) = (json!(REFERENCE), json!(CREATED));
        let constants = format!("REFERENCE = {reference}\nCREATED = {created}\n");
        odoo_shell(&self.version, &(constants + python)).map(drop)
    }

    /// Measures a job and prints its row.
    fn row(&self, job: Job, count: usize, runs: usize) -> Result<(), String> {
        let mut samples = Vec::new();
        for _ in 0..runs {
            samples.push(self.sample(job, count)?);
            if job == Job::Create {
                self.empty()?;
            }
        }
        let records = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let figure = |value: fn(&Sample) -> f64| Summary::of(samples.iter().map(value));
        let (Some(wall), Some(cpu), Some(memory)) = (
            figure(|sample| sample.wall),
            figure(|sample| sample.cpu),
            figure(|sample| sample.memory),
        ) else {
            return Ok(());
        };
        let [median, min, max, cpu] =
            [wall.median, wall.min, wall.max, cpu.median].map(|seconds| seconds * 1e6 / records);
        println!(
            "{:14} {count:>9} records: {median:>7.1} us each ({min:.1} to {max:.1}), {cpu:.2} us of CPU, peak {:.1} MiB ({:.1} to {:.1})",
            job.name(),
            memory.median,
            memory.min,
            memory.max,
        );
        Ok(())
    }

    /// One run, in its own process.
    fn sample(&self, job: Job, count: usize) -> Result<Sample, String> {
        let said = |error: &dyn std::fmt::Display| format!("{}: {error}", job.name());
        let program = env::current_exe().map_err(|error| said(&error))?;
        let output = Command::new(program)
            .args(["child", job.name(), &count.to_string()])
            .envs(self.variables.iter().cloned())
            .output()
            .map_err(|error| said(&error))?;
        if !output.status.success() {
            return Err(said(&String::from_utf8_lossy(&output.stderr).trim()));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| said(&error))
    }
}

/// Also after an error.
impl Drop for Server {
    fn drop(&mut self) {
        if let Err(sentence) = self.empty() {
            eprintln!("scale: partners of the bench may be left: {sentence}");
        }
    }
}
