//! Commands on lists, in `create` and `write` (`odoo/fields.py`, `_RelationalMulti`).

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{create, integrity, unlink, write};
use crate::{
    database::Database,
    env::Env,
    exception::{Exception, Result, index_error, type_error, value_error},
    field::{Kind, OnDelete},
    python,
    schema::{Field, Model},
    value::object,
    view::View,
};

/// One list, of the records that are written to.
struct List<'a> {
    db: &'a mut Database,
    env: &'a Env,
    model: &'a Arc<Model>,
    ids: &'a [i64],
    field: &'a Field,
    comodel: Arc<Model>,
    /// The field that leads back, of a one2many.
    inverse: Option<Arc<Field>>,
    /// Records that were not in the list of a many2many before these commands put them there.
    fresh: Vec<i64>,
}

/// Carries out what is written to a list of these records. Lines that are there go to the last of them, because a line has one owner.
pub(super) fn apply(
    db: &mut Database,
    env: &Env,
    model: &Arc<Model>,
    ids: &[i64],
    (field, value): (&Field, &Value),
    new: bool,
) -> Result<()> {
    let comodel = Arc::clone(db.schema.model(field.comodel())?);
    let inverse = match field.kind {
        Kind::One2many => Some(db.schema.inverse(model, field)?),
        _ => None,
    };
    let mut list = List {
        db,
        env,
        model,
        ids,
        field,
        comodel,
        inverse,
        fresh: Vec::new(),
    };
    match value {
        Value::Array(items) if items.iter().all(Value::is_number) && !items.is_empty() => {
            list.set(&numbers(items)?)
        }
        Value::Array(items) => list.commands(items),
        value if python::is_none(value) && new => Ok(()),
        value if python::is_none(value) => list.set(&[]),
        other => Err(value_error(format!(
            "Wrong value for {}: {}",
            field.name,
            python::repr(other)
        ))),
    }
}

fn numbers(items: &[Value]) -> Result<Vec<i64>> {
    let id = |item: &Value| {
        item.as_i64()
            .ok_or_else(|| type_error(format!("'{}' is no id of a record", python::str(item))))
    };
    items
        .iter()
        .filter(|item| python::is_true(item))
        .map(id)
        .collect()
}

impl List<'_> {
    fn commands(&mut self, items: &[Value]) -> Result<()> {
        // Behind lines that are new, a list is not emptied: the client has said so before it made them.
        let mut keeps = false;
        for item in items {
            let code = item.get(0).and_then(Value::as_i64);
            let empties = match code {
                Some(5) => true,
                Some(6) => item.get(2).is_none_or(|ids| !python::is_true(ids)),
                _ => false,
            };
            match item.get(2).and_then(Value::as_array) {
                _ if empties && keeps => {}
                // Nor is anything taken out of it, from 17 on.
                Some(ids) if code == Some(6) && keeps && self.db.version.since(17) => {
                    for id in numbers(ids)? {
                        self.link(id)?;
                    }
                }
                _ => self.command(item)?,
            }
            keeps |= self.inverse.is_some() && matches!(code, Some(0 | 4));
        }
        Ok(())
    }

    fn command(&mut self, item: &Value) -> Result<()> {
        let Value::Array(parts) = item else {
            return Err(match item {
                Value::Object(_) if self.db.version.since(19) => {
                    type_error("unhashable type: 'dict'")
                }
                Value::Object(_) => {
                    Exception::new("psycopg2.ProgrammingError", "can't adapt type 'dict'")
                }
                other => type_error(format!(
                    "'{}' object is not subscriptable",
                    python::type_name(other)
                )),
            });
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
        match parts.first().and_then(Value::as_i64) {
            Some(0) => self.create(&values()?),
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
                self.set(&numbers(&items)?)
            }
            // Odoo passes over what it does not know.
            _ => Ok(()),
        }
    }

    /// Creates a line for each of the records, or one record that all of them are linked to.
    fn create(&mut self, values: &Map<String, Value>) -> Result<()> {
        let Some(inverse) = self.inverse.clone() else {
            let created = create(
                self.db,
                self.env,
                &self.comodel,
                std::slice::from_ref(values),
            )?;
            return created.into_iter().try_for_each(|id| self.add(id));
        };
        for owner in self.ids {
            let mut values = values.clone();
            values.insert(inverse.name.to_string(), (*owner).into());
            create(self.db, self.env, &self.comodel, &[values])?;
        }
        Ok(())
    }

    /// Links all of the records, which the database looks for, to one that is there.
    fn add(&mut self, id: i64) -> Result<()> {
        for own in self.ids {
            if self.db.row(self.model, *own).is_none() {
                return Err(integrity(
                    self.db,
                    &format!("the record `{own}` of `{}` does not exist", self.model.name),
                ));
            }
            if !self.db.linked(self.model, self.field, *own).contains(&id) {
                self.fresh.push(id);
            }
            let (links, turned) = self.db.links_mut(self.model, self.field);
            links.add((*own, id), turned);
        }
        Ok(())
    }

    /// Adds a record that is there.
    fn link(&mut self, id: i64) -> Result<()> {
        let there = self.db.row(&self.comodel, id).is_some();
        match &self.inverse {
            Some(_) if !there => Err(super::missing(&self.comodel.name, id, self.env.user)),
            Some(inverse) => {
                let owner = self.ids.last().copied().unwrap_or_default();
                let values = object([(&*inverse.name, Value::from(owner))]);
                write(self.db, self.env, &self.comodel, &[id], &values)
            }
            None if !there => Err(integrity(
                self.db,
                &format!(
                    "the record `{id}` of `{}` that is linked does not exist",
                    self.comodel.name
                ),
            )),
            None => self.add(id),
        }
    }

    /// Takes a record out of the lists. A line that cannot be without its owner is deleted.
    fn drop(&mut self, id: i64) -> Result<()> {
        let Some(inverse) = &self.inverse else {
            for own in self.ids {
                let (links, turned) = self.db.links_mut(self.model, self.field);
                links.remove((*own, id), turned);
            }
            return Ok(());
        };
        // Whose line it is, nobody asks.
        if inverse.on_delete_or_default() == OnDelete::Cascade || inverse.required {
            return unlink(self.db, self.env, &self.comodel, &[id]);
        }
        let values = object([(&*inverse.name, false.into())]);
        write(self.db, self.env, &self.comodel, &[id], &values)
    }

    /// Makes the lists these records and no others.
    fn set(&mut self, wanted: &[i64]) -> Result<()> {
        // Archived records, which the user does not see, stay.
        let view = View::new(self.db, self.env);
        let mut there = self.fresh.clone();
        for own in self.ids {
            there.extend(view.list(self.model, *own, self.field)?);
        }
        for id in there.iter().filter(|id| !wanted.contains(id)) {
            self.drop(*id)?;
        }
        // A link is made again where it is there for some of the records alone.
        let all_there = self.ids.len() < 2;
        for id in wanted
            .iter()
            .filter(|id| !(all_there && there.contains(id)))
        {
            // A line that is not there is not missed.
            if self.inverse.is_none() || self.db.row(&self.comodel, *id).is_some() {
                self.link(*id)?;
            }
        }
        Ok(())
    }
}
