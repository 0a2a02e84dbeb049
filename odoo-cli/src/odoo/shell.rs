//! `odoo shell`: the commands of the command line on one connection.
//!
//! It also has commands of its own, which begin with a backslash.

mod complete;
mod edit;
mod meta;
mod words;

use std::{
    cell::RefCell,
    fs::File,
    io::{self, IsTerminal as _, Write as _},
    path::PathBuf,
    rc::Rc,
    time::Instant,
};

use clap::Parser as _;
use rustyline::{CompletionType, Config, Editor, error::ReadlineError, history::DefaultHistory};

use self::{complete::Assistant, meta::Next, words::Words};
use super::{
    arguments::{Arguments, Command, Format},
    output::Output,
    profiles,
    run::Session,
};
use crate::{
    connect::Choice,
    failure::{Exit, Failure, Result},
    profile,
};

/// How many lines the history keeps.
const HISTORY: usize = 2_000;

/// The error for an incomplete line.
const OPEN: &str = "a bracket or a quotation mark is not closed";

/// The state of a shell between lines.
struct Shell {
    session: Rc<RefCell<Rc<Session>>>,
    editor: Editor<Assistant, DefaultHistory>,
    history: Option<PathBuf>,
    is_interactive: bool,
    is_expanded: bool,
    is_timed: bool,
    format: Format,
    /// The file that receives results instead of the terminal.
    file: Option<File>,
    /// The last command, for `\watch` and `\e`.
    last: String,
}

/// Runs lines until the end of the input, or without a terminal until a failure.
pub(super) fn shell(session: Session, format: Format) -> Result<()> {
    let session = Rc::new(RefCell::new(Rc::new(session)));
    let config = Config::builder()
        .max_history_size(HISTORY)
        .and_then(|config| config.history_ignore_dups(true))
        .map_err(unusable)?
        .history_ignore_space(true)
        .completion_type(CompletionType::List)
        .completion_prompt_limit(200)
        .build();
    let mut editor = Editor::with_config(config).map_err(unusable)?;
    editor.set_helper(Some(Assistant::new(Rc::clone(&session))));
    let history = history_file();
    if let Some(path) = &history {
        // The first start has no history.
        let _ = editor.load_history(path);
    }
    let shell = Shell {
        session,
        editor,
        history,
        is_interactive: io::stdin().is_terminal(),
        is_expanded: false,
        is_timed: false,
        format,
        file: None,
        last: String::new(),
    };
    shell.run()
}

/// The path of the history, or `None` without a home folder.
fn history_file() -> Option<PathBuf> {
    let folder = profile::folder(&["XDG_STATE_HOME", "LOCALAPPDATA"], ".local/state").ok()?;
    std::fs::create_dir_all(&folder).ok()?;
    Some(folder.join("history"))
}

#[expect(clippy::needless_pass_by_value, reason = "the signature of `map_err`")]
fn unusable(error: ReadlineError) -> Failure {
    Failure::new(Exit::File, format!("cannot read lines: {error}"))
}

impl Shell {
    fn run(mut self) -> Result<()> {
        if self.is_interactive {
            self.say("Type \\? for help, \\q to quit.\n")?;
        }
        let ended = loop {
            match self.next_line() {
                Ok(None) => break Ok(()),
                Ok(Some(line)) if line.trim().is_empty() => {}
                Ok(Some(line)) => match self.line(&line) {
                    Ok(Next::Line) => {}
                    Ok(Next::Quit) => break Ok(()),
                    Err(failure) if self.is_interactive && failure.exit != Exit::Terminated => {
                        super::complain(&failure);
                    }
                    Err(failure) => break Err(failure),
                },
                Err(failure) => break Err(failure),
            }
        };
        if let Some(path) = &self.history {
            // The shell also works without its history.
            let _ = self.editor.save_history(path);
        }
        ended
    }

    /// The next line, or `None` at the end.
    ///
    /// Ctrl-C discards a line, Ctrl-D ends the shell.
    fn next_line(&mut self) -> Result<Option<String>> {
        if self.is_interactive {
            return match self.editor.readline(&self.prompt()) {
                Ok(line) => Ok(Some(line)),
                Err(ReadlineError::Interrupted) => Ok(Some(String::new())),
                Err(ReadlineError::Eof) => Ok(None),
                Err(error) => Err(unusable(error)),
            };
        }
        let mut text = String::new();
        loop {
            let read = io::stdin().read_line(&mut text);
            let size = read.map_err(|error| Failure::file("read", "the standard input", &error))?;
            let is_open = words::split(&text) == Words::Open;
            match size {
                0 if text.is_empty() => return Ok(None),
                0 if is_open => return Err(Failure::usage(OPEN)),
                0 => return Ok(Some(text)),
                _ if is_open && !text.trim_start().starts_with('\\') => {}
                _ => return Ok(Some(text)),
            }
        }
    }

    /// The prompt: the profile, and `#` if writes are allowed.
    fn prompt(&self) -> String {
        let session = self.session();
        let mark = if session.connection.writable {
            '#'
        } else {
            '>'
        };
        format!("{}{mark} ", session.connection.name)
    }

    fn session(&self) -> Rc<Session> {
        Rc::clone(&self.session.borrow())
    }

    /// Runs one line.
    fn line(&mut self, line: &str) -> Result<Next> {
        if self.is_interactive {
            let _ = self.editor.add_history_entry(line);
        }
        let line = line.trim();
        if let Some(command) = line.strip_prefix('\\') {
            return self.meta(command);
        }
        match line {
            "exit" | "quit" => return self.meta("q"),
            "help" => return self.meta("?"),
            _ => self.command(line)?,
        }
        Ok(Next::Line)
    }

    /// Runs a command of the command line.
    fn command(&mut self, line: &str) -> Result<()> {
        line.clone_into(&mut self.last);
        let words = match words::split(line) {
            Words::Whole(words) => words,
            Words::Open => {
                return Err(Failure::usage(OPEN));
            }
        };
        let words = ["odoo".to_owned()].into_iter().chain(words);
        let arguments = match Arguments::try_parse_from(words) {
            Ok(arguments) => arguments,
            Err(error) if error.use_stderr() => return Err(short(&error)),
            Err(help) => return self.say(&help.render().to_string()),
        };
        let Arguments {
            mut options,
            command,
        } = arguments;
        if options.profile.is_some() || options.mock.is_some() {
            return Err(Failure::usage(
                "the shell has one server: `\\c NAME` connects to another",
            ));
        }
        let format = *options.output.get_or_insert(self.format);
        let begun = Instant::now();
        let result = match command {
            Command::Shell => return Err(Failure::usage("this is the shell already")),
            Command::Completions { .. } | Command::Man => {
                return Err(Failure::usage("this command is for the command line"));
            }
            Command::Profile { command } => profiles::execute(command, &options),
            command => {
                let mut output = self.output(format)?;
                self.session().execute(command, &options, &mut output)
            }
        };
        if self.is_timed {
            let milliseconds = begun.elapsed().as_secs_f64() * 1_000.0;
            self.say(&format!("Time: {milliseconds:.1} ms\n"))?;
        }
        result
    }

    /// The output of a command: the terminal, or the file of `\o`.
    fn output(&self, format: Format) -> Result<Output> {
        let mut output = match &self.file {
            None => Output::standard(format),
            Some(file) => {
                let file = file.try_clone()?;
                Output::to(Box::new(io::BufWriter::new(file)), format)
            }
        };
        output.expanded = self.is_expanded;
        Ok(output)
    }

    /// Connects to another server. After a failure, the previous connection stays.
    fn connect(&mut self, name: &str) -> Result<()> {
        let mock = match name.strip_prefix("mock") {
            Some("") => Some(19),
            Some(version) => version
                .strip_prefix('=')
                .and_then(|version| version.parse().ok()),
            None => None,
        };
        let choice = Choice {
            profile: mock.is_none().then(|| name.to_owned()),
            mock,
        };
        let session = Session::open(&choice)?;
        *self.session.borrow_mut() = Rc::new(session);
        Ok(())
    }

    /// Writes text for the user.
    #[expect(clippy::unused_self, reason = "a shell speaks")]
    fn say(&self, text: &str) -> Result<()> {
        let mut stdout = io::stdout();
        stdout.write_all(text.as_bytes())?;
        Ok(stdout.flush()?)
    }
}

/// The first line of a usage message, which states the mistake.
fn short(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let text = text.trim_start_matches("error: ");
    let lines = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:"));
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    Failure::usage(lines.join("; "))
}
