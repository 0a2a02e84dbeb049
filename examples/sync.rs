//! A copy of partners and orders with their lines in `SQLite`, which follows Odoo.
//!
//! Problem it solves: reports and searches need Odoo's records in a database of their own, up to date, without reading everything again.
//! Each page of changes is stored together with the cursor in one transaction. So the program may be killed at any moment, and the next run continues
//! where the last transaction ended. Records that were deleted in Odoo are found by their ids.
//!
//! ```text
//! cargo run --example sync
//! ```
//!
//! `SYNC_FILE` is the `SQLite` file, by default `odoo-sync.sqlite` in the folder for temporary files. Run it again to see that only changes are read.
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::print_stdout,
    clippy::struct_field_names,
    reason = "a program for people: it prints, and its fields are named as in Odoo"
)]

use std::env;

use odoo_orm::{Model, Record, prelude::*, sync::Cursor};
use rusqlite::{Connection, OptionalExtension as _, Params};

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    pub id: Id<Partner>,
    pub name: String,
    pub email: Option<String>,
    pub active: bool,
}

#[derive(Debug, OdooModel)]
#[odoo(model = "sale.order")]
pub struct Order {
    pub id: Id<Order>,
    pub name: String,
    pub partner_id: Id<Partner>,
    pub date_order: DateTime<Utc>,
    pub amount_total: f64,
}

#[derive(Debug, OdooModel)]
#[odoo(model = "sale.order.line")]
pub struct Line {
    pub id: Id<Line>,
    pub order_id: Id<Order>,
    pub name: String,
    pub product_uom_qty: f64,
    pub price_unit: f64,
}

/// A model with a table. The first column of the table is `id`.
pub trait Stored: Model + Record<Model = Self> {
    const TABLE: &str;
    const COLUMNS: &str;
    fn row(&self) -> impl Params;
}

impl Stored for Partner {
    const TABLE: &str = "partner";
    const COLUMNS: &str = "id INTEGER PRIMARY KEY, name TEXT, email TEXT, active INTEGER";
    fn row(&self) -> impl Params {
        (self.id.get(), &self.name, &self.email, self.active)
    }
}

impl Stored for Order {
    const TABLE: &str = "sale_order";
    const COLUMNS: &str =
        "id INTEGER PRIMARY KEY, name TEXT, partner_id INTEGER, date_order TEXT, amount_total REAL";
    fn row(&self) -> impl Params {
        let date = self.date_order.to_rfc3339();
        (
            self.id.get(),
            &self.name,
            self.partner_id.get(),
            date,
            self.amount_total,
        )
    }
}

impl Stored for Line {
    const TABLE: &str = "sale_order_line";
    const COLUMNS: &str =
        "id INTEGER PRIMARY KEY, order_id INTEGER, name TEXT, quantity REAL, price REAL";
    fn row(&self) -> impl Params {
        let (quantity, price) = (self.product_uom_qty, self.price_unit);
        (
            self.id.get(),
            self.order_id.get(),
            &self.name,
            quantity,
            price,
        )
    }
}

/// What a run did with a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Synced {
    pub changed: usize,
    pub deleted: usize,
}

/// Opens the file, and creates the tables in a new one.
pub fn open(path: &str) -> rusqlite::Result<Connection> {
    let file = Connection::open(path)?;
    file.execute_batch(&format!(
        "CREATE TABLE IF NOT EXISTS cursor (name TEXT PRIMARY KEY, position TEXT);
         CREATE TABLE IF NOT EXISTS {} ({});
         CREATE TABLE IF NOT EXISTS {} ({});
         CREATE TABLE IF NOT EXISTS {} ({});",
        Partner::TABLE,
        Partner::COLUMNS,
        Order::TABLE,
        Order::COLUMNS,
        Line::TABLE,
        Line::COLUMNS,
    ))?;
    Ok(file)
}

/// Brings one table up to date.
pub async fn sync<M: Stored>(
    odoo: &Client,
    file: &mut Connection,
) -> Result<Synced, Box<dyn std::error::Error>> {
    let stored: Option<String> = file
        .query_row(
            "SELECT position FROM cursor WHERE name = ?1",
            [M::TABLE],
            |row| row.get(0),
        )
        .optional()?;
    let cursor = stored.map_or(Ok(Cursor::default()), |text| text.parse())?;
    let places = vec!["?"; M::COLUMNS.split(',').count()].join(", ");
    let upsert = format!("INSERT OR REPLACE INTO {} VALUES ({places})", M::TABLE);

    let mut count = 0;
    let mut changes = M::changes_since(odoo, cursor);
    while let Some(page) = changes.next_page().await {
        let page = page?;
        // Rows and cursor are stored together, or not at all.
        let transaction = file.transaction()?;
        for record in &page {
            transaction.prepare_cached(&upsert)?.execute(record.row())?;
        }
        store::<M>(&transaction, &changes.cursor())?;
        transaction.commit()?;
        count += page.len();
    }
    // The end of a run moves the cursor as well.
    store::<M>(file, &changes.cursor())?;

    // Odoo keeps no trace of what was deleted.
    let known = ids::<M>(file)?;
    let deleted = M::find_deleted(odoo, known).await?;
    let transaction = file.transaction()?;
    for id in &deleted {
        transaction.execute(
            &format!("DELETE FROM {} WHERE id = ?1", M::TABLE),
            [id.get()],
        )?;
    }
    transaction.commit()?;
    Ok(Synced {
        changed: count,
        deleted: deleted.len(),
    })
}

fn store<M: Stored>(file: &Connection, cursor: &Cursor) -> rusqlite::Result<usize> {
    file.execute(
        "INSERT OR REPLACE INTO cursor VALUES (?1, ?2)",
        [M::TABLE, &cursor.to_string()],
    )
}

fn ids<M: Stored>(file: &Connection) -> Result<Vec<Id<M>>, Box<dyn std::error::Error>> {
    let mut select = file.prepare(&format!("SELECT id FROM {}", M::TABLE))?;
    let ids = select.query_map([], |row| row.get::<_, i64>(0))?;
    ids.map(|id| Ok(Id::try_from(id?)?)).collect()
}

/// Brings all tables up to date, each model after the models that it refers to.
pub async fn sync_all(
    odoo: &Client,
    file: &mut Connection,
) -> Result<[Synced; 3], Box<dyn std::error::Error>> {
    Ok([
        sync::<Partner>(odoo, file).await?,
        sync::<Order>(odoo, file).await?,
        sync::<Line>(odoo, file).await?,
    ])
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (odoo, _server) = examples::connect().await?;
    let path = env::var("SYNC_FILE").unwrap_or_else(|_| {
        env::temp_dir()
            .join("odoo-sync.sqlite")
            .display()
            .to_string()
    });
    let mut file = open(&path)?;
    let names = [Partner::TABLE, Order::TABLE, Line::TABLE];
    for (name, synced) in names.iter().zip(sync_all(&odoo, &mut file).await?) {
        println!(
            "{name}: {} changed, {} deleted",
            synced.changed, synced.deleted
        );
    }
    println!("the copy is {path}");
    Ok(())
}
