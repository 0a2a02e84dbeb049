//! Counts the instructions of typical work, and compares them with a budget.
//!
//! ```text
//! cargo run --release -p odoo-benches --bin instructions
//! cargo run --release -p odoo-benches --bin instructions -- --write
//! ```
//!
//! Times vary between runs, instruction counts hardly do. Valgrind counts one workload at a time, in process and without HTTP.
//! The counts depend on the compiler, so the budget names the compiler that it was written with. They hardly depend on the machine: the C library must
//! use the functions that every x86-64 processor supports, and the remaining difference is below the tolerance.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people: it prints"
)]

mod budget;
mod callgrind;
mod transport;
mod work;

use std::{env, process::ExitCode};

use crate::{
    budget::{Budget, Verdict},
    work::Work,
};

const HELP: &str = "\
Counts the instructions of the library's work, and compares them with the budget in `benches/instructions/budget.json`.

  --write    writes the budget anew";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        // This program starts itself in this way, inside valgrind.
        ["work", name] => Work::of(name).and_then(Work::run),
        [] => compare(),
        ["--write"] => write(),
        ["--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        [first, ..] => Err(format!(
            "unknown argument `{first}`; there are `--write` and `--help`"
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("instructions: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> Result<(), String> {
    let budget = Budget::read()?;
    if let Some(why) = callgrind::missing() {
        println!("instructions are not counted: {why}");
        return Ok(());
    }
    if let Some(why) = budget.is_of_another_compiler()? {
        println!("instructions are not compared: {why}");
        return Ok(());
    }
    let mut over = 0;
    for work in Work::ALL {
        let verdict = budget.verdict(work.name(), callgrind::count(work)?)?;
        println!("{verdict}");
        over += usize::from(matches!(verdict, Verdict::Over { .. }));
    }
    if over == 0 {
        return Ok(());
    }
    Err(format!(
        "{over} of {} are over their budget; if this is on purpose, run `cargo run --release -p odoo-benches --bin instructions -- --write` to write the \
         budget anew",
        Work::ALL.len()
    ))
}

fn write() -> Result<(), String> {
    if let Some(why) = callgrind::missing() {
        return Err(format!("instructions cannot be counted: {why}"));
    }
    let mut counts = Vec::new();
    for work in Work::ALL {
        let count = callgrind::count(work)?;
        println!("{}: {count} instructions", work.name());
        counts.push((work.name().to_owned(), count));
    }
    Budget::of(counts)?.write()
}
