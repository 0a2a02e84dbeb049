//! The shell's own commands, which begin with a backslash, as in psql.

use std::{
    fmt::Write as _,
    fs::File,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::CommandFactory as _;
use tokio::{signal, time::sleep};

use super::{Shell, edit};
use crate::{
    failure::{Failure, Result},
    odoo::{
        arguments::{Arguments, Format},
        file::is_stdout,
        output::Column,
        search::matches,
    },
};
use odoo_schema::did_you_mean;

/// What the shell does after a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Line,
    Quit,
}

/// A command: its name, its arguments and its help.
pub(super) struct Meta {
    pub(super) name: &'static str,
    arguments: &'static str,
    help: &'static str,
}

pub(super) const META: [Meta; 13] = [
    Meta {
        name: "?",
        arguments: "",
        help: "show this help",
    },
    Meta {
        name: "h",
        arguments: "[COMMAND]",
        help: "help on a command",
    },
    Meta {
        name: "d",
        arguments: "MODEL",
        help: "list the fields of a model",
    },
    Meta {
        name: "dt",
        arguments: "[GLOB]",
        help: "list the models, such as \\dt sale.*",
    },
    Meta {
        name: "c",
        arguments: "PROFILE",
        help: "connect to another server; \\c mock is an Odoo in memory",
    },
    Meta {
        name: "conninfo",
        arguments: "",
        help: "show which server this is",
    },
    Meta {
        name: "x",
        arguments: "",
        help: "show each record as lines of its own, or as a row again",
    },
    Meta {
        name: "f",
        arguments: "FORMAT",
        help: "write results as table, json, ndjson, csv or tsv",
    },
    Meta {
        name: "timing",
        arguments: "",
        help: "show how long commands take, or stop it",
    },
    Meta {
        name: "o",
        arguments: "[FILE]",
        help: "write results to a file; without one, or with -, to the terminal again",
    },
    Meta {
        name: "watch",
        arguments: "[SECONDS]",
        help: "repeat the last command every so often (2), until Ctrl-C",
    },
    Meta {
        name: "e",
        arguments: "",
        help: "edit the last command in $VISUAL or $EDITOR, and run it",
    },
    Meta {
        name: "q",
        arguments: "",
        help: "quit",
    },
];

impl Shell {
    /// Runs a command, whose backslash is already removed.
    pub(super) fn meta(&mut self, line: &str) -> Result<Next> {
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match name {
            "?" => self.say(&help())?,
            "h" if rest.is_empty() => self.say(&Arguments::command().render_help().to_string())?,
            "h" => self.help_on(rest)?,
            "d" if !rest.is_empty() => self.command_of(&format!("fields {rest}"))?,
            "d" | "dt" => self.models(rest)?,
            "c" if rest.is_empty() => return Err(Failure::usage("expected a profile: \\c NAME")),
            "c" => self.connect(rest)?,
            "conninfo" => {
                let connection = &self.session().connection;
                let mode = if connection.writable {
                    "writable"
                } else {
                    "read-only"
                };
                let text = format!(
                    "{} ({}, database {}, {mode})\n",
                    connection.url, connection.login, connection.database
                );
                self.say(&text)?;
            }
            "x" => {
                self.is_expanded = !self.is_expanded;
                self.say(if self.is_expanded {
                    "Records are lines.\n"
                } else {
                    "Records are rows.\n"
                })?;
            }
            "f" => {
                let format = <Format as clap::ValueEnum>::from_str(rest, true);
                let format = format.ok().filter(|format| *format != Format::Parquet);
                self.format = format.ok_or_else(|| {
                    Failure::usage(format!(
                        "unknown format `{rest}`: expected table, json, ndjson, csv or tsv"
                    ))
                })?;
            }
            "timing" => {
                self.is_timed = !self.is_timed;
                self.say(if self.is_timed {
                    "Timing is on.\n"
                } else {
                    "Timing is off.\n"
                })?;
            }
            "o" if rest.is_empty() || is_stdout(Path::new(rest)) => self.file = None,
            "o" => {
                let path = PathBuf::from(rest);
                let file = File::create(&path);
                let file = file.map_err(|error| Failure::file("write", &path, &error))?;
                self.file = Some(file);
            }
            "watch" => self.watch(rest)?,
            "e" => {
                let line = edit::edit(&self.last)?;
                if !line.trim().is_empty() {
                    self.say(&format!("{}\n", line.trim()))?;
                    return self.line(&line);
                }
            }
            "q" => return Ok(Next::Quit),
            _ => {
                let near = did_you_mean(name, META.iter().map(|meta| meta.name));
                let near = if near.is_empty() {
                    "; \\? lists them".to_owned()
                } else {
                    near.replace('`', "`\\").replacen("`\\?", "`?", 1)
                };
                return Err(Failure::usage(format!("unknown command \\{name}{near}")));
            }
        }
        Ok(Next::Line)
    }

    /// Runs a command that does not replace the user's last command.
    fn command_of(&mut self, line: &str) -> Result<()> {
        let last = std::mem::take(&mut self.last);
        let result = self.command(line);
        self.last = last;
        result
    }

    fn help_on(&mut self, name: &str) -> Result<()> {
        let mut grammar = Arguments::command();
        grammar.build();
        let names: Vec<String> = grammar
            .get_subcommands()
            .map(|command| command.get_name().to_owned())
            .collect();
        if let Some(command) = grammar.find_subcommand_mut(name) {
            let help = command.render_help().to_string();
            return self.say(&help);
        }
        let near = did_you_mean(name, names.iter().map(String::as_str));
        Err(Failure::usage(format!("unknown command `{name}`{near}")))
    }

    /// Lists the models whose names match.
    fn models(&mut self, glob: &str) -> Result<()> {
        let session = self.session();
        let models = session
            .runtime
            .block_on(session.schema.models(&session.connection.client))?;
        let mut output = self.output(self.format)?;
        let columns = ["model", "name"].map(|name| Column::new(name, "char"));
        let mut records = output.records(columns.to_vec());
        for (model, name) in models.iter() {
            if glob.is_empty() || matches(glob, model) {
                records.row(vec![model.as_str().into(), name.as_str().into()])?;
            }
        }
        let count = records.end()?;
        output.footer(count)
    }

    fn watch(&mut self, seconds: &str) -> Result<()> {
        let seconds: f64 = match seconds {
            "" => 2.0,
            text => text
                .parse()
                .map_err(|_| Failure::usage(format!("invalid time `{text}`: expected seconds")))?,
        };
        let pause = Duration::try_from_secs_f64(seconds)
            .map_err(|_| Failure::usage("the time must not be negative"))?;
        let line = self.last.clone();
        if line.is_empty() {
            return Err(Failure::usage("no command to repeat yet"));
        }
        loop {
            self.command(&line)?;
            let session = self.session();
            let is_interrupted = session.runtime.block_on(async {
                tokio::select! {
                    () = sleep(pause.max(Duration::from_millis(100))) => false,
                    _ = signal::ctrl_c() => true,
                }
            });
            if is_interrupted {
                return self.say("\n");
            }
        }
    }
}

fn help() -> String {
    let mut text = String::from(
        "The commands of the command line, without `odoo` (\\h lists them), such as\n",
    );
    text.push_str(
        "  search res.partner [('is_company', '=', True)] name country_id.code\nand these:\n",
    );
    for meta in &META {
        let name = format!("\\{} {}", meta.name, meta.arguments);
        let _ = writeln!(text, "  {name:<18} {}", meta.help);
    }
    text.push_str("Tab completes commands, models, fields and operators. A line goes on while a bracket is open.\n");
    text
}
