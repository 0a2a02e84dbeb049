//! Processes that are killed at random points, while the records on the server change.
#![allow(
    missing_docs,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test program"
)]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

use arrow_array::{RecordBatch, cast::AsArray as _, types::Int32Type};
use odoo_arrow::{Error, Export, Partition, Replica};
use odoo_mock::Server;
use odoo_orm::prelude::*;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use support::{
    Changing, FOLDER, Folder, KILLS, LINES, Random, TASK, client, complete, kill, on_server, table,
    world,
};

/// The child process is this test program. As a test it does nothing.
#[test]
fn child() {
    let Ok(task) = env::var(TASK) else { return };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let path = PathBuf::from(env::var(FOLDER).unwrap());
    let odoo = client();
    runtime.block_on(async {
        match task.as_str() {
            "replica" => {
                let replica = replica(&odoo, &path).await;
                replica.update().await.unwrap();
                replica.compact().unwrap();
            }
            task => {
                export(&odoo, &path, task).await.run().await.unwrap();
            }
        }
    });
}

async fn replica(odoo: &Client, folder: &Path) -> Replica {
    Replica::new(table(odoo).await, folder).rows(40)
}

async fn export(odoo: &Client, path: &Path, task: &str) -> Export {
    let export = Export::new(table(odoo).await, path).row_group(40);
    match task {
        "months" => export.partition(Partition::Month("day".to_owned())),
        _ => export,
    }
}

/// Adds the rows of a batch. No id may be there twice.
fn add(rows: &mut BTreeMap<i32, String>, batch: &RecordBatch) {
    let ids = batch.column(0).as_primitive::<Int32Type>().values();
    let names = batch.column(1).as_string::<i32>();
    for (row, id) in ids.iter().enumerate() {
        let twice = rows.insert(*id, names.value(row).to_owned());
        assert_eq!(twice, None, "{id}");
    }
}

fn in_replica(replica: &Replica) -> Result<BTreeMap<i32, String>, Error> {
    let mut rows = BTreeMap::new();
    for batch in replica.read()? {
        add(&mut rows, &batch.unwrap());
    }
    Ok(rows)
}

/// The rows of a Parquet file, or of the files in a folder.
fn in_files(path: &Path) -> BTreeMap<i32, String> {
    let mut rows = BTreeMap::new();
    let mut paths = vec![path.to_owned()];
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).unwrap();
            paths.extend(entries.map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|end| end == "parquet") {
            let file = fs::File::open(&path).unwrap();
            let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
            for batch in reader.build().unwrap() {
                add(&mut rows, &batch.unwrap());
            }
        }
    }
    rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_is_killed_ends_with_the_servers_records() {
    let (world, folder) = (world(), Folder::new("replica"));
    let server = Server::start(&world).await.unwrap();
    let (odoo, url) = (world.client(), server.url().clone());
    let whole = complete("replica", &url, &folder.0.join("first"));
    let (mut random, mut killed) = (Random(17), 0);
    for round in 0..KILLS {
        // Some are killed in the first update, and others in a later one.
        let path = folder.0.join(format!("replica {}", round / 5));
        let changing = Changing::begin(&world, round as u64);
        let was_running = kill("replica", &url, &path, random.time(whole));
        drop(changing);
        killed += usize::from(was_running);
        let replica = replica(&odoo, &path).await;
        // What is there can be read at any time.
        if path.join("state.json").exists() {
            in_replica(&replica).unwrap();
        }
        replica.update().await.unwrap();
        assert_eq!(in_replica(&replica).unwrap(), on_server(&world), "{round}");
    }
    println!("{killed} of {KILLS} were running; a complete run takes {whole:?}");
    assert!(killed > KILLS / 2, "{killed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_is_killed_is_complete_or_not_there() {
    for task in ["file", "months"] {
        let (world, folder) = (world(), Folder::new(task));
        let server = Server::start(&world).await.unwrap();
        let (odoo, url) = (world.client(), server.url().clone());
        let whole = complete(task, &url, &folder.0.join("first.parquet"));
        let (mut random, mut killed, mut resumed) = (Random(18), 0, 0);
        for round in 0..KILLS {
            let path = folder.0.join(format!("{round}.parquet"));
            let ids = || on_server(&world).into_keys().collect::<BTreeSet<i32>>();
            let before = ids();
            let changing = Changing::begin(&world, round as u64);
            let was_running = kill(task, &url, &path, random.time(whole));
            drop(changing);
            killed += usize::from(was_running);
            if path.exists() {
                assert!(
                    !was_running || in_files(&path).len() >= LINES / 2,
                    "{round}"
                );
            }
            let exported = export(&odoo, &path, task).await.run().await.unwrap();
            resumed += usize::from(exported.resumed > 0);
            let rows = in_files(&path);
            assert_eq!(rows.len() as u64, exported.records, "{task} {round}");
            // Nothing that existed all the time is missing.
            let missing = ids().intersection(&before).any(|id| !rows.contains_key(id));
            assert!(!missing, "{task} {round}");
        }
        println!(
            "{task}: {killed} of {KILLS} were running, {resumed} resumed; a complete run takes {whole:?}"
        );
        assert!(killed > KILLS / 2 && resumed > 5, "{killed} {resumed}");
    }
}
