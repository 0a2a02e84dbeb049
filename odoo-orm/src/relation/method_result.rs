//! Records as the result of a method.

use odoo_rpc::{DecodeError, JsonReader};

use super::Id;
use crate::model::{Model, meta};

/// Decodes records in each format that Odoo uses for the result of a method.
///
/// The formats are a list of ids; a single id; text such as `res.partner(3,)`, up to Odoo 18, for a method
/// that does not declare what it returns (`odoo/api.py`, `call_kw`; on 19,
/// `odoo/service/model.py` makes a list of any records); and the id with the name, as `name_create` returns it.
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

/// Parses `res.partner()`, `res.partner(3,)` or `res.partner(3, 4)`, the `repr` of a recordset of this model.
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
