//! The program `cargo odoo`: writes snapshots of servers, and checks structs against them.
//!
//! # From an empty project to models of your server
//!
//! ```sh
//! cargo new shop && cd shop
//! cargo add odoo-orm && cargo add tokio --features macros,rt-multi-thread
//!
//! export ODOO_URL=https://shop.example ODOO_DB=shop ODOO_LOGIN=service ODOO_API_KEY=...
//! cargo odoo pull res.partner sale.order
//! cargo odoo generate res.partner sale.order --fields name,email,partner_id,state,amount_total -o src/models.rs
//! ```
//!
//! `pull` writes the folder `odoo-schema/VERSION` with one file for each model. Commit it to version control. From then on the compiler checks
//! every struct that derives `OdooModel` against it. `generate` writes structs with an enum for each selection, and never overwrites a file.
//!
//! # Commands
//!
//! | command | does |
//! |---|---|
//! | `pull` | reads the models of the snapshot and of the workspace again, and the targets of their relations |
//! | `pull MODEL ...`, `pull 'sale.*'`, `pull --all` | adds models; patterns need access to `ir.model` |
//! | `pull --check` | writes nothing, lists what changed on the server, and names the file and line of each struct that breaks; for CI |
//! | `diff 14.0 19.0` | lists what an upgrade changes for the structs of the workspace |
//! | `generate MODEL ...` | writes structs; `--stubs` adds the targets of relations, `--labels` documents fields by their labels |
//! | `check` | checks the structs against the snapshots, without a server or a build; `--format json` or `github` for CI |
//!
//! The exit code is 0 on success, 1 if a struct does not match, or 2 if the command failed. A second `pull` of an unchanged server changes
//! no file. Pull as the user that the program runs as: for a user without the right to write, all fields are read-only.

mod arguments;
mod check;
mod diff;
mod finding;
mod generate;
mod names;
mod pull;
mod sources;
mod workspace;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use arguments::{Arguments, Cargo, Command};
use clap::Parser as _;

use crate::failure::{Exit, Failure, Result};

/// The result of a command that ran without a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    /// A struct does not match: exit code 1.
    Breaks,
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    // Cargo passes its own name of the command as the first argument.
    let Cargo::Odoo(Arguments { command }) = match Cargo::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let printed = error.print().and_then(|()| io::stdout().flush());
            match printed.map_err(Failure::from) {
                Err(failure) if !error.use_stderr() => return ended_by(&failure),
                _ => return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)),
            }
        }
    };
    match run(&command) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Breaks) => ExitCode::from(1),
        Err(failure) => ended_by(&failure),
    }
}

fn ended_by(failure: &Failure) -> ExitCode {
    if failure.is_silent() {
        return failure.exit_code();
    }
    // If standard error is closed, the exit code remains.
    let _ = writeln!(io::stderr(), "cargo odoo: {failure}");
    // The code 1 means that a struct does not match, and 2 that the command failed.
    ExitCode::from(2)
}

fn run(command: &Command) -> Result<Outcome> {
    let mut output = String::new();
    let outcome = match command {
        Command::Pull(arguments) => pull::run(arguments, &mut output),
        Command::Diff(arguments) => diff::run(arguments, &mut output),
        Command::Generate(arguments) => generate::run(arguments, &mut output),
        Command::Check(arguments) => check::run(arguments, &mut output),
    };
    let written = io::stdout().write_all(output.as_bytes());
    let outcome = outcome?;
    written?;
    Ok(outcome)
}

/// The message of a snapshot's error already has the file and the line.
impl From<odoo_schema::Error> for Failure {
    fn from(error: odoo_schema::Error) -> Self {
        Failure::new(Exit::File, error.to_string())
    }
}
