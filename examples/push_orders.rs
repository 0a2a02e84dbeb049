//! Pushes 2,000 orders of a CSV file into Odoo, as often as one likes, and reports what Odoo refused.
//!
//! Problem it solves: an import that breaks off, or has bad rows, is run again and again. Each order has an external id of its own (`shop.order_NUMBER`), so a second run
//! updates what the first one made. One bad row keeps no other one out: each has a result of its own.
//!
//! ```text
//! cargo run --example push_orders                # demo orders, some of them bad
//! cargo run --example push_orders -- orders.csv  # number,customer id,reference
//! ```
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people: it prints, and its fields are named as in Odoo"
)]

use std::{env, fmt::Write as _, fs, process::ExitCode};

use odoo_orm::{Any, Error, bulk::Upserted, prelude::*};

#[derive(Debug, OdooModel)]
#[odoo(model = "sale.order")]
pub struct Order {
    pub id: Id<Order>,
    pub partner_id: Many2one<Any>,
    pub client_order_ref: Option<String>,
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub number: String,
    pub customer: Id<Any>,
    pub reference: String,
}

/// The valid rows, and what is wrong with the others.
pub fn parse(csv: &str) -> (Vec<Row>, Vec<String>) {
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    for (at, line) in csv.lines().enumerate().skip(1) {
        let mut cells = line.split(',').map(str::trim);
        let (number, customer, reference) = (cells.next(), cells.next(), cells.next());
        match (number, customer.map(str::parse), reference) {
            (Some(number), Some(Ok(customer)), Some(reference)) if is_key(number) => {
                rows.push(Row {
                    number: number.to_owned(),
                    customer,
                    reference: reference.to_owned(),
                });
            }
            (_, Some(Err(error)), _) => bad.push(format!("line {}: {error}", at + 1)),
            _ => bad.push(format!(
                "line {}: expected number,customer id,reference",
                at + 1
            )),
        }
    }
    (rows, bad)
}

/// Whether it can be a part of an external id.
fn is_key(number: &str) -> bool {
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// How many orders were created and updated, and which were refused.
#[derive(Debug, Default, PartialEq)]
pub struct Report {
    pub created: usize,
    pub updated: usize,
    pub refused: Vec<String>,
}

pub async fn push(
    odoo: &Client,
    rows: &[Row],
    progress: impl FnMut(usize, usize) + Send + 'static,
) -> Result<Report, Error> {
    let records = rows.iter().map(|row| {
        let values = Values::new()
            .set(Order::PARTNER_ID, row.customer)
            .set(Order::CLIENT_ORDER_REF, &row.reference);
        (format!("shop.order_{}", row.number), values)
    });
    let fates = Order::upsert_many(odoo, records)
        .progress(progress)
        .each()
        .await?;
    let mut report = Report::default();
    for (row, fate) in rows.iter().zip(fates) {
        match fate {
            Ok(Upserted::Created(_)) => report.created += 1,
            Ok(Upserted::Updated(_)) => report.updated += 1,
            Err(error) => report
                .refused
                .push(format!("order {}: {error}", row.number)),
        }
    }
    Ok(report)
}

/// 2,000 orders of a customer, three of which are of one that there is not.
pub fn demo(customer: i64) -> String {
    let mut csv = "number,customer,reference".to_owned();
    for number in 1..=2_000 {
        let customer = if [7, 500, 1_999].contains(&number) {
            999_999
        } else {
            customer
        };
        let _ = write!(csv, "\n{number},{customer},web {number}");
    }
    csv
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let (odoo, memory) = examples::connect().await?;
    let csv = match (env::args().nth(1), &memory) {
        (Some(path), _) => fs::read_to_string(path)?,
        (None, Some(_)) => demo(1),
        (None, None) => return Err("name a CSV file to push to a real server".into()),
    };
    let (rows, bad) = parse(&csv);
    let report = push(&odoo, &rows, |known, all| {
        let done = 40 * known / all.max(1);
        eprint!("\r[{:<40}] {known} of {all}", "#".repeat(done));
    });
    let report = report.await?;
    eprintln!();
    println!("{} created, {} updated", report.created, report.updated);
    let mistakes: Vec<&String> = bad.iter().chain(&report.refused).collect();
    for mistake in &mistakes {
        println!("{mistake}");
    }
    // The demo has bad rows on purpose.
    let is_well = mistakes.is_empty() || memory.is_some();
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
