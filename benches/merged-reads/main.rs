//! Reads of one record by 64 tasks on a real server: sent one by one, and merged.
//!
//! `cargo run --release -p odoo-benches --bin merged-reads -- [READS [TASKS]]`, on the server of `ODOO_URL`: 1,000 reads by 64 tasks unless told. Three alternating
//! runs, on partners that it creates and deletes.
#![allow(clippy::print_stdout, reason = "a program for people")]

use std::{
    env,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use odoo_bench_harness::NEW_REFERENCE;
use odoo_benches::partner::{Brief, Partner};
use odoo_orm::{prelude::*, rpc::Event};

const RUNS: usize = 3;
/// As many different records as there are reads by default.
const PARTNERS: usize = 1_000;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build()?.block_on(compare())
}

async fn compare() -> Result<(), Failure> {
    let number = |at, usual| env::args().nth(at).map_or(Ok(usual), |text| text.parse());
    // The readers of a service with as many concurrent requests.
    let (count, tasks) = (number(1, 1_000)?, number(2, 64)?);
    let odoo = client(false)?;
    let partner = |number: usize| {
        Values::new()
            .set(Partner::NAME, format!("Bench {number}"))
            .set(Partner::EMAIL, format!("bench.{number}@example.com"))
            .set(Partner::REF, NEW_REFERENCE)
    };
    let ids = Partner::create_many(&odoo, (0..PARTNERS).map(partner)).await?;
    let measured = runs(&Arc::new(ids.clone()), count, tasks).await;
    Partner::unlink(&odoo, ids).await?;
    measured
}

async fn runs(ids: &Arc<Vec<Id<Partner>>>, count: usize, tasks: usize) -> Result<(), Failure> {
    for run in 1..=RUNS {
        let mut alone = None;
        for is_merged in [false, true] {
            let odoo = client(is_merged)?;
            // The version and the login are not measured.
            read(&odoo, ids, 1, 1).await?;
            let merged = Arc::new(AtomicUsize::new(0));
            let saved = Arc::clone(&merged);
            odoo.observe(move |event: &Event| {
                if let Event::ReadsMerged { reads, .. } = event {
                    saved.fetch_add(reads - 1, Relaxed);
                }
            });
            let time = read(&odoo, ids, count, tasks).await?;
            let calls = count - merged.load(Relaxed);
            let name = if is_merged { "merged" } else { "one by one" };
            println!("run {run}, {name}: {count} reads in {time:.2?}, {calls} calls");
            if let Some(alone) = alone {
                let ratio = time.as_secs_f64() / Duration::as_secs_f64(&alone);
                println!("run {run}: {ratio:.3}x of the time, goal 0.12x");
            }
            alone = Some(time);
        }
    }
    Ok(())
}

fn client(merges_reads: bool) -> Result<Client, Failure> {
    let variable = |name: &str| env::var(name).map_err(|_| format!("`{name}` is not set"));
    let login = Credentials::password(variable("ODOO_LOGIN")?, variable("ODOO_PASSWORD")?);
    let builder = Client::builder(variable("ODOO_URL")?)?
        .allow_plain_http()
        .database(variable("ODOO_DB")?)
        .login(login)
        .merge_reads(merges_reads);
    Ok(builder.build()?)
}

async fn read(
    odoo: &Client,
    ids: &Arc<Vec<Id<Partner>>>,
    count: usize,
    tasks: usize,
) -> Result<Duration, Failure> {
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let tasks = (0..tasks).map(|_| {
        let (odoo, ids, next) = (odoo.clone(), Arc::clone(ids), Arc::clone(&next));
        tokio::spawn(async move {
            loop {
                let at = next.fetch_add(1, Relaxed);
                if at >= count {
                    return Ok::<_, odoo_orm::Error>(());
                }
                let Some(id) = ids.get(at % ids.len()) else {
                    return Ok(());
                };
                Partner::read(&odoo, *id).select::<Brief>().one().await?;
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await??;
    }
    Ok(began.elapsed())
}
