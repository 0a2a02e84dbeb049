//! What `#[derive(OdooModel)]` costs a program's build, beside serde's two derives on the same structs and beside the
//! structs alone.
//!
//! ```text
//! cargo run -p odoo-benches --bin compile-cost
//! cargo run -p odoo-benches --bin compile-cost -- --models 100 --fields 20 --runs 5
//! ```
//!
//! What is measured are other processes, so this program itself needs no `--release`. Nothing else should run meanwhile.
//!
//! Where there was a choice, it is serde that gains. Its structs have `Option`s and chrono's types as they are, although
//! Odoo's `false` for what is empty and its datetimes without a zone would need an attribute on each such field, and each
//! attribute is more code. Its build has no HTTP in it, ours has the whole of a call. The profile is `dev`, with no
//! incremental compilation: a change of one line would measure what rustc remembers, not what it does.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people: it prints"
)]

mod arguments;
mod bench;
mod cargo;
mod field;
mod report;
mod source;
mod table;
mod usage;
mod variant;
mod workspace;
mod wrapper;

use std::{env, process::ExitCode};

use crate::arguments::{Arguments, HELP};

fn main() -> ExitCode {
    // Cargo starts this program once more in place of each rustc.
    if let Some(task) = wrapper::Task::from_env() {
        return task.run(env::args_os().skip(1));
    }
    let done = match Arguments::parse(env::args().skip(1)) {
        Ok(Some(arguments)) => bench::run(&arguments).map(|report| println!("{report}")),
        Ok(None) => {
            println!("{HELP}");
            Ok(())
        }
        Err(sentence) => Err(sentence),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("compile-cost: {sentence}");
            ExitCode::FAILURE
        }
    }
}
