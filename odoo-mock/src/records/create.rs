use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    commands, constraints, defaults::defaults, hooks, sort, translated, write_properties,
    write_related,
};
use crate::{
    exception::Result,
    query::{Env, Operation, View},
    schema::{Field, Model, Name},
    storage::{Cell, Database, Row},
    value::Way,
};

/// Creates records with their defaults, and returns their ids.
pub(crate) fn create(
    db: &mut Database,
    env: &Env,
    model: &Arc<Model>,
    all: &[Map<String, Value>],
) -> Result<Vec<i64>> {
    let view = View::new(db, env);
    view.check_right(model, Operation::Create)?;
    for name in all.iter().flat_map(Map::keys) {
        let field = model.field(name)?;
        if db.version.checks_written_fields() {
            view.check_field(model, field)?;
        }
    }
    let mut ids = Vec::with_capacity(all.len());
    for values in all {
        ids.push(one(db, env, model, values)?);
    }
    View::new(db, env).check_rules(model, Operation::Create, &ids)?;
    Ok(ids)
}

fn one(
    db: &mut Database,
    env: &Env,
    model: &Arc<Model>,
    given: &Map<String, Value>,
) -> Result<i64> {
    let mut values = given.clone();
    hooks::before_create(db, env, model, &mut values);
    let missing: Vec<Name> = model
        .fields
        .iter()
        .filter(|field| !values.contains_key(&*field.name) && !is_there(field, &values))
        .map(|field| Arc::clone(&field.name))
        .collect();
    values.extend(defaults(&View::new(db, env), model, &missing)?);
    let mut links = Vec::new();
    for (parent, link) in &model.inherits {
        links.extend(inherit(db, env, model, parent, link, &mut values)?);
    }
    let sorted = sort(db, env, model, &values, Way::Create)?;
    let mut row = Row::default();
    for (field, cell) in sorted.cells {
        let cell = if env.language() == crate::storage::BASE_LANGUAGE {
            cell
        } else {
            translated(&field, &Cell::Null, cell, env)
        };
        row.set(&field, cell);
    }
    for (field, id) in links {
        row.set(&field, Cell::Int(id));
    }
    for (name, cell) in [
        ("create_uid", Cell::Int(env.user)),
        ("write_uid", Cell::Int(env.user)),
        ("create_date", Cell::Time(env.now)),
        ("write_date", Cell::Time(env.now)),
    ] {
        row.set(model.field(name)?, cell);
    }
    constraints::check_required(db, model, &row)?;
    let id = db.table_mut(&model.name).insert(row);
    constraints::check_links(db, model, id)?;
    constraints::check_unique(db, model, id)?;
    write_related(db, env, model, id, &sorted.related)?;
    for (field, value) in &sorted.lists {
        commands::apply(db, env, model, &[id], (field, value), true)?;
    }
    for (field, value) in &sorted.properties {
        write_properties(db, env, model, id, field, value)?;
    }
    hooks::after_create(db, env, model, id, given)?;
    constraints::check_hierarchy(db, model, &[id])?;
    Ok(id)
}

/// Whether the field belongs to an existing record, so that it needs no default.
fn is_there(field: &Field, values: &Map<String, Value>) -> bool {
    let link = field
        .path()
        .and_then(<[Name]>::first)
        .filter(|_| field.inherited);
    link.is_some_and(|link| values.get(&**link).is_some_and(Value::is_i64))
}

/// Creates the parent record of a delegation, or writes to an existing one.
fn inherit(
    db: &mut Database,
    env: &Env,
    model: &Arc<Model>,
    parent: &str,
    link: &Name,
    values: &mut Map<String, Value>,
) -> Result<Option<(Arc<Field>, i64)>> {
    let parent = Arc::clone(db.schema.model(parent)?);
    let inherited: Vec<String> = model
        .fields
        .iter()
        .filter(|field| field.inherited && field.path().and_then(<[Name]>::first) == Some(link))
        .map(|field| field.name.to_string())
        .collect();
    let mut own = Map::new();
    for name in inherited {
        if let Some(value) = values.remove(&name) {
            own.insert(name, value);
        }
    }
    let given = values
        .get(&**link)
        .and_then(Value::as_i64)
        .filter(|id| *id > 0);
    if let Some(id) = given {
        if !own.is_empty() {
            super::write(db, &env.sudo(), &parent, &[id], &own)?;
        }
        Ok(None)
    } else {
        let env = hooks::env_of_parent(env, model).sudo();
        let id = one(db, &env, &parent, &own)?;
        values.remove(&**link);
        Ok(Some((Arc::clone(model.field(link)?), id)))
    }
}
