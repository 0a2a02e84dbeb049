//! SQL over the records of an Odoo server, on the command line.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people, which prints"
)]

use std::{
    env,
    error::Error,
    io::{self, Read as _, Write},
    process::ExitCode,
};

use datafusion::{
    arrow::{
        csv, json, record_batch::RecordBatch, util::pretty::pretty_format_batches_with_schema,
    },
    prelude::{DataFrame, SessionContext},
    sql::parser::DFParser,
};
use futures_util::StreamExt as _;
use odoo_datafusion::{Catalog, session};
use odoo_orm::{Client, Credentials};

const USAGE: &str = "\
Usage: odoo-sql [OPTIONS] [SQL ...]

Runs statements of SQL over the models of an Odoo server: `res_partner` or \"res.partner\" is a table.
Without a statement, it reads them from the standard input. A semicolon ends a statement.

  odoo-sql \"SELECT state, count(*), sum(amount_total) FROM sale_order GROUP BY state\"
  odoo-sql \"EXPLAIN SELECT name FROM res_partner WHERE is_company LIMIT 5\"
  odoo-sql \"CREATE EXTERNAL TABLE budget STORED AS PARQUET LOCATION 'budget.parquet'\" \\
           \"SELECT * FROM sale_order o JOIN budget b ON b.partner_id = o.partner_id\"

Options:
  --csv          writes CSV
  --json         writes a JSON object per line
  --workers N    reads up to N partitions of a table at the same time (default 2)
  --help         prints this page

Environment: ODOO_URL, ODOO_DB, ODOO_LOGIN, and ODOO_PASSWORD or ODOO_API_KEY.
";

/// How rows are written.
#[derive(Clone, Copy)]
enum Format {
    Table,
    Csv,
    Json,
}

struct Options {
    format: Format,
    workers: usize,
    statements: Vec<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("odoo-sql: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Some(mut options) = options(env::args().skip(1))? else {
        print!("{USAGE}");
        return Ok(());
    };
    if options.statements.is_empty() {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text)?;
        options.statements.push(text);
    }
    let catalog = Catalog::new(&client()?).await?;
    let session = session(catalog.concurrency(options.workers))?;
    for text in &options.statements {
        for statement in DFParser::parse_sql(text)? {
            let plan = session.state().statement_to_plan(statement).await?;
            let rows = session.execute_logical_plan(plan).await?;
            write(rows, options.format, &session).await?;
        }
    }
    Ok(())
}

/// Returns none for `--help`.
fn options(arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options {
        format: Format::Table,
        workers: 2,
        statements: Vec::new(),
    };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--help" | "-h" => return Ok(None),
            "--csv" => options.format = Format::Csv,
            "--json" => options.format = Format::Json,
            "--workers" => {
                let number = arguments.next().unwrap_or_default();
                let workers = number.parse().ok().filter(|workers| *workers > 0);
                options.workers = workers.ok_or_else(|| {
                    format!(
                        "invalid value of --workers: expected a number above 0, found `{number}`"
                    )
                })?;
            }
            option if option.starts_with("--") && !option.contains(' ') => {
                return Err(format!("unknown option `{option}`: see odoo-sql --help"));
            }
            _ => options.statements.push(argument),
        }
    }
    Ok(Some(options))
}

/// The server that the environment names.
fn client() -> Result<Client, Box<dyn Error>> {
    let variable =
        |name: &str| env::var(name).map_err(|_| format!("{name} is not set: see odoo-sql --help"));
    let login = variable("ODOO_LOGIN")?;
    let login = match env::var("ODOO_API_KEY") {
        Ok(key) => Credentials::api_key(login, key),
        Err(_) => Credentials::password(login, variable("ODOO_PASSWORD")?),
    };
    let builder = Client::builder(&variable("ODOO_URL")?)?;
    Ok(builder
        .database(variable("ODOO_DB")?)
        .login(login)
        .build()?)
}

async fn write(
    rows: DataFrame,
    format: Format,
    session: &SessionContext,
) -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    let has_columns = !rows.schema().fields().is_empty();
    let plan = rows.create_physical_plan().await?;
    let mut batches = datafusion::physical_plan::execute_stream(plan, session.task_ctx())?;
    let schema = batches.schema();
    match format {
        Format::Table => {
            let mut all = Vec::new();
            while let Some(batch) = batches.next().await {
                all.push(batch?);
            }
            if has_columns {
                writeln!(out, "{}", pretty_format_batches_with_schema(schema, &all)?)?;
            }
        }
        Format::Csv => {
            let mut writer = csv::Writer::new(out);
            if has_columns {
                // The heading, also without a row.
                writer.write(&RecordBatch::new_empty(schema))?;
            }
            while let Some(batch) = batches.next().await {
                writer.write(&batch?)?;
            }
        }
        Format::Json => {
            let mut writer = json::LineDelimitedWriter::new(out);
            while let Some(batch) = batches.next().await {
                writer.write(&batch?)?;
            }
            writer.finish()?;
        }
    }
    Ok(())
}
