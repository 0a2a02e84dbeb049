//! The workloads.

use std::{
    fmt::Write as _,
    hint::black_box,
    pin::pin,
    task::{Context, Poll, Waker},
};

use odoo_bench_harness::FIELDS;
use odoo_benches::{
    partner::{Brief, Country, Located, Partner},
    records,
};
use odoo_orm::{Call, Client, prelude::*, rpc::BoxFuture};
use serde_json::{Value, json};

use crate::transport::{client, client_in_pieces, client_in_xml_pieces};

/// A workload.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    name: &'static str,
    /// Prepares it and returns the counted function.
    prepare: fn() -> Counted,
}

type Counted = Box<dyn FnOnce() -> Result<(), String>>;

/// The number of decoded rows.
const ROWS: i64 = 1_000;
/// The number of small operations.
const TIMES: usize = 100;

impl Work {
    pub(crate) const ALL: [Work; 20] = [
        Work {
            name: "decode/6-fields",
            prepare: || decode::<Brief>(19, rows(6)),
        },
        Work {
            name: "decode/20-fields",
            prepare: || decode::<Partner>(19, rows(20)),
        },
        Work {
            name: "decode/6-fields-of-14",
            prepare: || decode::<Brief>(14, escaped(&rows(6))),
        },
        Work {
            name: "decode/6-fields-in-pieces",
            prepare: || decode_with::<Brief>(client_in_pieces(19, rows(6), 4_096)),
        },
        // The goal is three times the same in JSON, which the workload above counts.
        Work {
            name: "decode/6-fields-in-xml-pieces",
            prepare: || decode_with::<Brief>(client_in_xml_pieces(19, in_xml(&rows(6)), 4_096)),
        },
        Work {
            name: "decode/6-fields-in-tiny-pieces",
            prepare: || decode_with::<Brief>(client_in_pieces(19, spaced(&rows(6)), 7)),
        },
        Work {
            name: "decode/6-fields-in-another-order",
            prepare: || decode::<Brief>(19, in_another_order(6)),
        },
        Work {
            name: "decode/nested",
            prepare: || decode::<Located>(19, nested()),
        },
        Work {
            name: "decode/one-record",
            prepare: one_record,
        },
        Work {
            name: "domain/17",
            prepare: || searches(17),
        },
        Work {
            name: "domain/14",
            prepare: || searches(14),
        },
        Work {
            name: "domain/and-of-1000",
            prepare: || row(1_000, |all, condition| all & condition),
        },
        Work {
            name: "domain/and-of-4000",
            prepare: || row(4_000, |all, condition| all & condition),
        },
        Work {
            name: "domain/or-of-1000",
            prepare: || row(1_000, |all, condition| all | condition),
        },
        Work {
            name: "domain/or-of-4000",
            prepare: || row(4_000, |all, condition| all | condition),
        },
        Work {
            name: "domain/operators-first-1000",
            prepare: || operators_first(1_000),
        },
        Work {
            name: "domain/operators-first-4000",
            prepare: || operators_first(4_000),
        },
        Work {
            name: "request/arguments",
            prepare: arguments,
        },
        Work {
            name: "request/create",
            prepare: create,
        },
        Work {
            name: "request/write",
            prepare: write,
        },
    ];

    /// Returns the workload of this name.
    pub(crate) fn of(name: &str) -> Result<Self, String> {
        let work = Work::ALL.into_iter().find(|work| work.name == name);
        work.ok_or_else(|| format!("unknown workload `{name}`"))
    }

    pub(crate) fn name(self) -> &'static str {
        self.name
    }

    pub(crate) fn run(self) -> Result<(), String> {
        measured((self.prepare)())
    }
}

/// The counted function, recognised by its name.
#[inline(never)]
fn measured(work: Counted) -> Result<(), String> {
    work()
}

/// Polls a future that is always ready: nothing here leaves the process.
fn done<T>(future: BoxFuture<'_, Result<T, odoo_orm::Error>>) -> Result<T, String> {
    let mut future = pin!(future);
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(done) => done.map_err(|error| error.to_string()),
        Poll::Pending => Err("work in process had to wait".to_owned()),
    }
}

fn fields(count: usize) -> Vec<String> {
    FIELDS
        .iter()
        .take(count)
        .map(|field| (*field).to_owned())
        .collect()
}

fn rows(count: usize) -> String {
    records::rows(1..=ROWS, &fields(count))
}

fn in_another_order(count: usize) -> String {
    let mut fields = fields(count);
    fields.reverse();
    records::rows(1..=ROWS, &fields)
}

/// Non-ASCII characters as Odoo 14 to 18 write them.
fn escaped(text: &str) -> String {
    let mut units = [0; 2];
    text.chars().fold(String::new(), |mut out, character| {
        if character.is_ascii() {
            out.push(character);
        } else {
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
        out
    })
}

/// A response in XML, as Python's `xmlrpc.client` writes it.
fn in_xml(json: &str) -> String {
    let mut out = String::from("<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n");
    write_xml(&mut out, &serde_json::from_str(json).unwrap_or_default());
    out + "</param>\n</params>\n</methodResponse>\n"
}

fn write_xml(out: &mut String, value: &Value) {
    out.push_str("<value>");
    let escaped = |text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        text.replace('>', "&gt;")
    };
    match value {
        Value::Null => out.push_str("<nil/>"),
        Value::Bool(value) => {
            let _ = write!(out, "<boolean>{}</boolean>", i32::from(*value));
        }
        Value::Number(number) => {
            let _ = write!(out, "<int>{number}</int>");
        }
        Value::String(text) => {
            let _ = write!(out, "<string>{}</string>", escaped(text));
        }
        Value::Array(items) => {
            out.push_str("<array><data>\n");
            for item in items {
                write_xml(out, item);
            }
            out.push_str("</data></array>");
        }
        Value::Object(members) => {
            out.push_str("<struct>\n");
            // Odoo writes `id` first, then the fields in the requested order.
            for name in FIELDS.iter().filter(|name| members.contains_key(**name)) {
                let _ = write!(out, "<member>\n<name>{name}</name>\n");
                write_xml(out, members.get(*name).unwrap_or(&Value::Null));
                out.push_str("</member>\n");
            }
            out.push_str("</struct>");
        }
    }
    out.push_str("</value>\n");
}

/// Rows in the format of `web_search_read`.
fn nested() -> String {
    let rows: Vec<String> = (1..=ROWS)
        .map(|id| format!(r#"{{"id": {id}, "country_id": {{"id": 20, "name": "Belgium"}}}}"#))
        .collect();
    format!(r#"{{"length": {ROWS}, "records": [{}]}}"#, rows.join(", "))
}

/// Rows in the format of a search with a count, after much white space.
fn spaced(rows: &str) -> String {
    format!(
        r#"{{"length": {ROWS}, {}"records": {rows}}}"#,
        " ".repeat(100_000)
    )
}

fn decode<R: odoo_orm::Record<Model = Partner>>(version: u16, answer: String) -> Counted {
    decode_with::<R>(client(version, [answer]))
}

fn decode_with<R: odoo_orm::Record<Model = Partner>>(odoo: Client) -> Counted {
    Box::new(move || {
        let found = done(
            Partner::search_read(&odoo, Domain::all())
                .select::<R>()
                .into_future(),
        )?;
        let count = i64::try_from(black_box(found).len()).unwrap_or_default();
        if count == ROWS {
            Ok(())
        } else {
            Err(format!("{count} records of {ROWS}"))
        }
    })
}

fn one_record() -> Counted {
    let answer = || records::rows(std::iter::once(7), &fields(6));
    let odoo = client(19, std::iter::repeat_with(answer).take(TIMES));
    Box::new(move || {
        for _ in 0..TIMES {
            black_box(done(
                Partner::read(&odoo, Id::new(7)).select::<Brief>().one(),
            )?);
        }
        Ok(())
    })
}

/// Typical filters, which are rewritten for older servers.
fn searches(version: u16) -> Counted {
    let odoo = client(version, vec!["[]".to_owned(); 2 * TIMES]);
    Box::new(move || {
        for _ in 0..TIMES {
            let active = Partner::ACTIVE.eq(true) & Partner::IS_COMPANY.eq(true);
            let named = Partner::NAME.ilike("acme") | !Partner::EMAIL.ilike("acme.example");
            let located = Partner::COUNTRY_ID.dot(Country::NAME).eq("Belgium");
            let cities = Partner::CITY.is_in(["Liège", "Gent", "Bruxelles", "Namur"]);
            let lines = Partner::CHILD_IDS.any(Partner::COLOR.eq(3) | Partner::EMAIL.is_set());
            let domain = active & (named | located) & cities & lines;
            let query = Partner::search(&odoo, domain)
                .order_by(Partner::NAME.asc())
                .limit(80);
            black_box(done(query.into_future())?);
        }
        Ok(())
    })
}

/// A domain that a program puts together term by term. Four times the terms must cost four times the instructions.
fn row(terms: i64, join: fn(Domain<Partner>, Domain<Partner>) -> Domain<Partner>) -> Counted {
    let odoo = client(19, ["0".to_owned()]);
    Box::new(move || {
        let conditions = (0..terms).map(|number| Partner::COLOR.gt(number));
        let domain = conditions.reduce(join).unwrap_or_else(Domain::all);
        black_box(done(Partner::search_count(&odoo, domain))?);
        Ok(())
    })
}

/// Parses a domain whose operators all come first: the cost per term must not depend on their number.
fn operators_first(terms: usize) -> Counted {
    let mut domain = vec![json!("&"); terms.saturating_sub(1)];
    domain.extend((0..terms).map(|number| json!(["color", ">", number])));
    let domain = Value::Array(domain);
    Box::new(move || {
        let domain = Domain::<Partner>::from_json(&domain);
        drop(black_box(domain).map_err(|error| error.to_string())?);
        Ok(())
    })
}

/// More arguments than any method has: the cost per argument must not depend on their number.
fn arguments() -> Counted {
    Box::new(|| {
        let call = (0..ROWS).fold(Call::read("x.model", "f"), |call, number| {
            call.kwarg(format!("argument_{number}"), number)
        });
        black_box(call.to_call_kw(1));
        Ok(())
    })
}

fn create() -> Counted {
    let ids = records::ids(ROWS);
    let odoo = client(19, [ids]);
    Box::new(move || {
        let partners = (0..ROWS).map(|number| {
            Values::new()
                .set(Partner::NAME, "Acme")
                .set(Partner::EMAIL, "info@acme.example")
                .set(Partner::IS_COMPANY, number % 2 == 0)
                .set(Partner::COLOR, number % 12)
        });
        black_box(done(Partner::create_many(&odoo, partners).into_future())?);
        Ok(())
    })
}

fn write() -> Counted {
    let odoo = client(19, vec!["true".to_owned(); TIMES]);
    Box::new(move || {
        for _ in 0..TIMES {
            let values = Values::new()
                .set(Partner::NAME, "Acme")
                .unset(Partner::EMAIL);
            done(Partner::write(&odoo, Id::new(7), values))?;
        }
        Ok(())
    })
}
