//! Records as the result of a method.

use odoo_rpc::{DecodeError, JsonReader};

use super::Id;
use crate::model::{Model, meta};

/// Reads records in each of the ways in which Odoo writes them: a list of ids; an id by itself; up to Odoo 18, for a method
/// that does not declare what it returns, text such as `res.partner(3,)` (`odoo/api.py`, `call_kw`; 19 has
/// `odoo/service/model.py`, which makes a list of any); and the id with the name, as `name_create` does.
pub(super) fn records<M: Model>(json: &mut JsonReader<'_>) -> Result<Vec<Id<M>>, DecodeError> {
    const EXPECTED: &str = "the id of a record, or several";
    if json.is_array() {
        let mut ids = Vec::new();
        json.array(|at, json| {
            if at == 1 && (json.is_false() || json.clone().text().is_ok()) {
                return json.skip();
            }
            let id = json.integer().map_err(|error| error.expecting("an id"))?;
            ids.push(Id::new(id));
            Ok(())
        })?;
        return Ok(ids);
    }
    let start = json.position();
    if let Ok(text) = json.text() {
        return of_text(&text).ok_or_else(|| {
            json.set_position(start);
            json.mismatch(EXPECTED)
        });
    }
    match json.integer() {
        Ok(id) => Ok(vec![Id::new(id)]),
        Err(error) => Err(error.expecting(EXPECTED)),
    }
}

/// Reads `res.partner()`, `res.partner(3,)` or `res.partner(3, 4)`, as Python writes a recordset of this model.
fn of_text<M: Model>(text: &str) -> Option<Vec<Id<M>>> {
    let ids = text
        .strip_prefix(meta::<M>().name())?
        .strip_prefix('(')?
        .strip_suffix(')')?;
    ids.split(',')
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .map(|id| id.parse().ok().map(Id::new))
        .collect()
}
