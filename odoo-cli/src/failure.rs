//! Errors of the programs, with their exit codes.

use std::{error::Error as _, fmt, io};

use odoo_rpc::{__private::Printable, Error, LoginErrorKind, Outcome, TransportErrorKind};

/// The exit code of a program, so that a script can distinguish failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The server refused the call.
    Refused = 1,
    /// The command line, a domain, a name or an input file is wrong.
    Usage = 2,
    /// The server does not respond, or its response is not Odoo's.
    Connection = 3,
    /// The server refused the login.
    Credentials = 4,
    /// No usable profile or secret was found.
    Profile = 5,
    /// A file or the output could not be read or written.
    File = 6,
    /// Only a part was done: the server refused some rows of an import.
    Partly = 7,
    /// A write was not allowed or not confirmed.
    NotConfirmed = 8,
    /// Ctrl-C.
    Interrupted = 130,
    /// The output was closed by its reader.
    ClosedPipe = 141,
    /// SIGTERM.
    Terminated = 143,
}

/// A sentence for people, and the exit code for scripts.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) sentence: String,
    /// Lines below the sentence, such as the place of a mistake.
    pub(crate) below: Vec<String>,
}

pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

/// How many characters of a line are shown with a mistake at most.
const SHOWN: usize = 100;

impl Failure {
    pub(crate) fn new(exit: Exit, sentence: impl Into<String>) -> Self {
        Failure {
            exit,
            sentence: sentence.into(),
            below: Vec::new(),
        }
    }

    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self::new(Exit::Usage, sentence)
    }

    /// The failure of an operation on a file.
    pub(crate) fn file(what: &str, path: impl AsRef<std::path::Path>, error: &io::Error) -> Self {
        let path = path.as_ref().display();
        Self::new(Exit::File, format!("cannot {what} {path}: {error}"))
    }

    /// Adds the text with a mark below the mistake.
    ///
    /// Only the line of the mistake is shown, and of a long line the part around the mistake.
    #[must_use]
    pub(crate) fn marking(mut self, text: &str, at: usize, length: usize) -> Self {
        let before = text.get(..at).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = text.get(start..).unwrap_or_default();
        let line = line.lines().next().unwrap_or_default();
        let column = before.get(start..).unwrap_or_default().chars().count();
        let skipped = match line.chars().count() {
            short if short <= SHOWN => 0,
            _ => column.saturating_sub(SHOWN / 2),
        };
        let shown = line.chars().skip(skipped);
        let cut = |is_cut: bool| if is_cut { "…" } else { "" };
        let (left, right) = (cut(skipped > 0), cut(shown.clone().nth(SHOWN).is_some()));
        let shown: String = shown.take(SHOWN).collect();
        let indent: String = shown.chars().take(column - skipped).collect();
        let width = left.chars().count() + unicode_width::UnicodeWidthStr::width(&*indent);
        let length = length.clamp(1, SHOWN - (column - skipped).min(SHOWN - 1));
        self.below
            .push(format!("  {left}{}{right}", Printable(&shown)));
        self.below
            .push(format!("  {}{}", " ".repeat(width), "^".repeat(length)));
        self
    }

    pub(crate) fn exit_code(&self) -> std::process::ExitCode {
        std::process::ExitCode::from(self.exit as u8)
    }

    /// Whether the failure is not reported, as for a closed pipe.
    pub(crate) fn is_silent(&self) -> bool {
        self.exit == Exit::ClosedPipe
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)?;
        for line in &self.below {
            write!(f, "\n{line}")?;
        }
        Ok(())
    }
}

/// Converts an error of the output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::new(Exit::ClosedPipe, "the output was closed"),
            _ => Failure::new(Exit::File, format!("cannot write the output: {error}")),
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Failure::from(io::Error::from(error))
    }
}

/// Converts an error, in terms of the command line.
///
/// The library's own messages name the parts of a Rust program.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = match &error {
            Error::Login(login) if login.kind() == LoginErrorKind::NoSecret => Exit::Profile,
            Error::Login(_) => Exit::Credentials,
            Error::Transport(transport) if transport.kind() == TransportErrorKind::Aborted => {
                Exit::Interrupted
            }
            Error::Transport(_) | Error::Decode(_) => Exit::Connection,
            Error::Fault(_) | Error::ExpectedOne(_) => Exit::Refused,
            _ => Exit::Usage,
        };
        let sentence = match &error {
            Error::Login(login) => {
                let (user, database) = (Printable(login.login()), Printable(login.database()));
                match login.kind() {
                    LoginErrorKind::WrongCredentials => format!(
                        "the server refused the login `{user}` on database `{database}`: wrong login, password or API key \
                         (an API key goes into ODOO_API_KEY, or into a profile with `secret-type = \"api-key\"`)"
                    ),
                    LoginErrorKind::SecondFactor => format!(
                        "`{user}` has two-factor authentication: use an API key of theirs (ODOO_API_KEY)"
                    ),
                    LoginErrorKind::NoSecret => match login.source() {
                        Some(source) => source.to_string(),
                        None => login.to_string(),
                    },
                    _ => login.to_string(),
                }
            }
            Error::Fault(fault) => {
                // The class is for developers, the message is for users. It may have several lines.
                let lines = fault.message().trim().lines().map(str::trim_end);
                let lines: Vec<String> = lines
                    .filter(|line| !line.is_empty())
                    .map(|line| Printable(line.replace('\t', "  ").as_str()).to_string())
                    .collect();
                let message = lines.join("\n  ");
                if fault.is_user_error() {
                    format!("the server refused it: {message}")
                } else {
                    format!("the server refused it: {message} ({})", Printable(fault.name()))
                }
            }
            _ if exit == Exit::Interrupted => match error.outcome() {
                Outcome::NotDone => "interrupted: nothing was changed".to_owned(),
                _ => "interrupted: whether the server did it is not known, so look before doing it again"
                    .to_owned(),
            },
            other => in_terms_of_the_command_line(&other.to_string()),
        };
        Failure::new(exit, sentence)
    }
}

/// What the library advises, and the same for the command line.
const ADVICE: [(&str, &str); 2] = [
    (
        "`Client::with_timeout` or `ClientBuilder::timeout`",
        "`--timeout`",
    ),
    (
        "use `Credentials::password`",
        "use a password instead (ODOO_PASSWORD, or a profile with `secret-type = \"password\"`)",
    ),
];

fn in_terms_of_the_command_line(sentence: &str) -> String {
    ADVICE
        .iter()
        .fold(sentence.to_owned(), |text, (library, ours)| {
            text.replace(library, ours)
        })
}

#[cfg(test)]
mod tests {
    use odoo_rpc::Fault;

    use super::*;

    #[test]
    fn the_line_of_a_mistake_is_marked() {
        let failure = Failure::usage("no field").marking("[\n  ('nmae', '=', 1)]", 5, 4);
        assert_eq!(
            failure.to_string(),
            "no field\n    ('nmae', '=', 1)]\n     ^^^^"
        );
        let end = Failure::usage("no end").marking("[(", 2, 0);
        assert_eq!(end.below, ["  [(", "    ^"]);
    }

    #[test]
    fn a_long_line_is_cut_around_the_mistake() {
        let long = format!("[{}!{}]", "é".repeat(5_000), "x".repeat(5_000));
        let at = long.find('!').unwrap();
        let below = Failure::usage("").marking(&long, at, 9_000).below;
        let (line, mark) = (&below[0], &below[1]);
        assert_eq!(*line, format!("  …{}!{}…", "é".repeat(50), "x".repeat(49)));
        assert_eq!(mark.find('^'), Some(2 + 1 + 50));
        assert_eq!(mark.matches('^').count(), 50);
        let begin = Failure::usage("").marking(&long, 0, 1).below;
        assert_eq!(begin[0], format!("  [{}…", "é".repeat(99)));
        let end = Failure::usage("").marking(&long, long.len(), 1).below;
        assert_eq!(end[0], format!("  …{}]", "x".repeat(49)));
        assert_eq!(end[1].len(), 2 + 1 + 50 + 1);
    }

    #[test]
    fn a_closed_pipe_is_silent_and_a_full_disk_is_not() {
        let closed = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert!(closed.is_silent());
        let full = Failure::from(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(full.exit, Exit::File);
        assert!(!full.is_silent());
    }

    #[test]
    fn what_the_server_says_cannot_act_on_the_terminal() {
        let fault = Fault::new("odoo.exceptions.UserError", "no\u{1b}[31m");
        let failure = Failure::from(Error::from(Box::new(fault)));
        assert_eq!(failure.sentence, r"the server refused it: no\u{1b}[31m");
        assert_eq!(failure.exit, Exit::Refused);
        let fault = Fault::new("odoo.exceptions.UserError", "no:\n\n\t- one\r\n\t- two\n");
        let failure = Failure::from(Error::from(Box::new(fault)));
        let sentence = "the server refused it: no:\n    - one\n    - two";
        assert_eq!(failure.sentence, sentence);
    }
}
