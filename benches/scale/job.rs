//! What is measured, in a process of its own.

use std::env;

use odoo_bench_harness::{Clock, Fault, Row as _, Sample, checksum};
use odoo_benches::partner::{Exported, Partner};
use odoo_orm::{prelude::*, sync::Cursor};

/// The reference of the partners in the table.
pub(crate) const REFERENCE: &str = "odoo-orm scale";
/// The reference of the partners that are created.
pub(crate) const CREATED: &str = "odoo-orm scale, new";

/// The number of workers of the real servers.
const WORKERS: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Job {
    Stream,
    Changes,
    Create,
}

impl Job {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Job::Stream => "stream",
            Job::Changes => "changes_since",
            Job::Create => "create_many",
        }
    }
}

/// Does a job with this number of records, and prints its cost.
///
/// # Errors
///
/// Returns the error of the server, or an error if another number of records was read.
pub(crate) fn run(job: &str, count: &str) -> Result<(), Fault> {
    let count: usize = count.parse()?;
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let sample = runtime.enable_all().build()?.block_on(async {
        let odoo = client()?;
        // The login is not measured.
        odoo.call(odoo_orm::Call::read("res.users", "search_count").arg("domain", vec![0; 0]))
            .await?;
        match job {
            "stream" => stream(&odoo, count).await,
            "changes_since" => changes(&odoo, count).await,
            "create_many" => create(&odoo, count).await,
            other => Err(format!("unknown job `{other}`").into()),
        }
    })?;
    println!("{}", serde_json::to_string(&sample)?);
    Ok(())
}

fn client() -> Result<Client, Fault> {
    let variable = |name: &str| env::var(name).map_err(|_| format!("`{name}` is not set"));
    let login = Credentials::password(variable("ODOO_LOGIN")?, variable("ODOO_PASSWORD")?);
    let odoo = Client::builder(variable("ODOO_URL")?)?
        .allow_plain_http()
        .database(variable("ODOO_DB")?)
        .login(login)
        .build()?;
    Ok(odoo.with_context(Context::new().active_test(false)))
}

/// Checks the number of records after the clock has stopped.
fn stop(clock: Clock, records: usize, expected: usize, sum: i64) -> Result<Sample, Fault> {
    let sample = clock.stop(|| checksum([sum]))?;
    if records != expected {
        return Err(format!("{records} records in place of {expected}").into());
    }
    Ok(sample)
}

async fn stream(odoo: &Client, count: usize) -> Result<Sample, Fault> {
    let clock = Clock::start()?;
    let found = Partner::search_read(odoo, Partner::REF.eq(REFERENCE)).select::<Exported>();
    let mut pages = found.stream().concurrency(WORKERS).pages();
    let (mut records, mut sum) = (0, 0_i64);
    while let Some(page) = pages.next().await {
        for partner in page? {
            records += 1;
            sum = sum.wrapping_add(partner.sum());
        }
    }
    stop(clock, records, count, sum)
}

async fn changes(odoo: &Client, count: usize) -> Result<Sample, Fault> {
    let clock = Clock::start()?;
    let mut changes = Partner::changes_since(odoo, Cursor::default())
        .domain(Partner::REF.eq(REFERENCE))
        .select::<Exported>()
        .concurrency(WORKERS);
    let (mut records, mut sum) = (0, 0_i64);
    while let Some(page) = changes.next_page().await {
        for partner in page? {
            records += 1;
            sum = sum.wrapping_add(partner.sum());
        }
    }
    stop(clock, records, count, sum)
}

async fn create(odoo: &Client, count: usize) -> Result<Sample, Fault> {
    let values = (0..count).map(|number| {
        Values::new()
            .set(Partner::NAME, format!("Bench {number}"))
            .set(Partner::EMAIL, format!("bench.{number}@example.com"))
            .set(Partner::REF, CREATED)
    });
    let clock = Clock::start()?;
    let ids = Partner::create_many(odoo, values)
        .in_batches()
        .concurrency(WORKERS)
        .await?;
    stop(clock, ids.len(), count, 0)
}
