//! Compares the CPU time, time and memory of this library, of a hand-written program, and of other clients.
//!
//! ```text
//! cargo run --release -p odoo-benches --bin client-cost
//! cargo run --release -p odoo-benches --bin client-cost -- --only 10k-6 --without-peers
//! ```
//!
//! All clients do the same work, and prove it with a checksum of the read values. They use a server that responds from memory, so that the cost is the client's, and
//! the running real servers. Each run is a separate process, and the clients alternate. The measurement excludes the start of the
//! process, the login and the first call. The clients are in `clients/` and `../peers/`; each is written as its documentation
//! recommends. So the library exports and imports with two concurrent calls, which it offers, and the other clients with one. Linked records are
//! read in a loop where the documentation does so.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people: it prints"
)]

mod arguments;
mod bench;
mod canned;
mod clients;
mod contender;
mod cores;
mod figures;
mod host;
mod in_process;
mod peers;
mod picture;
mod real;
mod report;
mod saved;
mod server;
mod turns;
mod versions;
mod workload;

use std::{env, process::ExitCode};

use crate::{
    arguments::{Arguments, help},
    saved::Place,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        // This program starts itself as these clients.
        ["serve"] => server::serve(),
        ["client", name, task] => client(name, task),
        _ => measure(arguments.into_iter()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("client-cost: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn client(name: &str, task: &str) -> Result<(), String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let task = serde_json::from_str(task).map_err(|error| said(&error))?;
    let sample = clients::work(name, &task).map_err(|fault| said(&fault))?;
    let line = serde_json::to_string(&sample).map_err(|error| said(&error))?;
    println!("{line}");
    Ok(())
}

fn measure(arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let Some(arguments) = Arguments::parse(arguments)? else {
        println!("{}", help());
        return Ok(());
    };
    let place = if arguments.short {
        Place::of_short_runs()?
    } else {
        Place::of_figures()
    };
    if arguments.draw {
        return place.draw();
    }
    if cfg!(debug_assertions) {
        return Err("this build is not optimised: measure with `cargo run --release`".to_owned());
    }
    let figures = bench::run(&arguments)?;
    if arguments.is_whole() {
        place.save(figures)?;
    }
    Ok(())
}
