//! `load`, the import: text cells become records (`odoo/models.py`, `base/models/ir_fields.py`).

mod convert;
mod rows;

use serde_json::{Map, Value, json};

use self::rows::Line;
use super::Invocation;
use crate::{
    exception::{Exception, Result, attribute_error, key_error, value_error},
    python,
    records::{self, full},
    rpc::Output,
    value::object,
};

/// An error in a cell, or in a whole row.
pub(super) struct Message {
    pub(super) kind: &'static str,
    pub(super) text: String,
    pub(super) field: Option<String>,
}

pub(super) fn load(call: &mut Invocation<'_>) -> Result<Output> {
    let columns = call.names("fields")?.unwrap_or_default();
    let data = table(call)?;
    check_columns(call, &columns)?;
    let lines = rows::lines(call.model, &columns, &data);
    // All rows are stored, or none.
    let before = call.db.clone();
    let mut messages = Vec::new();
    let mut ids = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        match one(call, line, at, &mut messages) {
            Ok(Some(id)) => ids.push(id),
            Ok(None) => {}
            Err(exception) => messages.push(refused(call, &exception, line, at)),
        }
    }
    let failed = messages.iter().any(|message| message["type"] == "error");
    if failed {
        let numbers = call.db.clone();
        *call.db = before;
        call.db.keep_numbers(&numbers);
    }
    let ids = if failed {
        Value::Bool(false)
    } else {
        ids.into()
    };
    Ok(json!({"ids": ids, "messages": messages, "nextrow": 0}).into())
}

fn table(call: &Invocation<'_>) -> Result<Vec<Vec<String>>> {
    let data = call.arguments.value("data");
    let mut rows = Vec::new();
    for row in data.as_array().into_iter().flatten() {
        let mut cells = Vec::new();
        for cell in row.as_array().into_iter().flatten() {
            match cell {
                Value::String(text) => cells.push(text.clone()),
                // 14 to 19 strip cells, which they expect to be text.
                other => {
                    return Err(attribute_error(format!(
                        "'{}' object has no attribute 'strip'",
                        python::type_name(other)
                    )));
                }
            }
        }
        rows.push(cells);
    }
    Ok(rows)
}

fn check_columns(call: &Invocation<'_>, columns: &[String]) -> Result<()> {
    for column in columns {
        let first = column.split('/').next().unwrap_or_default();
        if !matches!(first, "id" | ".id") && call.model.find(first).is_none() {
            return Err(if call.db.version.load_names_unknown_field() {
                value_error(format!(
                    "Invalid field '{first}' on model '{}'",
                    call.model.name
                ))
            } else {
                key_error(first)
            });
        }
    }
    Ok(())
}

/// Creates or updates the record of a line. Returns `None` if a cell is invalid.
fn one(
    call: &mut Invocation<'_>,
    line: &Line,
    at: usize,
    messages: &mut Vec<Value>,
) -> Result<Option<i64>> {
    let mut values = Map::new();
    let mut wrong = false;
    let mut found = Vec::new();
    convert::line(call, call.model, line, &mut values, &mut found)?;
    for message in found {
        wrong |= message.kind == "error";
        messages.push(shown(call, &message, line, at));
    }
    if wrong {
        return Ok(None);
    }
    let env = call.env.with(records::IMPORT, "__import__");
    let known = match (&line.id, &line.database_id) {
        (_, Some(id)) => Some(*id),
        (Some(name), None) => call.view().external_id(&full(name)).map(|(_, id)| id),
        (None, None) => None,
    };
    let there = known.filter(|id| call.db.row(call.model, *id).is_some());
    if let Some(id) = there {
        if is_kept(call, line, id) {
            return Ok(Some(id));
        }
        records::write(call.db, &env, call.model, &[id], &values)?;
        return Ok(Some(id));
    }
    let created = records::create(call.db, &env, call.model, &[values])?;
    let Some(id) = created.first().copied() else {
        return Ok(None);
    };
    if let Some(name) = &line.id {
        records::remember(call.db, &env, call.model, &full(name), id)?;
    }
    Ok(Some(id))
}

/// Whether an update does not change the record.
///
/// See `_load_records` (14: `odoo/models.py`, 19: `orm/models.py`).
fn is_kept(call: &Invocation<'_>, line: &Line, id: i64) -> bool {
    let is_update = call.env.context.get("mode") == Some(&Value::from("update"));
    let Some(name) = line.id.as_deref().filter(|_| is_update) else {
        return false;
    };
    let names = call.view().external_ids(&call.model.name, id);
    names.contains(&(full(name), true))
}

fn shown(call: &Invocation<'_>, message: &Message, line: &Line, at: usize) -> Value {
    let mut members = object([
        ("type", message.kind.into()),
        ("message", message.text.as_str().into()),
        ("rows", json!({"from": line.from, "to": line.to})),
        ("record", at.into()),
    ]);
    if let Some(field) = &message.field {
        members.insert("field".to_owned(), field.as_str().into());
        if call.db.version.load_messages_have_label() {
            let label = call.model.find(field).and_then(|field| field.label.clone());
            members.insert(
                "field_name".to_owned(),
                label.unwrap_or_else(|| crate::schema::label(field)).into(),
            );
        }
    }
    members.into()
}

/// The message of an exception.
///
/// It names the class unless it is a user error; 14 always names it.
fn refused(call: &Invocation<'_>, exception: &Exception, line: &Line, at: usize) -> Value {
    let missing = call.model.fields.iter().find(|field| {
        field.required
            && exception.message.contains(&format!("({})", field.name))
            && exception.message.contains(&*call.model.name)
    });
    let is_users = exception.name.starts_with("odoo.exceptions.");
    let names_class = call.db.version.load_errors_are_unknown() && missing.is_none();
    let text = if is_users && !names_class {
        exception.message.clone()
    } else {
        let class = exception
            .name
            .strip_prefix("builtins.")
            .unwrap_or(&exception.name);
        format!(
            "Unknown error during import: <class '{class}'>: {}",
            exception.message
        )
    };
    let message = Message {
        kind: "error",
        text,
        field: missing.map(|field| field.name.to_string()),
    };
    shown(call, &message, line, at)
}
