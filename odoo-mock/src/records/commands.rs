//! Commands on lists, in `create` and `write` (`odoo/fields.py`, `_RelationalMulti`).

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{create, integrity, unlink, write};
use crate::{
    cell::Cell,
    database::Database,
    env::Env,
    exception::{Exception, Result, index_error, missing_error, type_error},
    field::{Kind, OnDelete},
    python,
    schema::{Field, Model},
    value::object,
    view::View,
};

/// One list of one record.
struct List<'a> {
    db: &'a mut Database,
    env: &'a Env,
    model: &'a Arc<Model>,
    id: i64,
    field: &'a Field,
    comodel: Arc<Model>,
    /// The field that leads back, of a one2many.
    inverse: Option<Arc<Field>>,
}

/// Carries out what is written to a list.
pub(super) fn apply(
    db: &mut Database,
    env: &Env,
    model: &Arc<Model>,
    id: i64,
    field: &Field,
    value: &Value,
    new: bool,
) -> Result<()> {
    let comodel = Arc::clone(db.schema.model(field.comodel())?);
    let inverse = match field.kind {
        Kind::One2many => Some(db.schema.inverse(model, field)?),
        _ => None,
    };
    let mut list = List { db, env, model, id, field, comodel, inverse };
    match value {
        Value::Array(items) if items.iter().all(Value::is_number) && !items.is_empty() => list.set(&ids(items)?),
        Value::Array(items) => items.iter().try_for_each(|item| list.command(item)),
        value if python::is_none(value) && new => Ok(()),
        value if python::is_none(value) => list.set(&[]),
        other => Err(Exception::new("builtins.ValueError", format!("Wrong value for {}: {}", list.field.name, python::repr(other)))),
    }
}

fn ids(items: &[Value]) -> Result<Vec<i64>> {
    let id = |item: &Value| {
        item.as_i64()
            .ok_or_else(|| type_error(format!("'{}' is no id of a record", python::str(item))))
    };
    items.iter().filter(|item| python::is_true(item)).map(id).collect()
}

impl List<'_> {
    fn command(&mut self, item: &Value) -> Result<()> {
        let Value::Array(parts) = item else {
            return Err(match item {
                Value::Object(_) if self.db.version.since(19) => type_error("unhashable type: 'dict'"),
                Value::Object(_) => Exception::new("psycopg2.ProgrammingError", "can't adapt type 'dict'"),
                other => type_error(format!("'{}' object is not subscriptable", python::type_name(other))),
            });
        };
        let part = |at: usize| parts.get(at).ok_or_else(|| index_error("list index out of range"));
        let id = || -> Result<i64> { part(1)?.as_i64().ok_or_else(|| type_error("a command needs the id of a record")) };
        let values = || -> Result<Map<String, Value>> {
            part(2)?.as_object().cloned().ok_or_else(|| type_error("a command needs a dictionary of values"))
        };
        match parts.first().and_then(Value::as_i64) {
            Some(0) => self.create(values()?),
            Some(1) => {
                let (id, values) = (id()?, values()?);
                write(self.db, self.env, &self.comodel, &[id], &values)
            }
            Some(2) => {
                let id = id()?;
                unlink(self.db, self.env, &self.comodel, &[id])
            }
            Some(3) => self.drop(id()?),
            Some(4) => self.link(id()?),
            Some(5) => self.set(&[]),
            Some(6) => {
                let items = part(2)?.as_array().cloned().unwrap_or_default();
                self.set(&ids(&items)?)
            }
            // Odoo passes over what it does not know.
            _ => Ok(()),
        }
    }

    /// Creates a record, and links it.
    fn create(&mut self, mut values: Map<String, Value>) -> Result<()> {
        if let Some(inverse) = &self.inverse {
            let back = if inverse.kind == Kind::Many2oneReference {
                Value::from(self.id)
            } else {
                self.id.into()
            };
            values.insert(inverse.name.to_string(), back);
        }
        let created = create(self.db, self.env, &self.comodel, &[values])?;
        if self.inverse.is_none() {
            for id in created {
                self.add(id);
            }
        }
        Ok(())
    }

    fn add(&mut self, id: i64) {
        let (links, turned) = self.db.links_mut(self.model, self.field);
        links.add((self.id, id), turned);
    }

    /// Adds a record that is there.
    fn link(&mut self, id: i64) -> Result<()> {
        let there = self.db.row(&self.comodel, id).is_some();
        match &self.inverse {
            Some(_) if !there => Err(missing_error(format!(
                "Record does not exist or has been deleted.\n(Record: {}({id},), User: {})",
                self.comodel.name, self.env.user
            ))),
            Some(inverse) => {
                let values = object([(&*inverse.name, Value::from(self.id))]);
                write(self.db, self.env, &self.comodel, &[id], &values)
            }
            None if !there => Err(integrity(
                self.db,
                &format!("the record `{id}` of `{}` that is linked does not exist", self.comodel.name),
            )),
            None => {
                self.add(id);
                Ok(())
            }
        }
    }

    /// Takes a record out of the list. A line that cannot be without its owner is deleted.
    fn drop(&mut self, id: i64) -> Result<()> {
        let Some(inverse) = &self.inverse else {
            let (links, turned) = self.db.links_mut(self.model, self.field);
            links.remove((self.id, id), turned);
            return Ok(());
        };
        let is_ours = self.db.row(&self.comodel, id).is_some_and(|row| row.get(inverse) == &Cell::Int(self.id));
        if !is_ours {
            return Ok(());
        }
        if inverse.on_delete_or_default() == OnDelete::Cascade || inverse.required {
            return unlink(self.db, self.env, &self.comodel, &[id]);
        }
        let values = object([(&*inverse.name, false.into())]);
        write(self.db, self.env, &self.comodel, &[id], &values)
    }

    /// Makes the list these records and no others.
    fn set(&mut self, wanted: &[i64]) -> Result<()> {
        let view = View::new(self.db, &self.env.with_archived().sudo());
        // Archived records of a many2many that the user does not see stay.
        let visible = if self.field.kind == Kind::Many2many { View::new(self.db, self.env) } else { view };
        let there = visible.list(self.model, self.id, self.field)?;
        for id in there.iter().filter(|id| !wanted.contains(id)) {
            self.drop(*id)?;
        }
        for id in wanted.iter().filter(|id| !there.contains(id)) {
            self.link(*id)?;
        }
        Ok(())
    }
}
