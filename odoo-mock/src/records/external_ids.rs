//! External ids of created records.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::create;
use crate::{
    exception::Result,
    query::{Env, View},
    schema::Model,
    storage::Database,
    value::object,
};

/// The context key of an import.
pub(crate) const IMPORT: &str = "_import_current_module";

/// An external id without a module belongs to the module of the import.
pub(crate) fn full(name: &str) -> String {
    if name.contains('.') {
        name.to_owned()
    } else {
        format!("__import__.{name}")
    }
}

/// Stores the external id of a record.
pub(crate) fn remember(
    db: &mut Database,
    env: &Env,
    model: &Model,
    name: &str,
    id: i64,
) -> Result<()> {
    let (module, short) = name.split_once('.').unwrap_or(("__import__", name));
    let data = Arc::clone(db.schema.model("ir.model.data")?);
    let values = object([
        ("module", module.into()),
        ("name", short.into()),
        ("model", (*model.name).into()),
        ("res_id", id.into()),
        ("noupdate", env.flag("noupdate", false).into()),
    ]);
    create(db, &env.sudo(), &data, &[values]).map(drop)
}

/// Stores the external id in the column `id` of an imported line.
///
/// See `base/models/ir_fields.py`, `O2MIdMapper` (14 to 19).
pub(super) fn remember_imported(
    db: &mut Database,
    env: &Env,
    model: &Model,
    values: &Map<String, Value>,
    id: i64,
) -> Result<()> {
    let name = values.get("id").and_then(Value::as_str);
    match name.filter(|_| env.context.contains_key(IMPORT)) {
        Some(name) => remember(db, env, model, &full(name), id),
        None => Ok(()),
    }
}

impl View<'_> {
    /// The record of a line's external id, if this model has it.
    pub(crate) fn imported_line(&self, model: &Model, name: &str) -> Option<i64> {
        let (of, id) = self.external_id(&full(name))?;
        (of == *model.name && self.db.row(model, id).is_some()).then_some(id)
    }
}
