//! A write to Odoo that happens exactly once, although the service may be killed at any moment.
//!
//! Problem it solves: a service commits an order to its own database and must then create it in Odoo. If it is killed in between, or the response is lost, it
//! does not know whether Odoo has the order. Here the job is stored in the service's own transaction (the outbox), and the worker writes it with `upsert` under the
//! job's own external id. A job that is done twice is one record; a job that was not marked as done is done again.
//!
//! ```text
//! cargo run --example outbox
//! ```
//!
//! The outbox is a file with a line for each event, which stands for a table of the service's database.
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::print_stdout,
    reason = "a program for people: it prints, and its fields are named as in Odoo"
)]

use std::{
    collections::BTreeMap,
    env,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use odoo_orm::{Error, prelude::*, rpc::ErrorKind};

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    pub id: Id<Partner>,
    pub name: String,
}

/// The jobs of a service. Each line is an event: `job KEY NAME`, `done KEY` or `failed KEY`.
#[derive(Debug)]
pub struct Outbox {
    path: PathBuf,
}

impl Outbox {
    pub fn at(path: impl AsRef<Path>) -> Self {
        Outbox {
            path: path.as_ref().to_owned(),
        }
    }

    /// Stores a job: a part of the service's own transaction.
    pub fn add(&self, key: &str, name: &str) -> io::Result<()> {
        self.append(&format!("job {key} {name}"))
    }

    fn append(&self, event: &str) -> io::Result<()> {
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.path)?;
        file.write_all(format!("{event}\n").as_bytes())?;
        file.sync_data()
    }

    /// The jobs that are not done, in their order of keys.
    pub fn pending(&self) -> io::Result<BTreeMap<String, String>> {
        let events = match fs::read_to_string(&self.path) {
            Ok(events) => events,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let mut jobs = BTreeMap::new();
        for event in events.lines() {
            match *event.splitn(3, ' ').collect::<Vec<_>>() {
                ["job", key, name] => drop(jobs.insert(key.to_owned(), name.to_owned())),
                ["done" | "failed", key] => drop(jobs.remove(key)),
                _ => return Err(io::Error::other("a line of the outbox is not an event")),
            }
        }
        Ok(jobs)
    }
}

/// Does what is pending, until nothing is, or Odoo is away.
pub async fn work(odoo: &Client, outbox: &Outbox) -> Result<(), Box<dyn std::error::Error>> {
    for (key, name) in outbox.pending()? {
        match send(odoo, &key, &name).await {
            Ok(()) => outbox.append(&format!("done {key}"))?,
            // Odoo will never take it: somebody must look.
            Err(error) if error.kind() == ErrorKind::Invalid => {
                outbox.append(&format!("failed {key}"))?;
            }
            // Done later, whatever became of it: a second time it is the same record.
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

async fn send(odoo: &Client, key: &str, name: &str) -> Result<(), Error> {
    let values = Values::new().set(Partner::NAME, name);
    let external_id = format!("svc.job_{key}");
    Partner::upsert(odoo, &external_id, values).await.map(drop)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (odoo, _server) = examples::connect().await?;
    let path = env::temp_dir().join(format!("odoo-outbox-{}", std::process::id()));
    let outbox = Outbox::at(&path);
    for number in 1..=5 {
        outbox.add(&format!("{number:04}"), &format!("Outbox {number}"))?;
    }
    work(&odoo, &outbox).await?;
    println!("{} jobs are left", outbox.pending()?.len());
    fs::remove_file(path)?;
    Ok(())
}
