//! Collecting the ids of linked records from a response without decoding it.

use std::collections::BTreeMap;

use odoo_rpc::{Call, CallState, DecodeError, Error, JsonReader, Response};

use crate::record::{each_row, linked_ids};

/// Returns the ids in a field of each row, one list per row.
///
/// `path` leads there through nested records.
pub(super) fn gather(answer: &Response, path: &[&str]) -> Result<Vec<Vec<i64>>, Error> {
    answer.read(|json| {
        let mut lists = Vec::new();
        each_row(json, |json| {
            walk(json, path, &mut |json: &mut JsonReader<'_>| {
                lists.push(linked_ids(json)?);
                Ok(())
            })
        })?;
        Ok(lists)
    })
}

/// Converts links of the format `[3, "name"]` in a field of each row into rows.
pub(super) fn names(answer: &Response, path: &[&str], model: &str) -> Result<Response, Error> {
    let mut names = BTreeMap::new();
    answer.read(|json| {
        each_row(json, |json| {
            walk(json, path, &mut |json| {
                if !json.is_array() {
                    return json.skip();
                }
                let mut id = 0;
                json.array(|at, json| match at {
                    0 => json.integer().map(|number| id = number),
                    _ => json.raw().map(|name| drop(names.insert(id, name.to_vec()))),
                })
            })
        })
    })?;
    let rows: Vec<String> = names
        .into_iter()
        .map(|(id, name)| {
            let name = String::from_utf8_lossy(&name);
            format!(r#"{{"id":{id},"display_name":{name}}}"#)
        })
        .collect();
    let rows = format!("[{}]", rows.join(","));
    Ok(Response::bare(
        rows.into(),
        &Call::read(model, "read"),
        &CallState::default(),
    ))
}

/// Skips a value, and passes the values at the end of `path` to `found`.
fn walk(
    json: &mut JsonReader<'_>,
    path: &[&str],
    found: &mut dyn FnMut(&mut JsonReader<'_>) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let Some((field, rest)) = path.split_first() else {
        return found(json);
    };
    let mut row = |json: &mut JsonReader<'_>| {
        if !json.is_object() {
            return json.skip();
        }
        json.object(|key, json| {
            if key == *field {
                walk(json, rest, found)
            } else {
                json.skip()
            }
        })
    };
    if json.is_array() {
        json.array(|_, json| row(json))
    } else {
        row(json)
    }
}
