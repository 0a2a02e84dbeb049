//! The grammar of the command line and of the shell.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde_json::{Map, Value};

/// The command line of Odoo 14 to 19
#[derive(Debug, Parser)]
#[command(
    name = "odoo",
    version,
    disable_help_subcommand = true,
    after_help = "The server is that of --mock, of a profile (-p, ODOO_PROFILE), of the environment (ODOO_URL, ODOO_DB, ODOO_LOGIN, and \
                  ODOO_PASSWORD or ODOO_API_KEY), or of the default profile.\n\nExit codes: 0 done, 1 refused by the server, 2 wrong usage, \
                  3 no connection, 4 login refused, 5 no usable profile, 6 file or output, 7 rows refused, 8 write not allowed or not \
                  confirmed, 130 Ctrl-C, 141 output closed."
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) options: Options,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Profile of the server
    #[arg(
        short,
        long,
        global = true,
        value_name = "NAME",
        conflicts_with = "mock"
    )]
    pub(super) profile: Option<String>,
    /// Use an Odoo in memory, of this version (19)
    #[arg(long, global = true, value_name = "VERSION", num_args = 0..=1, require_equals = true, default_missing_value = "19")]
    pub(super) mock: Option<u16>,
    /// Format of the output; a table unless set
    #[arg(short, long, global = true, value_name = "FORMAT")]
    pub(super) output: Option<Format>,
    /// Context of the calls, as a JSON object
    #[arg(long, global = true, value_name = "JSON", value_parser = object)]
    pub(super) context: Option<ObjectArgument>,
    /// Language of translated fields
    #[arg(long, global = true, value_name = "CODE")]
    pub(super) lang: Option<String>,
    /// Company of the calls; can be given several times
    #[arg(long, global = true, value_name = "ID")]
    pub(super) company: Vec<i64>,
    /// Time zone of groups by date
    #[arg(long, global = true, value_name = "ZONE")]
    pub(super) tz: Option<String>,
    /// Find archived records too
    #[arg(long, global = true)]
    pub(super) archived: bool,
    /// Time limit of each call
    #[arg(long, global = true, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) timeout: Option<u64>,
}

impl Options {
    pub(super) fn format(&self) -> Format {
        self.output.unwrap_or(Format::Table)
    }
}

/// An object of JSON.
#[derive(Debug, Clone)]
pub(super) struct ObjectArgument(pub(super) Map<String, Value>);

fn object(text: &str) -> Result<ObjectArgument, String> {
    serde_json::from_str(text)
        .map(ObjectArgument)
        .map_err(|error| {
            format!("expected a JSON object, such as {{\"lang\": \"fr_FR\"}}: {error}")
        })
}

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Columns for people
    Table,
    /// One JSON array
    Json,
    /// One JSON object in each line
    Ndjson,
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// A Parquet file with typed columns, of `export` only
    Parquet,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check that the server answers, without a login
    Ping,
    /// Log in, and show who the user is
    Whoami,
    /// Search records and show some of their fields
    Search(Search),
    /// Read records by their ids
    Read(Read),
    /// Count records
    Count(Count),
    /// List the fields of a model
    Fields(Fields),
    /// Group records and aggregate their fields
    Group(Group),
    /// Create a record
    Create(Create),
    /// Write to records
    Write(Write),
    /// Delete records
    Unlink(Unlink),
    /// Call a method of a model
    Call(Call),
    /// Save a report as a PDF
    Report(Report),
    /// Export records with their external ids
    Export(Export),
    /// Import records by their external ids
    Import(Import),
    /// Start an interactive shell
    Shell,
    /// Add, list and test profiles
    Profile {
        #[command(subcommand)]
        command: ProfileCommand,
    },
    /// Print the completion script of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    #[command(hide = true)]
    Man,
}

#[derive(Debug, Subcommand)]
pub(super) enum ProfileCommand {
    /// Add a profile to the file
    Add(NewProfile),
    /// List the profiles
    List,
    /// Log in with a profile
    Test {
        /// The profile; the default one unless named
        name: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct NewProfile {
    /// Name of the profile
    pub(super) name: String,
    /// Address of the server, such as `https://erp.example.com`
    #[arg(long)]
    pub(super) url: String,
    /// Database
    #[arg(long, visible_alias = "db")]
    pub(super) database: String,
    /// Login of the user
    #[arg(long)]
    pub(super) login: String,
    /// Command whose first line of output is the secret
    #[arg(long, value_name = "COMMAND")]
    pub(super) secret_command: Option<String>,
    /// The secret is an API key, and no password
    #[arg(long)]
    pub(super) api_key: bool,
    /// Allow writes
    #[arg(long)]
    pub(super) writable: bool,
    /// Allow http:// to another machine
    #[arg(long)]
    pub(super) allow_plain_http: bool,
}

#[derive(Debug, Args)]
pub(super) struct Search {
    /// Model, such as res.partner
    pub(super) model: String,
    /// Domain in brackets, and fields by path, such as `country_id.code`
    #[arg(value_name = "DOMAIN|FIELD")]
    pub(super) terms: Vec<String>,
    /// Order, such as "name desc, id"
    #[arg(long)]
    pub(super) order: Option<String>,
    /// Most records that are shown; 80 unless set
    #[arg(short = 'n', long, conflicts_with = "all")]
    pub(super) limit: Option<u64>,
    /// Number of records that are skipped
    #[arg(long, default_value_t = 0)]
    pub(super) offset: u64,
    /// Show all records, page by page, by their ids unless there is an order
    #[arg(short, long)]
    pub(super) all: bool,
}

#[derive(Debug, Args)]
pub(super) struct Read {
    /// Model
    pub(super) model: String,
    /// Ids or external ids, such as `3,7,base.main_partner`
    pub(super) ids: String,
    /// Fields by path
    #[arg(value_name = "FIELD")]
    pub(super) fields: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct Count {
    /// Model
    pub(super) model: String,
    /// Domain
    #[arg(value_name = "DOMAIN")]
    pub(super) domain: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct Fields {
    /// Model
    pub(super) model: String,
    /// Names, or patterns with * and ?
    #[arg(value_name = "NAME")]
    pub(super) names: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct Group {
    /// Model
    pub(super) model: String,
    /// Keys, such as `state,date_order:month`
    #[arg(value_name = "KEYS")]
    pub(super) by: String,
    /// Domain in brackets, and aggregates such as `amount_total:sum`
    #[arg(value_name = "DOMAIN|AGGREGATE")]
    pub(super) terms: Vec<String>,
    /// Order by keys, aggregates or `count`, such as "count desc"
    #[arg(long)]
    pub(super) order: Option<String>,
    /// Most groups that are shown
    #[arg(short = 'n', long)]
    pub(super) limit: Option<u64>,
}

/// How a write is confirmed.
#[derive(Debug, Args)]
pub(super) struct Confirm {
    /// Do it without asking
    #[arg(short, long, conflicts_with = "dry_run")]
    pub(super) yes: bool,
    /// Show what would be done, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// Model
    pub(super) model: String,
    /// Values, such as `name=Acme`, or one JSON object
    #[arg(value_name = "FIELD=VALUE")]
    pub(super) values: Vec<String>,
    #[command(flatten)]
    pub(super) confirm: Confirm,
}

#[derive(Debug, Args)]
pub(super) struct Write {
    /// Model
    pub(super) model: String,
    /// Ids, external ids, or a domain in brackets
    #[arg(value_name = "IDS|DOMAIN")]
    pub(super) which: String,
    /// Values, such as `name=Acme`, or one JSON object
    #[arg(value_name = "FIELD=VALUE")]
    pub(super) values: Vec<String>,
    #[command(flatten)]
    pub(super) confirm: Confirm,
}

#[derive(Debug, Args)]
pub(super) struct Unlink {
    /// Model
    pub(super) model: String,
    /// Ids, external ids, or a domain in brackets
    #[arg(value_name = "IDS|DOMAIN")]
    pub(super) which: String,
    #[command(flatten)]
    pub(super) confirm: Confirm,
}

#[derive(Debug, Args)]
pub(super) struct Call {
    /// Model
    pub(super) model: String,
    /// Method
    pub(super) method: String,
    /// Arguments by name, whose values are JSON or text
    #[arg(value_name = "NAME=VALUE")]
    pub(super) arguments: Vec<String>,
    /// Records that the method runs on: ids, external ids, or a domain
    #[arg(long, value_name = "IDS|DOMAIN")]
    pub(super) on: Option<String>,
    #[command(flatten)]
    pub(super) confirm: Confirm,
}

#[derive(Debug, Args)]
pub(super) struct Report {
    /// Technical name, such as `sale.report_saleorder`
    pub(super) name: String,
    /// Ids of the records
    pub(super) ids: String,
    /// File, or - for the standard output; the server's name for it unless set
    #[arg(short, long)]
    pub(super) file: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Columns are those of Odoo's own import: `id` is the external id, `.id` the database id, `country_id/id` the external \
                        id of a relation. Records come in the order of their ids unless there is an order.\n\nWith -o parquet, columns are fields, and `id` is the \
                        database id. Without columns, all stored fields are exported."
)]
pub(super) struct Export {
    /// Model
    pub(super) model: String,
    /// Domain in brackets, and columns such as `name` and `country_id/id`
    #[arg(value_name = "DOMAIN|COLUMN", required = true)]
    pub(super) terms: Vec<String>,
    /// Order, such as "name desc, id"
    #[arg(long)]
    pub(super) order: Option<String>,
    /// Most records that are exported
    #[arg(short = 'n', long)]
    pub(super) limit: Option<u64>,
    /// File, or - for the standard output; the same unless set
    #[arg(short, long)]
    pub(super) file: Option<PathBuf>,
}

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Input {
    Csv,
    Tsv,
    Ndjson,
}

#[derive(Debug, Args)]
#[command(
    after_help = "The column `id` has the external ids. An empty cell empties the field. Times are UTC unless --tz is given."
)]
pub(super) struct Import {
    /// Model
    pub(super) model: String,
    /// File, or - for the standard input
    pub(super) file: PathBuf,
    /// Form of the file, unless its name tells
    #[arg(long)]
    pub(super) input: Option<Input>,
    /// Rows of one call, which is one transaction
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub(super) batch: u64,
    /// Go on after the rows of an import that was interrupted
    #[arg(long)]
    pub(super) resume: bool,
    /// CSV file for the rows that are refused, or - for the standard output
    #[arg(long, value_name = "FILE")]
    pub(super) refused: Option<PathBuf>,
    #[command(flatten)]
    pub(super) confirm: Confirm,
}
