//! Commands on a many2many list.
//!
//! The server first computes the new list, and then writes the differences (`_Many2many.write_real`).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Command, List, create, integrity, unlink, write};
use crate::{exception::Result, query::View};

/// The list of one record.
struct Links {
    owner: i64,
    old: BTreeSet<i64>,
    new: BTreeSet<i64>,
}

impl List<'_> {
    pub(super) fn write_links(mut self, commands: &[Value]) -> Result<()> {
        let mut lists = self.visible()?;
        // Each with a flag: whether it stays in the lists.
        let mut created: Vec<(Map<String, Value>, bool)> = Vec::new();
        let mut deleted = Vec::new();
        for item in commands {
            match Command::read(item, self.db.version)? {
                Command::Create(values) => created.push((values, true)),
                Command::Update(id, values) => {
                    write(self.db, self.env, &self.comodel, &[id], &values)?;
                }
                Command::Delete(id) => deleted.push(id),
                Command::Unlink(id) => {
                    for list in &mut lists {
                        list.new.remove(&id);
                    }
                }
                Command::Link(id) => {
                    for list in &mut lists {
                        list.new.insert(id);
                    }
                }
                Command::Set(ids) => {
                    for (_, is_linked) in &mut created {
                        *is_linked = false;
                    }
                    for list in &mut lists {
                        list.new = ids.iter().copied().collect();
                    }
                }
                Command::Unknown => {}
            }
        }
        let (values, linked): (Vec<_>, Vec<_>) = created.into_iter().unzip();
        if !values.is_empty() {
            let ids = create(self.db, self.env, &self.comodel, &values)?;
            let linked = ids.into_iter().zip(linked).filter(|(_, linked)| *linked);
            for (id, _) in linked {
                for list in &mut lists {
                    list.new.insert(id);
                }
            }
        }
        if !deleted.is_empty() {
            unlink(self.db, self.env, &self.comodel, &deleted)?;
            for list in &mut lists {
                for id in &deleted {
                    list.old.remove(id);
                    list.new.remove(id);
                }
            }
        }
        lists
            .into_iter()
            .try_for_each(|list| self.write_list(&list))
    }

    /// The lists as the user sees them. Archived records, which are hidden, always stay.
    fn visible(&self) -> Result<Vec<Links>> {
        let view = View::new(self.db, self.env);
        let of = |owner: &i64| {
            let seen = view.list(self.model, *owner, self.field)?;
            let old: BTreeSet<i64> = seen.into_iter().collect();
            let new = old.clone();
            Ok(Links {
                owner: *owner,
                old,
                new,
            })
        };
        self.ids.iter().map(of).collect()
    }

    fn write_list(&mut self, list: &Links) -> Result<()> {
        let added: Vec<i64> = list.new.difference(&list.old).copied().collect();
        if !added.is_empty() && self.db.row(self.model, list.owner).is_none() {
            let model = &self.model.name;
            let sentence = format!("the record `{}` of `{model}` does not exist", list.owner);
            return Err(integrity(self.db, &sentence));
        }
        let is_missing = |id: &&i64| self.db.row(&self.comodel, **id).is_none();
        if let Some(missing) = added.iter().find(is_missing) {
            let model = &self.comodel.name;
            let sentence = format!("the linked record `{missing}` of `{model}` does not exist");
            return Err(integrity(self.db, &sentence));
        }
        let (links, turned) = self.db.links_mut(self.model, self.field);
        for id in list.old.difference(&list.new) {
            links.remove((list.owner, *id), turned);
        }
        for id in added {
            links.add((list.owner, id), turned);
        }
        Ok(())
    }
}
