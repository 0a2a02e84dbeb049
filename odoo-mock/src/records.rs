//! Creating, writing and deleting, common to all models.

mod commands;
mod constraints;
mod create;
mod defaults;
mod hooks;
mod unlink;
mod write;

pub(crate) use constraints::missing;
pub(crate) use create::create;
pub(crate) use defaults::defaults;
pub(crate) use unlink::unlink;
pub(crate) use write::write;

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{
    exception::{Exception, Result, user_error},
    query::{Env, View},
    schema::{Compute, Field, Kind, Model, Name, is_log},
    storage::{BASE_LANGUAGE, Cell, Database},
    value::{Way, to_cell},
};

/// Values for fields, by destination.
#[derive(Default)]
pub(crate) struct Sorted {
    /// Columns.
    cells: Vec<(Arc<Field>, Cell)>,
    /// Values of lists, as commands.
    lists: Vec<(Arc<Field>, Value)>,
    properties: Vec<(Arc<Field>, Value)>,
    /// Values for fields of linked records: the path to the record, and the field.
    related: Vec<(Vec<Name>, Name, Value)>,
}

/// Sorts values by destination, and converts the values of columns.
fn sort(
    db: &Database,
    env: &Env,
    model: &Arc<Model>,
    values: &Map<String, Value>,
    way: Way,
) -> Result<Sorted> {
    let mut sorted = Sorted::default();
    for (name, value) in values {
        let field = model.field(name)?;
        if field.kind == Kind::Id || is_log(name) {
            continue;
        }
        check_language(db, env, field)?;
        match &field.compute {
            Some(Compute::Related(path)) => {
                // It is validated before its destination is known.
                if !field.kind.is_list() {
                    to_cell(field, value, Way::Write, db.version)?;
                }
                if let Some((last, path)) = path.split_last().filter(|(_, path)| !path.is_empty()) {
                    sorted
                        .related
                        .push((path.to_vec(), Arc::clone(last), value.clone()));
                }
            }
            // Computed values are not written.
            Some(_) => {}
            None => match field.kind {
                Kind::One2many | Kind::Many2many => {
                    sorted.lists.push((Arc::clone(field), value.clone()));
                }
                Kind::Properties => sorted.properties.push((Arc::clone(field), value.clone())),
                _ => sorted
                    .cells
                    .push((Arc::clone(field), to_cell(field, value, way, db.version)?)),
            },
        }
    }
    hooks::check_values(db, model, &sorted.cells)?;
    Ok(sorted)
}

/// From 18 on an uninstalled language is an error for a translated field.
pub(crate) fn check_language(db: &Database, env: &Env, field: &Field) -> Result<()> {
    if field.translate && db.version.checks_language() {
        return check_installed(db, env);
    }
    Ok(())
}

fn check_installed(db: &Database, env: &Env) -> Result<()> {
    let language = env.language();
    if language == BASE_LANGUAGE {
        return Ok(());
    }
    let installed = (|| {
        let languages = db.schema.get("res.lang")?;
        let (code, active) = (languages.find("code")?, languages.find("active")?);
        let mut rows = db.table("res.lang").rows();
        Some(rows.any(|(_, row)| {
            row.get(code).as_text("") == Some(language) && row.get(active) == &Cell::Bool(true)
        }))
    })();
    match installed {
        Some(false) => Err(user_error(format!("Invalid language code: {language}"))),
        _ => Ok(()),
    }
}

/// The new value of a text.
///
/// If the field is translated, it is a translation in the language of the context.
fn translated(field: &Field, old: &Cell, new: Cell, env: &Env) -> Cell {
    let language = env.language();
    let Cell::Text(text) = &new else {
        return new;
    };
    if !field.translate {
        return new;
    }
    let mut terms = match old {
        Cell::Terms(terms) => (**terms).clone(),
        Cell::Text(old) => [(BASE_LANGUAGE.to_owned(), Arc::clone(old))].into(),
        _ => [(BASE_LANGUAGE.to_owned(), Arc::clone(text))].into(),
    };
    terms.insert(language.to_owned(), Arc::clone(text));
    if terms.len() == 1 {
        return new;
    }
    Cell::Terms(Arc::new(terms))
}

/// Writes values for fields of linked records to those records.
fn write_related(
    db: &mut Database,
    env: &Env,
    model: &Arc<Model>,
    id: i64,
    related: &[(Vec<Name>, Name, Value)],
) -> Result<()> {
    for (path, name, value) in related {
        let (mut at, mut on) = (Some(id), Arc::clone(model));
        for step in path {
            let field = Arc::clone(on.field(step)?);
            let view = View::new(db, env);
            at = at.and_then(|id| view.cell(&on, id, db.row(&on, id)?, &field).id());
            on = Arc::clone(db.schema.model(field.comodel())?);
        }
        if let Some(id) = at {
            let values = crate::value::object([(&**name, value.clone())]);
            write(db, env, &on, &[id], &values)?;
        }
    }
    Ok(())
}

/// Stores properties, and the definitions that are sent with them.
fn write_properties(
    db: &mut Database,
    env: &Env,
    model: &Arc<Model>,
    id: i64,
    field: &Field,
    value: &Value,
) -> Result<()> {
    let (cell, definitions) = crate::value::write_properties(value);
    if let Some(row) = db.table_mut(&model.name).get_mut(id) {
        row.set(field, cell);
    }
    let (Some(definitions), Some((container, name))) = (definitions, &field.definition) else {
        return Ok(());
    };
    let container = Arc::clone(model.field(container)?);
    let target = db.row(model, id).and_then(|row| row.get(&container).id());
    if let Some(target) = target {
        let comodel = Arc::clone(db.schema.model(container.comodel())?);
        let values = crate::value::object([(&**name, definitions)]);
        write(db, env, &comodel, &[target], &values)?;
    }
    Ok(())
}

/// The database's error for a violated constraint.
pub(crate) fn integrity(db: &Database, message: &str) -> Exception {
    let prefix = if db.version.explains_constraints() {
        "The operation cannot be completed: "
    } else {
        ""
    };
    crate::exception::validation_error(format!("{prefix}{message}"))
}
