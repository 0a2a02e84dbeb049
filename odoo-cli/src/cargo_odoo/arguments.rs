//! The grammar of `cargo odoo`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

#[derive(Debug, Parser)]
#[command(name = "cargo", bin_name = "cargo", disable_help_subcommand = true)]
pub(super) enum Cargo {
    Odoo(Arguments),
}

/// Saves the models of Odoo servers, and checks the structs of a workspace against them
#[derive(Debug, Args)]
#[command(
    version,
    after_help = "The server is that of a profile (-p, ODOO_PROFILE), of the environment (ODOO_URL, ODOO_DB, ODOO_LOGIN, and ODOO_PASSWORD or \
                  ODOO_API_KEY), or of --mock.\n\nExit codes: 0 done, 1 a struct does not hold, 2 the command could not do its work."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write the models of a server into odoo-schema/NAME
    Pull(Pull),
    /// List what differs between two snapshots, for the structs of the workspace
    Diff(Diff),
    /// Write structs for models of a snapshot
    Generate(Generate),
    /// Hold the structs of the workspace against the snapshots, without a server
    Check(Check),
}

#[derive(Debug, Args)]
pub(super) struct Server {
    /// Profile of the server
    #[arg(short, long, value_name = "NAME", conflicts_with = "mock")]
    pub(super) profile: Option<String>,
    /// Use an Odoo in memory, of this version (19)
    #[arg(long, value_name = "VERSION", num_args = 0..=1, require_equals = true, default_missing_value = "19")]
    pub(super) mock: Option<u16>,
}

#[derive(Debug, Args)]
pub(super) struct Folder {
    /// Folder with the snapshots, if it is not odoo-schema in the workspace's folder
    #[arg(long, value_name = "FOLDER")]
    pub(super) dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Pull {
    /// Models to add, such as res.partner or 'sale.*'; default: models of snapshot and workspace
    #[arg(value_name = "MODEL")]
    pub(super) models: Vec<String>,
    /// Read all models
    #[arg(long)]
    pub(super) all: bool,
    /// Leave out models that only relations lead to
    #[arg(long)]
    pub(super) no_targets: bool,
    /// Name of the snapshot, if it is not the server's version
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Write nothing, and fail if a struct of the workspace breaks
    #[arg(long)]
    pub(super) check: bool,
    #[command(flatten)]
    pub(super) server: Server,
    #[command(flatten)]
    pub(super) folder: Folder,
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// Snapshot before, such as 17.0
    pub(super) from: String,
    /// Snapshot after, such as 19.0
    pub(super) to: String,
    /// List all models and fields, whether or not the workspace has structs for them
    #[arg(long)]
    pub(super) all: bool,
    #[command(flatten)]
    pub(super) folder: Folder,
}

#[derive(Debug, Args)]
pub(super) struct Generate {
    /// Models to write structs for
    #[arg(required = true, value_name = "MODEL")]
    pub(super) models: Vec<String>,
    /// Fields, by name or pattern; without it, all
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub(super) fields: Vec<String>,
    /// Snapshot to read; without it, all, with the versions of each field
    #[arg(long, value_name = "NAME")]
    pub(super) from: Option<String>,
    /// Write a struct with the id, not `Any`, for models that relations lead to
    #[arg(long)]
    pub(super) stubs: bool,
    /// Ask the server for labels and help, for documentation comments
    #[arg(long)]
    pub(super) labels: bool,
    /// New file to write, which must not exist; without it, standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) server: Server,
    #[command(flatten)]
    pub(super) folder: Folder,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Format of the output
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) folder: Folder,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A line for each
    Human,
    /// One JSON array
    Json,
    /// Annotations of GitHub Actions
    Github,
}
