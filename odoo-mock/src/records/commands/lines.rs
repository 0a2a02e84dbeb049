//! Commands on a one2many list, in order.
//!
//! Existing lines move to the last of the records, because a line has one owner.

use std::sync::Arc;

use serde_json::Value;

use super::{Command, List, create, missing, numbers, unlink, write};
use crate::{
    exception::Result,
    python,
    query::View,
    schema::{Field, OnDelete},
    value::object,
};

impl List<'_> {
    pub(super) fn write_lines(mut self, commands: &[Value]) -> Result<()> {
        // Odoo ignores values of computed fields.
        if self.field.is_unlinked() {
            return Ok(());
        }
        let inverse = self.db.schema.inverse(self.model, self.field)?;
        // A command that empties the list has no effect after commands that create or link lines.
        let mut keeps = false;
        let mut linked = Vec::new();
        for item in commands {
            let code = item.get(0).and_then(Value::as_i64);
            let empties = match code {
                Some(5) => true,
                Some(6) => item.get(2).is_none_or(|ids| !python::is_true(ids)),
                _ => false,
            };
            match item.get(2).and_then(Value::as_array) {
                _ if empties && keeps => {}
                Some(ids)
                    if code == Some(6) && keeps && self.db.version.replaced_lines_are_kept() =>
                {
                    for id in numbers(ids)? {
                        self.link(&inverse, id)?;
                    }
                }
                _ => self.line(&inverse, Command::read(item, self.db.version)?)?,
            }
            keeps |= matches!(code, Some(0 | 4));
            if code == Some(4) {
                linked.extend(item.get(1).and_then(Value::as_i64));
            }
        }
        if self.db.version.links_lines_at_end() {
            for id in linked {
                self.link(&inverse, id)?;
            }
        }
        Ok(())
    }

    fn line(&mut self, inverse: &Arc<Field>, command: Command) -> Result<()> {
        match command {
            Command::Create(values) => {
                for owner in self.ids {
                    let mut values = values.clone();
                    values.insert(inverse.name.to_string(), (*owner).into());
                    create(self.db, self.env, &self.comodel, &[values])?;
                }
                Ok(())
            }
            Command::Update(id, values) => write(self.db, self.env, &self.comodel, &[id], &values),
            Command::Delete(id) => unlink(self.db, self.env, &self.comodel, &[id]),
            Command::Unlink(id) => self.drop(inverse, id),
            Command::Link(id) => self.link(inverse, id),
            Command::Set(ids) => self.set(inverse, &ids),
            Command::Unknown => Ok(()),
        }
    }

    /// Adds an existing line.
    fn link(&mut self, inverse: &Field, id: i64) -> Result<()> {
        if self.db.row(&self.comodel, id).is_none() {
            return Err(missing(&self.comodel.name, id, self.env.user));
        }
        let owner = self.ids.last().copied().unwrap_or_default();
        let values = object([(&*inverse.name, Value::from(owner))]);
        write(self.db, self.env, &self.comodel, &[id], &values)
    }

    /// Removes a line, and deletes it if it requires an owner.
    ///
    /// The owner is not checked.
    fn drop(&mut self, inverse: &Field, id: i64) -> Result<()> {
        if inverse.on_delete_or_default() == OnDelete::Cascade || inverse.required {
            return unlink(self.db, self.env, &self.comodel, &[id]);
        }
        let values = object([(&*inverse.name, false.into())]);
        write(self.db, self.env, &self.comodel, &[id], &values)
    }

    /// Replaces the lists by these lines.
    fn set(&mut self, inverse: &Field, wanted: &[i64]) -> Result<()> {
        // Archived lines, which the user does not see, stay.
        let view = View::new(self.db, self.env);
        let mut there = Vec::new();
        for own in self.ids {
            there.extend(view.list(self.model, *own, self.field)?);
        }
        for id in there.iter().filter(|id| !wanted.contains(id)) {
            self.drop(inverse, *id)?;
        }
        // With several records, a line of only some of them is linked again.
        let all_there = self.ids.len() < 2;
        for id in wanted
            .iter()
            .filter(|id| !(all_there && there.contains(id)))
        {
            // A missing line is ignored.
            if self.db.row(&self.comodel, *id).is_some() {
                self.link(inverse, *id)?;
            }
        }
        Ok(())
    }
}
