//! Revenue for each country and month as a table, and the PDF of an order.
//!
//! Problem it solves: figures from Odoo without exporting its records: the server groups and adds up, and the program prints.
//!
//! ```text
//! cargo run --example report
//! ```
//!
//! The country is a field of `sale.report`, because Odoo groups by fields of the model alone, not by paths such as `partner_id.country_id`. The in-memory server has no
//! such report; there the program groups orders by customer. On a server with `ODOO_URL` the PDF needs `wkhtmltopdf`.
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::print_stdout,
    clippy::struct_field_names,
    reason = "a program for people: it prints, and its fields are named as in Odoo"
)]

use std::{collections::BTreeMap, fmt::Write as _, io};

use odoo_mock::World;
use odoo_orm::{
    Any, Error,
    group::{DateRange, Group},
    prelude::*,
    rpc::Download,
};
use serde_json::json;

#[derive(Debug, OdooModel)]
#[odoo(model = "sale.order")]
pub struct Order {
    pub id: Id<Order>,
    pub partner_id: Many2one<Any>,
    pub date_order: DateTime<Utc>,
    #[odoo(readonly)]
    pub amount_total: f64,
}

/// One row for each country: its orders by country and month.
#[derive(Debug, OdooModel)]
#[odoo(model = "sale.report")]
pub struct SaleReport {
    pub id: Id<SaleReport>,
    pub country_id: Option<Many2one<Any>>,
    pub date: DateTime<Utc>,
    pub price_total: f64,
}

/// What is added up: a row's name, a month, and an amount.
type Cell = (Option<Many2one<Any>>, Option<String>, f64);

pub async fn by_customer(odoo: &Client) -> Result<Vec<Cell>, Error> {
    let groups = Order::read_group(odoo, Domain::all())
        .group_by((
            Order::PARTNER_ID,
            Order::DATE_ORDER.granularity(Granularity::Month),
        ))
        .aggregate(Order::AMOUNT_TOTAL.sum());
    Ok(groups.await?.into_iter().map(cell).collect())
}

pub async fn by_country(odoo: &Client) -> Result<Vec<Cell>, Error> {
    let groups = SaleReport::read_group(odoo, Domain::all())
        .group_by((
            SaleReport::COUNTRY_ID,
            SaleReport::DATE.granularity(Granularity::Month),
        ))
        .aggregate(SaleReport::PRICE_TOTAL.sum());
    Ok(groups.await?.into_iter().map(cell).collect())
}

/// The key of a group: a link, and a month.
type Key = (Option<Many2one<Any>>, Option<DateRange<DateTime<Utc>>>);

fn cell<M>(group: Group<M, Key, Option<f64>>) -> Cell {
    let (row, month) = group.key;
    let month = month.map(|month| month.label);
    (row, month, group.values.unwrap_or_default())
}

/// A table with a row for each name and a column for each month, in the order of their first appearance.
pub fn table(cells: &[Cell]) -> String {
    let mut months: Vec<&str> = Vec::new();
    let mut rows: BTreeMap<&str, BTreeMap<&str, f64>> = BTreeMap::new();
    for (row, month, amount) in cells {
        let row = row.as_ref().map_or("none", |row| &row.name);
        let month = month.as_deref().unwrap_or("none");
        if !months.contains(&month) {
            months.push(month);
        }
        *rows.entry(row).or_default().entry(month).or_default() += amount;
    }
    let mut text = format!("{:<24}", "");
    for month in &months {
        let _ = write!(text, "{month:>18}");
    }
    for (row, amounts) in rows {
        let _ = write!(text, "\n{row:<24}");
        for month in &months {
            let amount = amounts.get(month).copied().unwrap_or_default();
            let _ = write!(text, "{amount:>18.2}");
        }
    }
    text
}

/// The bytes of an order's PDF.
pub async fn pdf(odoo: &Client, order: Id<Order>) -> Result<Vec<u8>, Error> {
    let report = Download::report("sale.report_saleorder", [order]);
    odoo.download(report).await?.bytes().await
}

/// Some orders, and a report that makes a PDF of each.
pub fn demo(world: &World) {
    for (name, orders) in [
        ("Acme", &[(1, 100.0), (1, 50.0), (2, 25.5)][..]),
        ("Bolts", &[(2, 10.0)]),
    ] {
        let partner = world.create("res.partner", json!({"name": name}));
        for (month, amount) in orders {
            let line = json!({"name": "goods", "price_unit": amount, "product_uom_qty": 1});
            let date = format!("2024-0{month}-15 10:00:00");
            let order =
                json!({"partner_id": partner, "date_order": date, "order_line": [[0, 0, line]]});
            world.create("sale.order", order);
        }
    }
    world.report("sale.report_saleorder", |call| {
        Ok(format!("%PDF-1.4 of {:?}", call.ids()).into_bytes())
    });
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (odoo, memory) = examples::connect().await?;
    let cells = match &memory {
        Some(memory) => {
            demo(&memory.world);
            by_customer(&odoo).await?
        }
        None => by_country(&odoo).await?,
    };
    println!("{}", table(&cells));
    if let Some(order) = Order::search(&odoo, Domain::all()).first().await? {
        let bytes = pdf(&odoo, order).await?;
        if !bytes.starts_with(b"%PDF") {
            return Err(io::Error::other("the report is not a PDF").into());
        }
        println!("\nthe PDF of {order:?} has {} bytes", bytes.len());
    }
    Ok(())
}
