//! The rows of a list of records, without decoding them.

use std::{collections::HashMap, sync::Arc};

use crate::json::{DecodeError, JsonReader};

/// The text of each row, by the record's id.
pub(crate) type RowsById = HashMap<i64, Arc<[u8]>>;

/// Reads the rows of a list by id; `None` if a row has no id.
pub(crate) fn rows_by_id(json: &mut JsonReader<'_>) -> Result<Option<RowsById>, DecodeError> {
    let (mut rows, mut is_complete) = (HashMap::new(), true);
    json.array(|_, json| {
        let row = json.raw()?;
        let mut id = None;
        JsonReader::new(row).object(|key, json| {
            if key == "id" {
                id = Some(json.integer()?);
                return Ok(());
            }
            json.skip()
        })?;
        match id {
            Some(id) => drop(rows.insert(id, row.into())),
            None => is_complete = false,
        }
        Ok(())
    })?;
    Ok(is_complete.then_some(rows))
}

/// Returns the JSON list of these rows.
pub(crate) fn list(rows: &[&[u8]]) -> Vec<u8> {
    [b"[", &*rows.join(&b","[..]), b"]"].concat()
}
