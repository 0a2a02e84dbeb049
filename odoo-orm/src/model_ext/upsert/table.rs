//! Loading rows together, and writing the remaining values afterwards.

use std::collections::BTreeMap;

use odoo_rpc::{Call, Client, Context, Error, Fault, Operation};
use serde_json::{Map, Value};

use super::{TRIES, is_conflict, lines::complete_lines, loaded::Loaded, row::Row, write};
use crate::{
    model::ModelMeta,
    model_ext::{access::has_access, create::missing},
};

/// How rows are loaded.
#[derive(Clone, Copy)]
pub(super) struct Loads {
    /// Whether a message names its record.
    are_many: bool,
    /// The number of attempts after conflicts with clients that create the same records.
    tries: u32,
}

impl Loads {
    /// Another client's record is looked up again before the next attempt.
    pub(super) const ONE: Loads = Loads {
        are_many: false,
        tries: 1,
    };
    pub(super) const MANY: Loads = Loads {
        are_many: true,
        tries: TRIES,
    };
}

/// Loads rows with one call for those of the same columns, and returns their ids.
///
/// An empty cell clears the field, so rows can share a table only if they set the same fields.
pub(super) async fn load_all(
    client: &Client,
    model: &'static ModelMeta,
    rows: &[Row],
    loads: Loads,
) -> Result<Vec<i64>, Error> {
    let mut tables: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        tables.entry(&row.columns).or_default().push(at);
    }
    let mut ids = BTreeMap::new();
    for places in tables.into_values() {
        let table: Vec<&Row> = places.iter().filter_map(|at| rows.get(*at)).collect();
        match load_surely(client, model, &table, loads).await {
            Ok(loaded) => ids.extend(places.into_iter().zip(loaded)),
            Err(error) if ids.is_empty() => return Err(error),
            Err(error) => return Err(error.after_a_part()),
        }
    }
    Ok(ids.into_values().collect())
}

/// Loads rows, and tries again after a conflict.
///
/// Another client may create one of the records at the same time.
async fn load_surely(
    client: &Client,
    model: &'static ModelMeta,
    rows: &[&Row],
    loads: Loads,
) -> Result<Vec<i64>, Error> {
    let mut tries = 0;
    loop {
        tries += 1;
        match load(client, model, rows, loads.are_many).await {
            Err(error) if tries < loads.tries && is_conflict(&error) => {}
            loaded => return loaded,
        }
    }
}

/// Loads rows with the same columns in one transaction, and returns their ids.
///
/// With several rows, each message names its record.
pub(super) async fn load(
    client: &Client,
    model: &'static ModelMeta,
    rows: &[&Row],
    are_many: bool,
) -> Result<Vec<i64>, Error> {
    let Some(first) = rows.first() else {
        return Ok(Vec::new());
    };
    // Links can point to archived records, which 14 looks up by a search.
    let mut context = Context::new().active_test(false);
    if rows.iter().any(|row| row.has_time) {
        // `load` interprets times in the user's time zone.
        context = context.tz("UTC");
    }
    let cells: Vec<Vec<&str>> = rows.iter().flat_map(|row| row.table()).collect();
    let call = Call::write(model.name(), "load")
        .arg("fields", first.columns.as_slice())
        .arg("data", cells)
        .with_context(&context);
    let info = call.info();
    let loaded: Loaded = client.call(call).await?.decode()?;
    if let Some(ids) = loaded.ids(rows.len()) {
        return Ok(ids);
    }
    let sentence = loaded.sentence(|row| {
        let row = record(rows, row).filter(|_| are_many);
        row.and_then(Row::external_id)
    });
    let fault = refused(client, model.name(), rows, &loaded, sentence).await;
    Err(Box::new(fault.of_call(info)).into())
}

/// Returns the record of a row of the table.
fn record<'a>(rows: &[&'a Row], at: usize) -> Option<&'a Row> {
    let mut end = 0;
    let mut rows = rows.iter().copied();
    rows.find(|row| {
        end += row.len();
        at < end
    })
}

/// Returns the error for rejected rows.
///
/// `load` returns messages instead of exceptions, so the class is known only if a message shows it.
async fn refused(
    client: &Client,
    model: &'static str,
    rows: &[&Row],
    loaded: &Loaded,
    sentence: String,
) -> Fault {
    let row = record(rows, loaded.row());
    let operation = match row {
        Some(row) if row.is_there => Operation::Write,
        _ => Operation::Create,
    };
    let name = match loaded.class() {
        Some(class) => class,
        // On 19, the message of an access error does not show the class.
        None if !has_access(client, model, Vec::new(), operation)
            .await
            .unwrap_or(true) =>
        {
            "odoo.exceptions.AccessError".to_owned()
        }
        None => Fault::LOAD.to_owned(),
    };
    let mut fault = Fault::new(name, sentence);
    if let Some(external_id) = row.and_then(Row::external_id) {
        let own = |at| record(rows, at).and_then(Row::external_id) == Some(external_id);
        fault = fault.with_rejected(external_id, loaded.sentence_of(own));
    }
    let field = loaded.field().filter(|_| fault.name() == Fault::LOAD);
    let (Some(row), Some(field)) = (row, field) else {
        return fault;
    };
    let missing = missing(client, model, &[row.given().into()], |named| named == field).await;
    fault.with_missing_fields(missing)
}

/// Writes what `load` could not carry or misread in the records and their lines.
pub(super) async fn complete_all(
    client: &Client,
    model: &'static str,
    ids: &[i64],
    mut rows: Vec<Row>,
) -> Result<(), Error> {
    let completed = async {
        complete_lines(client, &mut rows).await?;
        complete(client, model, ids.iter().copied().zip(rows)).await
    };
    completed.await.map_err(Error::after_a_part)
}

/// Writes the values that no cell could hold, or that `load` misread.
///
/// Records that need the same values share one call.
pub(super) async fn complete(
    client: &Client,
    model: &str,
    rows: impl IntoIterator<Item = (i64, Row)>,
) -> Result<(), Error> {
    let rows: Vec<(i64, Row)> = rows.into_iter().collect();
    let stored = stored(client, model, &rows).await?;
    let mut writes: BTreeMap<String, (Map<String, Value>, Vec<i64>)> = BTreeMap::new();
    for (id, row) in rows {
        let mut values = row.rest;
        let differs = |(field, value): &(String, Value)| {
            stored.get(&id).and_then(|stored| stored.get(field)) != Some(value)
        };
        values.extend(row.ambiguous.into_iter().filter(differs));
        let key = Value::Object(values.clone()).to_string();
        writes.entry(key).or_insert((values, Vec::new())).1.push(id);
    }
    for (values, ids) in writes.into_values() {
        write(client, model, ids, values).await?;
    }
    Ok(())
}

/// Returns the stored values of ambiguous cells, by record id.
async fn stored(
    client: &Client,
    model: &str,
    rows: &[(i64, Row)],
) -> Result<BTreeMap<i64, Map<String, Value>>, Error> {
    let ambiguous = || rows.iter().filter(|(_, row)| !row.ambiguous.is_empty());
    let ids: Vec<i64> = ambiguous().map(|(id, _)| *id).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut fields: Vec<&str> = ambiguous()
        .flat_map(|(_, row)| row.ambiguous.keys().map(String::as_str))
        .collect();
    fields.sort_unstable();
    fields.dedup();
    let call = Call::read(model, "read").on(ids).arg("fields", fields);
    let read: Vec<Map<String, Value>> = client.call(call).await?.decode()?;
    let by_id = |row: Map<String, Value>| Some((row.get("id")?.as_i64()?, row));
    Ok(read.into_iter().filter_map(by_id).collect())
}
