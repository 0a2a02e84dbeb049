//! Helpers for tests of files.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use arrow_array::{RecordBatch, cast::AsArray as _, types::Int32Type};
use odoo_mock::World;
use odoo_orm::prelude::*;
use serde_json::json;

use crate::parquet_file;

#[derive(OdooModel)]
#[odoo(model = "x.line")]
#[expect(dead_code, reason = "its fields are columns")]
pub(crate) struct Line {
    id: Id<Line>,
    name: Option<String>,
    number: i64,
}

/// A temporary folder, which is deleted at the end of the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("odoo-arrow-{}-{number}", std::process::id());
        // In memory where there is such a folder: these tests wait for the disk thousands of times.
        let memory = PathBuf::from("/dev/shm");
        let place = if memory.is_dir() {
            memory
        } else {
            std::env::temp_dir()
        };
        let path = place.join(name);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("lines.parquet")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn world(version: u16, lines: usize) -> World {
    let world = World::version(version).model::<Line>();
    for number in 0..lines {
        world.create(
            "x.line",
            json!({"name": format!("line {number}"), "number": number}),
        );
    }
    world
}

/// The ids and names in a file.
pub(crate) fn rows(file: &Path) -> Vec<(i32, String)> {
    let batches = parquet_file::read(file, None).unwrap();
    batches.flat_map(|batch| pairs(&batch.unwrap())).collect()
}

/// The ids and names in a batch.
pub(crate) fn pairs(batch: &RecordBatch) -> Vec<(i32, String)> {
    let ids = batch.column(0).as_primitive::<Int32Type>().values();
    let names = batch.column(1).as_string::<i32>().iter();
    let names = names.map(|name| name.unwrap_or_default().to_owned());
    ids.iter().copied().zip(names).collect()
}

pub(crate) fn all(world: &World) -> Vec<(i32, String)> {
    let ids = world.search("x.line", json!([]));
    let name = |id: i64| {
        world.read("x.line", id)["name"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    ids.into_iter()
        .map(|id| (i32::try_from(id).unwrap(), name(id)))
        .collect()
}

/// Polls once, and lets other tasks run.
pub(crate) async fn poll_once<F: Future + Unpin>(work: &mut F) -> bool {
    let is_done = std::future::poll_fn(|task| {
        std::task::Poll::Ready(std::pin::Pin::new(&mut *work).poll(task).is_ready())
    });
    let is_done = is_done.await;
    tokio::task::yield_now().await;
    is_done
}
