//! Collecting the ids of linked records from a response without decoding it.

use std::collections::BTreeMap;

use odoo_rpc::{Call, CallState, DecodeError, Error, JsonReader, Response};

use crate::response;

/// Returns the ids in a field of each row, one list per row.
///
/// `path` leads there through nested records.
pub(super) fn gather(answer: &Response, path: &[&str]) -> Result<Vec<Vec<i64>>, Error> {
    answer.read(|json| {
        let mut lists = Vec::new();
        response::each_row(json, |json| {
            walk(json, path, &mut |json: &mut JsonReader<'_>| {
                lists.push(ids(json)?);
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
        response::each_row(json, |json| {
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

/// Returns the ids in a relation field, in each format that Odoo uses.
///
/// One record is `false`, `3`, `[3, "name"]` or `{"id": 3, ...}`; a list is `[3, 4]`.
pub(crate) fn ids(json: &mut JsonReader<'_>) -> Result<Vec<i64>, DecodeError> {
    let mut ids = Vec::new();
    if json.is_array() {
        json.array(|at, json| match json.clone().integer() {
            Ok(id) => {
                ids.push(id);
                json.skip()
            }
            // The name, or `false` for a record without one.
            Err(_) if at == 1 => json.skip(),
            Err(error) => Err(error.expecting("an id")),
        })?;
    } else if json.is_object() {
        ids.extend(id_of_row(json)?);
    } else if json.is_false() || json.is_null() {
        json.skip()?;
    } else {
        ids.push(json.integer().map_err(|error| error.expecting("an id"))?);
    }
    Ok(ids)
}

/// Skips a row, and returns its id.
pub(super) fn id_of_row(json: &mut JsonReader<'_>) -> Result<Option<i64>, DecodeError> {
    let mut id = None;
    json.object(|key, json| {
        if key == "id" {
            id = Some(json.integer()?);
            return Ok(());
        }
        json.skip()
    })?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_in_every_format() {
        let read = |text: &str| ids(&mut JsonReader::new(text.as_bytes())).ok();
        assert_eq!(read("false"), Some(vec![]));
        assert_eq!(read("3"), Some(vec![3]));
        assert_eq!(read(r#"[3, "name"]"#), Some(vec![3]));
        assert_eq!(read("[3, false]"), Some(vec![3]));
        assert_eq!(read(r#"{"id": 3, "display_name": "x"}"#), Some(vec![3]));
        assert_eq!(read("[]"), Some(vec![]));
        assert_eq!(read("[3, 4, 5]"), Some(vec![3, 4, 5]));
        assert_eq!(read(r#""res.partner,3""#), None);
        assert_eq!(read(r#"[3, 4, "x"]"#), None);
    }
}
