//! Commands on lists, in `create` and `write` (`odoo/fields.py`, `_RelationalMulti`).

mod lines;
mod links;

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{create, integrity, missing, unlink, write};
use crate::{
    exception::{Exception, Result, index_error, type_error, value_error},
    python,
    query::Env,
    schema::{Field, Kind, Model},
    storage::Database,
    version::Version,
};

/// A list of the records that are written to.
struct List<'a> {
    db: &'a mut Database,
    env: &'a Env,
    model: &'a Arc<Model>,
    ids: &'a [i64],
    field: &'a Field,
    comodel: Arc<Model>,
}

/// A parsed command.
enum Command {
    Create(Map<String, Value>),
    Update(i64, Map<String, Value>),
    Delete(i64),
    Unlink(i64),
    Link(i64),
    Set(Vec<i64>),
    /// Odoo ignores unknown commands.
    Unknown,
}

/// Applies commands to a list of these records.
pub(super) fn apply(
    db: &mut Database,
    env: &Env,
    model: &Arc<Model>,
    ids: &[i64],
    (field, value): (&Field, &Value),
    new: bool,
) -> Result<()> {
    let comodel = Arc::clone(db.schema.model(field.comodel())?);
    let commands = match value {
        Value::Array(items) if items.iter().all(Value::is_number) && !items.is_empty() => {
            vec![Value::from(vec![6.into(), 0.into(), value.clone()])]
        }
        Value::Array(items) => items.clone(),
        value if python::is_none(value) && new => return Ok(()),
        value if python::is_none(value) => vec![Value::from(vec![5])],
        other => {
            return Err(value_error(format!(
                "Wrong value for {}: {}",
                field.name,
                python::repr(other)
            )));
        }
    };
    let list = List {
        db,
        env,
        model,
        ids,
        field,
        comodel,
    };
    match field.kind {
        Kind::One2many => list.write_lines(&commands),
        _ => list.write_links(&commands),
    }
}

impl Command {
    fn read(item: &Value, version: Version) -> Result<Self> {
        let Value::Array(parts) = item else {
            return Err(no_command(item, version));
        };
        let part = |at: usize| {
            parts
                .get(at)
                .ok_or_else(|| index_error("list index out of range"))
        };
        let id = || -> Result<i64> {
            part(1)?
                .as_i64()
                .ok_or_else(|| type_error("a command needs the id of a record"))
        };
        let values = || -> Result<Map<String, Value>> {
            part(2)?
                .as_object()
                .cloned()
                .ok_or_else(|| type_error("a command needs a dictionary of values"))
        };
        Ok(match parts.first().and_then(Value::as_i64) {
            Some(0) => Command::Create(values()?),
            Some(1) => Command::Update(id()?, values()?),
            Some(2) => Command::Delete(id()?),
            Some(3) => Command::Unlink(id()?),
            Some(4) => Command::Link(id()?),
            Some(5) => Command::Set(Vec::new()),
            Some(6) => {
                let items = part(2)?.as_array().cloned().unwrap_or_default();
                Command::Set(numbers(&items)?)
            }
            _ => Command::Unknown,
        })
    }
}

fn no_command(item: &Value, version: Version) -> Exception {
    match item {
        Value::Object(_) if version.hashes_commands() => type_error("unhashable type: 'dict'"),
        Value::Object(_) => Exception::new("psycopg2.ProgrammingError", "can't adapt type 'dict'"),
        other => type_error(format!(
            "'{}' object is not subscriptable",
            python::type_name(other)
        )),
    }
}

fn numbers(items: &[Value]) -> Result<Vec<i64>> {
    let id = |item: &Value| {
        item.as_i64()
            .ok_or_else(|| type_error(format!("invalid record id: '{}'", python::str(item))))
    };
    items
        .iter()
        .filter(|item| python::is_true(item))
        .map(id)
        .collect()
}
