use std::sync::Arc;

use serde_json::{Map, Value};

use super::{commands, constraints, hooks, sort, translated, write_properties, write_related};
use crate::{
    exception::Result,
    query::{Env, Operation, View},
    schema::Model,
    storage::{Cell, Database},
    value::Way,
};

/// Writes values to records. Missing records are ignored, unless the model has record rules.
pub(crate) fn write(
    db: &mut Database,
    env: &Env,
    model: &Arc<Model>,
    ids: &[i64],
    values: &Map<String, Value>,
) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let view = View::new(db, env);
    view.check_right(model, Operation::Write)?;
    for name in values.keys() {
        view.check_field(model, model.field(name)?)?;
    }
    let given = ids;
    let ids = constraints::exists_or_missing(&view, model, ids)?;
    view.check_rules(model, Operation::Write, &ids)?;
    if values.is_empty() {
        return Ok(());
    }
    if !ids.is_empty() {
        constraints::check_sources(&view, model, values)?;
    }
    let sorted = sort(db, env, model, values, Way::Write)?;
    if let Some(missing) = given
        .iter()
        .find(|id| !ids.contains(id))
        .filter(|_| !sorted.related.is_empty())
    {
        // Writing to a linked record reads the record first.
        return Err(constraints::missing(&model.name, *missing, env.user));
    }
    let (uid, at) = (model.field("write_uid")?, model.field("write_date")?);
    for id in &ids {
        let Some(row) = db.table_mut(&model.name).get_mut(*id) else {
            continue;
        };
        for (field, cell) in &sorted.cells {
            let cell = translated(field, row.get(field), cell.clone(), env);
            row.set(field, cell);
        }
        row.set(uid, Cell::Int(env.user));
        row.set(at, Cell::Time(env.now));
        let row = row.clone();
        constraints::check_required(db, model, &row)?;
        constraints::check_links(db, model, *id)?;
        constraints::check_unique(db, model, *id)?;
        write_related(db, env, model, *id, &sorted.related)?;
        for (field, value) in &sorted.properties {
            write_properties(db, env, model, *id, field, value)?;
        }
        hooks::after_write(db, model, *id)?;
    }
    // A write to lists does not check whether the records exist.
    for (field, value) in &sorted.lists {
        commands::apply(db, env, model, given, (field, value), false)?;
    }
    constraints::check_hierarchy(db, model, &ids)?;
    View::new(db, env).check_rules(model, Operation::Write, &ids)
}
