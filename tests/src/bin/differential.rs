//! Sends the same calls to real servers and to the in-memory Odoo, and prints the agreement.
//!
//! | arguments | |
//! |---|---|
//! | `[SEEDS] [FIRST]` | compares with each real server: this number of episodes (20), starting with this seed (1) |
//! | `--record FILE [SEEDS] [FIRST]` | writes calls with the responses of the server of `ODOO_URL` to `odoo-NN.jsonl.xz` |
//! | `--replay FILE...` | compares with recordings |
#![allow(clippy::print_stdout, reason = "a program for people")]

use std::{env, io, ops::Range, path::Path, process::ExitCode};

use odoo_tests::{
    differential::{self, Report},
    server::Server,
};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match *arguments.as_slice() {
        ["--record", file, ref rest @ ..] => record(Path::new(file), rest).await,
        ["--replay", ref files @ ..] if !files.is_empty() => replay(files).await,
        [first, ..] if first.starts_with('-') => Err(io::Error::other(
            "expected [SEEDS] [FIRST], --record FILE [SEEDS] [FIRST], or --replay FILE...",
        )),
        ref rest => live(rest).await,
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn live(arguments: &[&str]) -> io::Result<bool> {
    let seeds = seeds(arguments)?;
    let servers = Server::all();
    if servers.is_empty() {
        println!("no real Odoo server was found: start one with `scripts/odoo up`");
    }
    let mut met = true;
    for server in servers {
        let (major, report) = differential::compare(&server, seeds.clone()).await;
        met &= show(&format!("Odoo {major}, {}", named(&seeds)), &report);
    }
    Ok(met)
}

async fn record(file: &Path, arguments: &[&str]) -> io::Result<bool> {
    let seeds = seeds(arguments)?;
    let [server] = Server::all()
        .try_into()
        .map_err(|_| io::Error::other("set ODOO_URL to the server whose answers are recorded"))?;
    let major = differential::record(&server, seeds.clone(), file).await?;
    println!(
        "Odoo {major}, {}: recorded in {}",
        named(&seeds),
        file.display()
    );
    Ok(true)
}

async fn replay(files: &[&str]) -> io::Result<bool> {
    let mut met = true;
    for file in files {
        let (major, report) = differential::replay(Path::new(file)).await?;
        met &= show(&format!("Odoo {major}, {file}"), &report);
    }
    Ok(met)
}

/// Prints the differences and the figures. Returns whether enough calls agree.
fn show(what: &str, report: &Report) -> bool {
    for difference in report.differences() {
        println!("{difference}");
    }
    println!("\n{what}:\n{report}\n");
    report.is_met()
}

fn seeds(arguments: &[&str]) -> io::Result<Range<u64>> {
    let number = |at: usize, default: u64| match arguments.get(at) {
        None => Ok(default),
        Some(text) => text
            .parse()
            .map_err(|_| io::Error::other(format!("invalid number of seeds: {text}"))),
    };
    let (seeds, first) = (number(0, 20)?, number(1, 1)?);
    Ok(first..first + seeds)
}

fn named(seeds: &Range<u64>) -> String {
    format!("seeds {} to {}", seeds.start, seeds.end.saturating_sub(1))
}
