//! The program `odoo`: one-shot commands and a shell.

mod about;
mod arguments;
mod call;
mod confirm;
mod domain;
mod export;
mod file;
mod group;
mod ids;
mod import;
mod output;
mod parquet;
mod profiles;
mod progress;
mod read;
mod report;
mod run;
mod schema;
mod search;
mod shell;
mod values;
mod write;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use arguments::{Arguments, Command};
use clap::{CommandFactory as _, Parser as _};
use output::Output;
use run::Session;

use crate::failure::{Failure, Result};

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return explain(&error),
    };
    match start(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => ended_by(&failure),
    }
}

/// Writes what clap returns instead of arguments: help, the version, or a mistake.
fn explain(error: &clap::Error) -> ExitCode {
    let printed = error.print().and_then(|()| io::stdout().flush());
    match printed.map_err(Failure::from) {
        Err(failure) if !error.use_stderr() => ended_by(&failure),
        _ => ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)),
    }
}

fn ended_by(failure: &Failure) -> ExitCode {
    if !failure.is_silent() {
        complain(failure);
    }
    failure.exit_code()
}

/// Writes a failure to standard error.
fn complain(failure: &Failure) {
    // If standard error is closed, the exit code remains.
    let _ = writeln!(io::stderr(), "odoo: {failure}");
}

fn start(arguments: Arguments) -> Result<()> {
    let Arguments { options, command } = arguments;
    match command {
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "odoo", &mut script);
            let mut output = Output::standard(options.format());
            output.text(&String::from_utf8_lossy(&script))
        }
        Command::Man => {
            let mut output = Output::standard(options.format());
            output.text(&man()?)
        }
        Command::Shell => {
            let session = Session::open(&options.choice())?;
            shell::shell(session, options.format())
        }
        Command::Profile { command } => profiles::execute(command, &options),
        command => {
            let session = Session::open(&options.choice())?;
            let mut output = Output::standard(options.format());
            session.execute(command, &options, &mut output)
        }
    }
}

/// The man page of the program and all of its commands.
fn man() -> Result<String> {
    let mut page = Vec::new();
    let grammar = Arguments::command();
    clap_mangen::Man::new(grammar.clone()).render(&mut page)?;
    for command in grammar
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
    {
        let name = format!("odoo {}", command.get_name());
        let man = clap_mangen::Man::new(command.clone().bin_name(&name).display_name(name));
        man.render_name_section(&mut page)?;
        man.render_synopsis_section(&mut page)?;
        man.render_options_section(&mut page)?;
    }
    Ok(String::from_utf8_lossy(&page).into_owned())
}
