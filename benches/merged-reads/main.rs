//! Reads of one record by 64 tasks on a real server: sent one by one, and merged while they wait.
//!
//! `cargo run --release -p odoo-benches --bin merged-reads -- [READS]`, on the server of `ODOO_URL`: 1,000 reads by default. Three alternating runs.
#![allow(clippy::print_stdout, reason = "a program for people")]

use std::{
    env,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use odoo_benches::partner::{Brief, Partner};
use odoo_orm::{prelude::*, rpc::Event};

/// The readers of a service with as many concurrent requests.
const TASKS: usize = 64;
const RUNS: usize = 3;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build()?.block_on(compare())
}

async fn compare() -> Result<(), Failure> {
    let count = env::args().nth(1).map_or(Ok(1_000), |text| text.parse())?;
    let odoo = client(false)?;
    let ids = Partner::search(&odoo, Domain::all()).limit(count).await?;
    if ids.is_empty() {
        return Err("the server has no partners".into());
    }
    let ids: Arc<Vec<_>> = Arc::new(ids);
    let count = usize::try_from(count)?;
    for run in 1..=RUNS {
        for is_merged in [false, true] {
            let odoo = client(is_merged)?;
            odoo.server_version().await?;
            let merged = Arc::new(AtomicUsize::new(0));
            let saved = Arc::clone(&merged);
            odoo.observe(move |event: &Event| {
                if let Event::ReadsMerged { reads, .. } = event {
                    saved.fetch_add(reads - 1, Relaxed);
                }
            });
            let time = read(&odoo, &ids, count).await?;
            let calls = count - merged.load(Relaxed);
            let name = if is_merged { "merged" } else { "one by one" };
            println!("run {run}, {name}: {count} reads in {time:.2?}, {calls} calls");
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
) -> Result<Duration, Failure> {
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let tasks = (0..TASKS).map(|_| {
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
