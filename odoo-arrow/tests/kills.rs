//! Processes that are killed at random points, while the records on the server change.
#![allow(
    missing_docs,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test program"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use arrow_array::{RecordBatch, cast::AsArray as _, types::Int32Type};
use odoo_arrow::{Error, Export, Partition, Replica, Table};
use odoo_mock::{Server, World};
use odoo_orm::{Credentials, prelude::*};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::json;

#[derive(OdooModel)]
#[odoo(model = "x.line")]
#[expect(dead_code, reason = "its fields are columns")]
struct Line {
    id: Id<Line>,
    name: Option<String>,
    day: Option<NaiveDate>,
}

const LINES: usize = 300;

/// How many processes each test kills.
const KILLS: usize = 50;

/// What a child does, and the URL and the path that it does it with.
const TASK: &str = "ODOO_ARROW_KILLS_TASK";
const URL: &str = "ODOO_ARROW_KILLS_URL";
const FOLDER: &str = "ODOO_ARROW_KILLS_PATH";

/// The child process is this test program. As a test it does nothing.
#[test]
fn child() {
    let Ok(task) = env::var(TASK) else { return };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let path = PathBuf::from(env::var(FOLDER).unwrap());
    let login = Credentials::password("admin", "admin");
    let odoo = Client::builder(env::var(URL).unwrap())
        .unwrap()
        .database(World::version(17).database())
        .login(login)
        .build()
        .unwrap();
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

async fn table(odoo: &Client) -> Table {
    let table = Table::of::<Line>(odoo, Domain::all()).await.unwrap();
    table.page_size(20)
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

fn spawn(task: &str, url: &str, path: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "child"])
        .env(TASK, task)
        .env(URL, url)
        .env(FOLDER, path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Runs a child, and kills it after some part of the time of a complete run.
///
/// Returns whether it was still running.
fn kill(task: &str, url: &str, path: &Path, after: Duration) -> bool {
    let mut child = spawn(task, url, path);
    thread::sleep(after);
    let was_running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    was_running
}

/// The time that a child takes to complete.
fn complete(task: &str, url: &str, path: &Path) -> Duration {
    let began = Instant::now();
    let status = spawn(task, url, path).wait().unwrap();
    assert!(status.success(), "{status}");
    began.elapsed()
}

/// Random numbers, the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn time(&mut self, most: Duration) -> Duration {
        let most = u64::try_from(most.as_micros()).unwrap().max(1);
        Duration::from_micros(self.below(most))
    }
}

fn create(world: &World, number: u64) {
    let day = format!("2026-{:02}-01", number % 12 + 1);
    world.create(
        "x.line",
        json!({"name": format!("line {number}"), "day": day}),
    );
}

fn world() -> World {
    let world = World::version(17).model::<Line>();
    (0..LINES as u64).for_each(|number| create(&world, number));
    world
}

/// Creates, changes and deletes records in a thread, until it is dropped.
struct Changing(Arc<AtomicBool>, Option<thread::JoinHandle<()>>);

impl Changing {
    fn begin(world: &World, seed: u64) -> Self {
        let (world, ends) = (world.clone(), Arc::new(AtomicBool::new(false)));
        let flag = Arc::clone(&ends);
        let thread = thread::spawn(move || {
            let mut random = Random(seed);
            while !flag.load(Ordering::Relaxed) {
                let ids = world.search("x.line", json!([]));
                let mut any = || ids[usize::try_from(random.below(ids.len() as u64)).unwrap()];
                let (changed, deleted) = (any(), any());
                let day = format!("2027-{:02}-01", random.below(12) + 1);
                let name = format!("changed {}", random.below(1_000_000));
                world.write("x.line", changed, json!({"name": name, "day": day}));
                world.unlink("x.line", deleted);
                create(&world, random.below(1_000));
                thread::sleep(Duration::from_millis(3));
            }
        });
        Changing(ends, Some(thread))
    }
}

impl Drop for Changing {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
        self.1.take().map(thread::JoinHandle::join);
    }
}

/// The ids and names of the server's records.
fn on_server(world: &World) -> BTreeMap<i32, String> {
    let ids = world.search("x.line", json!([]));
    let row = |id: i64| {
        let record = world.read("x.line", id);
        let name = record["name"].as_str().unwrap().to_owned();
        (i32::try_from(id).unwrap(), name)
    };
    ids.into_iter().map(row).collect()
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

/// A folder that ends with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("odoo-arrow-kills-{name}-{}", std::process::id());
        let path = env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
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
