use std::sync::Arc;

use serde_json::{Map, Value};

use super::integrity;
use crate::{
    exception::{Exception, Result, missing_error, validation_error},
    query::View,
    schema::{Kind, Model, Unique},
    storage::{Cell, Database, Row},
};

/// Checks that required fields have a value. An empty text is enough.
pub(super) fn check_required(db: &Database, model: &Model, row: &Row) -> Result<()> {
    let mut required = model
        .fields
        .iter()
        .filter(|field| field.required && field.has_column());
    match required.find(|field| row.get(field).is_null()) {
        None => Ok(()),
        Some(field) => Err(integrity(
            db,
            &format!(
                "field {} ({}) of {} ({}) is required, but has no value",
                field.title(),
                field.name,
                model.label,
                model.name
            ),
        )),
    }
}

/// Checks that links are to existing records.
pub(super) fn check_links(db: &Database, model: &Model, id: i64) -> Result<()> {
    let Some(row) = db.row(model, id) else {
        return Ok(());
    };
    for field in model
        .fields
        .iter()
        .filter(|field| field.kind == Kind::Many2one && field.has_column())
    {
        if let Cell::Int(target) = row.get(field)
            && !crate::schema::is_log(&field.name)
            && db.table(field.comodel()).get(*target).is_none()
        {
            return Err(integrity(
                db,
                &format!(
                    "record `{target}` of `{}`, linked in field `{}` of `{}`, does not exist",
                    field.comodel(),
                    field.name,
                    model.name
                ),
            ));
        }
    }
    Ok(())
}

/// Checks linked records that stored fields are computed from, which happens before the database checks.
pub(super) fn check_sources(
    view: &View<'_>,
    model: &Model,
    values: &Map<String, Value>,
) -> Result<()> {
    for (name, value) in values {
        let is_source = model.fields.iter().any(|field| {
            let path = field
                .path()
                .filter(|path| path.len() > 1 && field.store && !field.inherited);
            path.and_then(<[_]>::first)
                .is_some_and(|first| **first == **name)
        });
        let target = model.find(name).filter(|_| is_source).zip(value.as_i64());
        if let Some((field, id)) = target
            && id != 0
            && view.db.table(field.comodel()).get(id).is_none()
        {
            return Err(missing(field.comodel(), id, view.env.user));
        }
    }
    Ok(())
}

/// The exception for a missing record.
pub(crate) fn missing(model: &str, id: i64, user: i64) -> Exception {
    missing_error(format!(
        "Record does not exist or has been deleted.\n(Record: {model}({id},), User: {user})"
    ))
}

pub(super) fn check_unique(db: &Database, model: &Model, id: i64) -> Result<()> {
    let Some(row) = db.row(model, id) else {
        return Ok(());
    };
    for unique in &model.uniques {
        let Unique(names) = unique;
        let fields: Vec<_> = names.iter().filter_map(|name| model.find(name)).collect();
        // A NULL equals nothing.
        if fields.iter().any(|field| row.get(field).is_null()) {
            continue;
        }
        let same = |other: &Row| {
            fields
                .iter()
                .all(|field| other.get(field).equals(row.get(field)))
        };
        if db
            .table(&model.name)
            .rows()
            .any(|(other, there)| other != id && same(there))
        {
            return Err(integrity(
                db,
                &format!(
                    "another record of `{}` has the same `{}`",
                    model.name,
                    names.join("`, `")
                ),
            ));
        }
    }
    Ok(())
}

/// Checks that no record is its own ancestor. Only Odoo's own models check this.
pub(super) fn check_hierarchy(db: &Database, model: &Arc<Model>, ids: &[i64]) -> Result<()> {
    let parent = model
        .find(&model.parent)
        .filter(|field| field.comodel() == &*model.name && !model.name.starts_with("x_"));
    let Some(parent) = parent else {
        return Ok(());
    };
    for id in ids {
        let mut seen = vec![*id];
        let mut at = *id;
        while let Some(above) = db.row(model, at).and_then(|row| row.get(parent).id()) {
            if seen.contains(&above) {
                return Err(validation_error("Recursion Detected."));
            }
            seen.push(above);
            at = above;
        }
    }
    Ok(())
}

/// The ids that exist.
///
/// A missing one is an error on models with record rules, which query their records first.
pub(crate) fn exists_or_missing(
    view: &View<'_>,
    model: &Arc<Model>,
    ids: &[i64],
) -> Result<Vec<i64>> {
    let mut existing = Vec::with_capacity(ids.len());
    for id in ids {
        if view.db.row(model, *id).is_some() {
            if !existing.contains(id) {
                existing.push(*id);
            }
        } else if model.ruled && !view.env.sudo {
            return Err(missing(&model.name, *id, view.env.user));
        }
    }
    Ok(existing)
}
