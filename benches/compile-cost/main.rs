//! The compile cost of `#[derive(OdooModel)]`, compared with serde's two derives on the same structs and with the
//! structs alone.
//!
//! ```text
//! cargo run -p odoo-benches --bin compile-cost
//! cargo run -p odoo-benches --bin compile-cost -- --models 100 --fields 20 --runs 5
//! ```
//!
//! The measured processes are children of this program, so it needs no `--release`. Nothing else should run at the same time.
//!
//! Each choice favours serde. Its structs use `Option`s and chrono's types directly, although
//! Odoo's `false` in unset fields and its datetimes without a zone would need an attribute on each such field, and each
//! attribute is more code. Its build does not include HTTP, ours includes complete calls. The profile is `dev` without
//! incremental compilation, which would measure rustc's cache instead of its work.
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
    // Cargo starts this program again in place of each rustc.
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
