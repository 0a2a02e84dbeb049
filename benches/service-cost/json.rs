//! JSON of records and of plain structs, in both directions.

use std::hint::black_box;

use chrono::TimeDelta;
use odoo_bench_harness::{Clock, Fault};
use odoo_orm::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{median, partner::Partner};

const RECORDS: i64 = 10_000;
/// The number of samples of each, in turns.
const SAMPLES: usize = 15;
/// How often a sample does the same: one time is too short for the clock of a busy machine.
const TIMES: usize = 10;

/// The same as one writes it without the library.
#[derive(Serialize, Deserialize)]
struct Plain {
    id: i64,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    country_id: Option<Link>,
    create_date: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
struct Link {
    id: i64,
    name: String,
}

/// Compares the two.
///
/// # Errors
///
/// Returns an error if their JSON differs.
pub(crate) fn compare() -> Result<(), Fault> {
    let records: Vec<Partner> = (1..=RECORDS).map(partner).collect();
    let plain: Vec<Plain> = (1..=RECORDS).map(plain).collect();
    let text = serde_json::to_vec(&records)?;
    if text != serde_json::to_vec(&plain)? {
        return Err("the records and the plain structs have different JSON".into());
    }
    report("to JSON", || Ok((writing(&records)?, writing(&plain)?)))?;
    report("from JSON", || {
        Ok((reading::<Partner>(&text)?, reading::<Plain>(&text)?))
    })
}

fn report(name: &str, sample: impl Fn() -> Result<(f64, f64), Fault>) -> Result<(), Fault> {
    let mut samples = Vec::new();
    for _ in 0..SAMPLES {
        samples.push(sample()?);
    }
    let milliseconds = |pick: fn(&(f64, f64)) -> f64| {
        let seconds = median(samples.iter().map(pick).collect());
        1_000.0 * seconds / f64::from(u32::try_from(TIMES).unwrap_or(1))
    };
    let ratio = median(samples.iter().map(|(ours, plain)| ours / plain).collect());
    println!(
        "{name}, {RECORDS} records of 6 fields: {:.2} ms of CPU, plain structs {:.2} ms: {ratio:.2}x",
        milliseconds(|(ours, _)| *ours),
        milliseconds(|(_, plain)| *plain),
    );
    Ok(())
}

fn writing<T: Serialize>(records: &[T]) -> Result<f64, Fault> {
    let clock = Clock::start()?;
    for _ in 0..TIMES {
        black_box(serde_json::to_vec(black_box(records))?);
    }
    Ok(clock.stop(|| 0)?.cpu)
}

fn reading<T: DeserializeOwned>(text: &[u8]) -> Result<f64, Fault> {
    let clock = Clock::start()?;
    for _ in 0..TIMES {
        black_box(serde_json::from_slice::<Vec<T>>(black_box(text))?);
    }
    Ok(clock.stop(|| 0)?.cpu)
}

fn moment(id: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + 61 * id)
}

fn partner(id: i64) -> Partner {
    let plain = plain(id);
    Partner {
        id: Id::new(plain.id),
        name: plain.name,
        email: plain.email,
        phone: plain.phone,
        country_id: plain.country_id.map(|link| Many2one {
            id: Id::new(link.id),
            name: link.name,
        }),
        create_date: plain.create_date,
    }
}

fn plain(id: i64) -> Plain {
    let some = |is_there: bool, text: String| is_there.then_some(text);
    Plain {
        id,
        name: format!("Partner {id} “Liège”"),
        email: some(id % 3 != 0, format!("partner.{id}@example.com")),
        phone: some(id % 2 == 0, format!("+32 4 {id:07}")),
        country_id: (id % 5 != 0).then(|| Link {
            id: id % 250 + 1,
            name: format!("Country {}", id % 250),
        }),
        create_date: moment(id),
    }
}
