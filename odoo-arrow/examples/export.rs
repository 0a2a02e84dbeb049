//! Exports a model to a Parquet file:
//!
//! ```text
//! ODOO_URL=… ODOO_DB=… ODOO_LOGIN=… ODOO_PASSWORD=… cargo run --example export -- res.partner partners.parquet [FIELD ...]
//! ```
//!
//! Without fields it exports all stored fields but binary ones. Without `ODOO_URL` it exports from an in-memory server.
#![allow(
    missing_docs,
    clippy::print_stdout,
    reason = "a program for people, which prints"
)]

use std::{env, error::Error};

use odoo_arrow::{Export, Table};
use odoo_mock::World;
use odoo_orm::{Credentials, prelude::*};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [model, file, fields @ ..] = &arguments[..] else {
        return Err("usage: export MODEL FILE [FIELD ...]".into());
    };
    let odoo = match env::var("ODOO_URL") {
        Ok(url) => {
            let login = Credentials::password(env::var("ODOO_LOGIN")?, env::var("ODOO_PASSWORD")?);
            let builder = Client::builder(&url)?;
            builder
                .database(env::var("ODOO_DB")?)
                .login(login)
                .build()?
        }
        Err(_) => World::new().client(),
    };
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let table = Table::named(&odoo, model, &fields, serde_json::json!([])).await?;
    let exported = Export::new(table.concurrency(2), file)
        .on_progress(|progress| println!("{} of {} records", progress.records, progress.total))
        .run()
        .await?;
    println!(
        "{} records, {} bytes in {file}",
        exported.records, exported.bytes
    );
    Ok(())
}
