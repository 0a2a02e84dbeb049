//! The ids of linked records in a row, without decoding the records.

use odoo_rpc::{DecodeError, JsonReader};

/// Returns the ids in a relation field, in each format that Odoo uses.
///
/// One record is `false`, `3`, `[3, "name"]` or `{"id": 3, ...}`; a list is `[3, 4]`.
pub(crate) fn linked_ids(json: &mut JsonReader<'_>) -> Result<Vec<i64>, DecodeError> {
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
        let read = |text: &str| linked_ids(&mut JsonReader::new(text.as_bytes())).ok();
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
