//! CPU time and peak memory of an export: `cargo bench --bench export -- RECORDS [FILE]`.
//!
//! The responses of six fields come from memory, without HTTP and compression, so that only this crate and the reading of JSON are measured. Pages of the
//! transport are made in a pass before and subtracted. Linux only.
#![allow(
    missing_docs,
    clippy::struct_field_names,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a program that measures, for people"
)]

use std::{env, fmt::Write as _, fs, time::Instant};

use odoo_arrow::{Export, Table};
use odoo_orm::{
    Call, Client, Domain, Error, Id,
    prelude::*,
    rpc::{BoxFuture, CallState, Response, Transport},
};

#[derive(OdooModel)]
#[odoo(model = "sale.order")]
#[expect(dead_code, reason = "its fields are columns")]
struct Order {
    id: Id<Order>,
    name: String,
    partner_id: Option<Id<Order>>,
    amount_total: f64,
    date_order: Option<DateTime<Utc>>,
    state: Option<State>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum State {
    Draft,
    Sale,
}

/// Has so many orders.
struct Orders(i64);

impl Transport for Orders {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        let text = match call.method() {
            Some("fields_get") => FIELDS.to_owned(),
            Some("search_read") => {
                let request = String::from_utf8(call.to_call_kw(1)).unwrap();
                let number = |before: &str| -> Option<i64> {
                    let rest = request.split(before).nth(1)?;
                    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                    digits.parse().ok()
                };
                let after = number(r#"["id",">","#).unwrap_or(0);
                let last = number(r#""limit":"#).map_or(self.0, |limit| after + limit);
                if request.contains("write_date") {
                    r#"[{"id": 1, "write_date": "2026-11-30 08:00:00"}]"#.to_owned()
                } else {
                    page(after, last.min(self.0))
                }
            }
            Some("search_count") => self.0.to_string(),
            // The ids that are left behind the last page.
            Some("search") => "[]".to_owned(),
            _ => VERSION.to_owned(),
        };
        Box::pin(async move { Ok(Response::bare(text.into_bytes(), &call, &state)) })
    }
}

const VERSION: &str =
    r#"{"server_version": "19.0", "server_version_info": [19, 0, 0, "final", 0, ""]}"#;

const FIELDS: &str = r#"{"id": {"type": "integer"}, "name": {"type": "char"}, "partner_id": {"type": "many2one"},
    "amount_total": {"type": "monetary"}, "date_order": {"type": "datetime"}, "write_date": {"type": "datetime"},
    "state": {"type": "selection", "selection": [["draft", "Quotation"], ["sale", "Sales Order"]]}}"#;

fn page(after: i64, last: i64) -> String {
    let mut text = String::with_capacity(300_000);
    text.push('[');
    for id in after + 1..=last {
        let separator = if id > after + 1 { ", " } else { "" };
        let state = if id % 3 == 0 { "draft" } else { "sale" };
        write!(
            text,
            r#"{separator}{{"id": {id}, "name": "S{id:07}", "partner_id": {}, "amount_total": {}.{:02}, "date_order": "2026-{:02}-{:02} 10:00:{:02}", "state": "{state}"}}"#,
            id % 5_000 + 1,
            id % 9_973,
            id % 100,
            id % 12 + 1,
            id % 28 + 1,
            id % 60
        )
        .unwrap();
    }
    text.push(']');
    text
}

fn main() {
    let mut arguments = env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'));
    let records: i64 = arguments
        .next()
        .map_or(200_000, |text| text.parse().unwrap());
    let file = arguments.next().map_or_else(
        || env::temp_dir().join("odoo-arrow-bench.parquet"),
        Into::into,
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let before = cpu();
    let mut at = 0;
    while at < records {
        std::hint::black_box(page(at, (at + 2_000).min(records)));
        at += 2_000;
    }
    let pages = cpu() - before;
    let odoo = Client::new(Orders(records));
    let (before, began) = (cpu(), Instant::now());
    let exported = runtime.block_on(async {
        let table = Table::of::<Order>(&odoo, Domain::all()).await.unwrap();
        Export::new(table, &file).run().await.unwrap()
    });
    let used = cpu() - before - pages;
    assert_eq!(exported.records, records.unsigned_abs());
    println!(
        "{records} records: {:.2} us of CPU per record, {:.2} s, peak {} KiB, file {} bytes",
        used * 1e6 / records as f64,
        began.elapsed().as_secs_f64(),
        peak(),
        exported.bytes
    );
    fs::remove_file(file).unwrap();
}

/// The CPU time of the process, in seconds.
fn cpu() -> f64 {
    let text = fs::read_to_string("/proc/self/schedstat").unwrap();
    let nanoseconds: f64 = text.split(' ').next().unwrap().parse().unwrap();
    nanoseconds / 1e9
}

/// The peak of the resident memory, in KiB.
fn peak() -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
