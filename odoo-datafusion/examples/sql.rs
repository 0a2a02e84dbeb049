//! Runs SQL over an in-memory Odoo, and shows what is sent: `cargo run --example sql`.
#![allow(
    missing_docs,
    clippy::print_stdout,
    reason = "a program for people, which prints"
)]

use std::error::Error;

use odoo_datafusion::{Catalog, session};
use odoo_mock::World;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let world = World::new();
    let belgium = world.id("base.be");
    for (name, color) in [
        ("Azure Interior", 3),
        ("Deco Addict", 0),
        ("Gemini Furniture", 3),
    ] {
        let values =
            json!({"name": name, "color": color, "is_company": true, "country_id": belgium});
        world.create("res.partner", values);
    }
    let sql = session(Catalog::new(&world.client()).await?)?;
    for statement in [
        "SELECT id, name FROM res_partner WHERE color = 3 AND is_company LIMIT 10",
        "EXPLAIN SELECT id, name FROM res_partner WHERE color = 3 AND is_company LIMIT 10",
        "SELECT c.name, count(*) FROM res_partner p JOIN res_country c ON c.id = p.country_id GROUP BY c.name",
        "EXPLAIN SELECT color, count(*), max(create_date) FROM res_partner GROUP BY color",
    ] {
        println!("{statement}");
        sql.sql(statement).await?.show().await?;
    }
    Ok(())
}
