//! What tests with killed processes share: a server whose records change, child processes, random times.
#![allow(dead_code, reason = "each test program uses a part")]

use std::{
    collections::BTreeMap,
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

use odoo_arrow::Table;
use odoo_mock::World;
use odoo_orm::{Credentials, prelude::*};
use serde_json::json;

#[derive(OdooModel)]
#[odoo(model = "x.line")]
#[expect(dead_code, reason = "its fields are columns")]
pub(crate) struct Line {
    id: Id<Line>,
    name: Option<String>,
    day: Option<NaiveDate>,
}

pub(crate) const LINES: usize = 300;

/// How many processes each test kills.
pub(crate) const KILLS: usize = 50;

/// What a child does, and the URL and the path that it does it with.
pub(crate) const TASK: &str = "ODOO_ARROW_KILLS_TASK";
pub(crate) const URL: &str = "ODOO_ARROW_KILLS_URL";
pub(crate) const FOLDER: &str = "ODOO_ARROW_KILLS_PATH";

/// The client of a child.
pub(crate) fn client() -> Client {
    let login = Credentials::password("admin", "admin");
    Client::builder(env::var(URL).unwrap())
        .unwrap()
        .database(World::version(17).database())
        .login(login)
        .build()
        .unwrap()
}

pub(crate) async fn table(odoo: &Client) -> Table {
    let table = Table::of::<Line>(odoo, Domain::all()).await.unwrap();
    table.page_size(20)
}

pub(crate) fn spawn(task: &str, url: &str, path: &Path) -> Child {
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
pub(crate) fn kill(task: &str, url: &str, path: &Path, after: Duration) -> bool {
    let mut child = spawn(task, url, path);
    thread::sleep(after);
    let was_running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    was_running
}

/// The time that a child takes to complete.
pub(crate) fn complete(task: &str, url: &str, path: &Path) -> Duration {
    let began = Instant::now();
    let status = spawn(task, url, path).wait().unwrap();
    assert!(status.success(), "{status}");
    began.elapsed()
}

/// Random numbers, the same in each run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    pub(crate) fn time(&mut self, most: Duration) -> Duration {
        let most = u64::try_from(most.as_micros()).unwrap().max(1);
        Duration::from_micros(self.below(most))
    }
}

pub(crate) fn create(world: &World, number: u64) {
    let day = format!("2026-{:02}-01", number % 12 + 1);
    world.create(
        "x.line",
        json!({"name": format!("line {number}"), "day": day}),
    );
}

pub(crate) fn world() -> World {
    let world = World::version(17).model::<Line>();
    (0..LINES as u64).for_each(|number| create(&world, number));
    world
}

/// Creates, changes and deletes records in a thread, until it is dropped.
pub(crate) struct Changing(Arc<AtomicBool>, Option<thread::JoinHandle<()>>);

impl Changing {
    pub(crate) fn begin(world: &World, seed: u64) -> Self {
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
pub(crate) fn on_server(world: &World) -> BTreeMap<i32, String> {
    let ids = world.search("x.line", json!([]));
    let row = |id: i64| {
        let record = world.read("x.line", id);
        let name = record["name"].as_str().unwrap().to_owned();
        (i32::try_from(id).unwrap(), name)
    };
    ids.into_iter().map(row).collect()
}

/// A folder that ends with the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
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
