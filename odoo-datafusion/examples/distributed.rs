//! Exports a partitioned data set, and queries it with several workers: `cargo run --example distributed`.
//!
//! The orders come from an in-memory Odoo. The workers listen on 127.0.0.1. On several machines, each worker needs the folder, for example from object storage.
#![allow(
    missing_docs,
    clippy::print_stdout,
    reason = "a program for people, which prints"
)]

use std::{error::Error, io, net::SocketAddr};

use async_trait::async_trait;
use datafusion::{
    common::DataFusionError,
    execution::SessionStateBuilder,
    prelude::{ParquetReadOptions, SessionContext},
};
use datafusion_distributed::{
    DistributedExt as _, SessionStateBuilderExt as _, Worker, WorkerResolver, display_plan_ascii,
};
use odoo_arrow::{Export, Partition, Table};
use odoo_mock::World;
use odoo_orm::prelude::*;
use serde_json::json;
use tokio::net::TcpListener;
use tonic::transport::server::{Server, TcpIncoming};
use url::Url;

const WORKERS: usize = 3;

#[derive(OdooModel)]
#[odoo(model = "x.order")]
#[expect(dead_code, reason = "its fields are columns")]
struct Order {
    id: Id<Order>,
    state: String,
    amount: f64,
    day: Option<NaiveDate>,
}

/// The addresses of the workers.
#[derive(Clone)]
struct Workers(Vec<Url>);

#[async_trait]
impl WorkerResolver for Workers {
    fn get_urls(&self) -> Result<Vec<Url>, DataFusionError> {
        Ok(self.0.clone())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("odoo-orders-{}", std::process::id()));
    let result = run(folder.to_str().ok_or("the folder's name is not UTF-8")?).await;
    std::fs::remove_dir_all(&folder)?;
    result
}

async fn run(folder: &str) -> Result<(), Box<dyn Error>> {
    let world = World::new().model::<Order>();
    for number in 0..600 {
        let state = if number % 3 == 0 { "draft" } else { "sale" };
        let day = format!("2026-{:02}-01", number % 12 + 1);
        let values = json!({"state": state, "amount": number, "day": day});
        world.create("x.order", values);
    }
    let table = Table::of::<Order>(&world.client(), Domain::all()).await?;
    let exported = Export::new(table, folder)
        .partition(Partition::Month("day".into()))
        .run()
        .await?;
    println!("{} orders in {} files", exported.records, exported.files);

    let mut urls = Vec::new();
    for _ in 0..WORKERS {
        urls.push(start_worker().await?);
    }
    let state = SessionStateBuilder::new()
        .with_default_features()
        .with_distributed_worker_resolver(Workers(urls))
        .with_distributed_planner()
        // These files are tiny. By default, one worker would read them all.
        .with_distributed_file_scan_config_bytes_per_partition(1)?
        .build();
    let sql = SessionContext::from(state);
    sql.register_parquet("orders", folder, ParquetReadOptions::default())
        .await?;
    let query = "SELECT state, count(*) AS orders, sum(amount) AS total FROM orders GROUP BY state ORDER BY state";
    let plan = sql.sql(query).await?.create_physical_plan().await?;
    let plan = display_plan_ascii(plan.as_ref(), false);
    println!("{plan}");
    if !plan.contains("Stage 1") {
        return Err("the query was not distributed".into());
    }
    sql.sql(query).await?.show().await?;
    Ok(())
}

/// Starts a worker on a free port.
async fn start_worker() -> io::Result<Url> {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let address = listener.local_addr()?;
    let worker = Server::builder().add_service(Worker::default().into_worker_server());
    tokio::spawn(worker.serve_with_incoming(TcpIncoming::from(listener)));
    Url::parse(&format!("http://{address}")).map_err(io::Error::other)
}
