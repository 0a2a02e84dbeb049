//! The grammar of the command line.

use clap::{Parser, Subcommand};
use clap_complete::Shell;

/// The command line of Odoo 14 to 19.
#[derive(Debug, Parser)]
#[command(name = "odoo", version, disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Prints the completion script of a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}
