//! Confirmation of writes.

use std::io::{self, IsTerminal as _, Write as _};

use rustyline::{Behavior, Config, DefaultEditor, error::ReadlineError};

use super::{arguments::Confirm, run::Run};
use crate::failure::{Exit, Failure, Result};

/// The decision of the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// Execute the write.
    Go,
    /// Only show the write.
    Show,
}

/// Shows the write and asks, unless `--yes` or `--dry-run` decides.
///
/// `what` is a sentence such as "write 2 records of `res.partner`"; `details` are lines below it.
pub(super) fn confirm(
    run: &Run<'_>,
    options: &Confirm,
    what: &str,
    details: &[String],
) -> Result<Decision> {
    let url = &run.session.connection.url;
    if !options.dry_run {
        run.session.connection.check_writable()?;
    }
    let mut text = format!("{what} on {url}:\n");
    for line in details {
        text.push_str("  ");
        text.push_str(&super::output::printable(line));
        text.push('\n');
    }
    if options.dry_run {
        text.push_str("nothing is written: --dry-run\n");
    }
    // The user cannot confirm a write that could not be shown.
    io::stderr().write_all(text.as_bytes())?;
    match (options.dry_run, options.yes) {
        (true, _) => Ok(Decision::Show),
        (false, true) => Ok(Decision::Go),
        (false, false) => ask().map(|()| Decision::Go),
    }
}

/// Asks on the terminal. Any answer other than yes cancels the write.
fn ask() -> Result<()> {
    let refuse = |why: &str| Err(Failure::new(Exit::NotConfirmed, why));
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return refuse("nothing was written: without a terminal, writes need --yes");
    }
    let config = Config::builder().behavior(Behavior::PreferTerm).build();
    let answer =
        DefaultEditor::with_config(config).and_then(|mut editor| editor.readline("go on? [y/N] "));
    match answer {
        Ok(answer) if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") => Ok(()),
        Ok(_) | Err(ReadlineError::Eof) => refuse("nothing was written: not confirmed"),
        Err(ReadlineError::Interrupted) => Err(Failure::new(
            Exit::Interrupted,
            "interrupted: nothing was written",
        )),
        Err(error) => refuse(&format!("nothing was written: cannot ask: {error}")),
    }
}
