//! `child_of` and `parent_of`.

use std::{collections::HashSet, sync::Arc};

use serde_json::Value;

use super::{Compiler, predicate::Predicate};
use crate::{
    domain::{Leaf, Node},
    exception::{Result, key_error, type_error, value_error},
    python,
    schema::{Field, Kind, Model},
    storage::Cell,
};

impl<'a> Compiler<'_, 'a> {
    pub(super) fn hierarchy(&self, field: &Arc<Field>, leaf: &Leaf) -> Result<Predicate<'a>> {
        let schema = &self.view.db.schema;
        if field.kind != Kind::Id && !field.kind.is_relation() {
            let version = self.view.version();
            if !version.has_domain_trees() {
                return self.column(field, leaf);
            }
            return Err(value_error(format!(
                "Cannot execute {} for {}.{}, works only for relational fields",
                leaf.operator, self.model.name, field.name
            )));
        }
        let model = if field.kind == Kind::Id {
            Arc::clone(self.model)
        } else {
            Arc::clone(schema.model(field.comodel())?)
        };
        let roots = self.roots(&model, leaf)?;
        if roots.is_empty() {
            return Ok(Predicate::FALSE);
        }
        // A field that links to the model itself defines the hierarchy.
        let own =
            field.kind != Kind::Id && model.name == self.model.name && field.kind == Kind::Many2one;
        let parent = if own { &field.name } else { &model.parent };
        let found = if leaf.operator == "child_of" {
            self.children(&model, parent, roots)?
        } else {
            self.parents(&model, parent, roots)?
        };
        match field.kind {
            Kind::Id => Ok(Predicate::Ids(found)),
            Kind::Many2one if own => Ok(Predicate::Ids(found)),
            Kind::Many2one => {
                let ids: Vec<i64> = found.into_iter().collect();
                self.any(field, &Node::leaf("id", "in", ids), false)
            }
            _ => self.list_with(field, &found, false),
        }
    }

    /// The records that the value refers to: by id or by name.
    fn roots(&self, model: &Arc<Model>, leaf: &Leaf) -> Result<Vec<i64>> {
        let version = self.view.version();
        let items = match &leaf.value {
            Value::Array(items) => items.clone(),
            Value::Bool(false) => return Ok(Vec::new()),
            Value::Null if version.has_domain_trees() => return Ok(Vec::new()),
            other @ (Value::String(_) | Value::Bool(true)) => vec![other.clone()],
            Value::Number(number) if number.is_i64() => vec![leaf.value.clone()],
            Value::Object(map) if map.is_empty() && !version.has_domain_trees() => {
                return Ok(Vec::new());
            }
            other if version.has_domain_trees() => {
                return Err(value_error(format!(
                    "Value of type {} is not supported",
                    python::type_name(other)
                )));
            }
            other => {
                return Err(type_error(format!(
                    "'{}' object is not iterable",
                    python::type_name(other)
                )));
            }
        };
        let mut ids = Vec::new();
        for item in &items {
            match item {
                text @ Value::String(_) => {
                    ids.extend(self.view.name_domain_ids(model, "ilike", text)?);
                }
                Value::Number(number) => ids.extend(number.as_i64()),
                Value::Bool(true) => ids.push(1),
                _ => {}
            }
        }
        if !version.has_domain_trees() {
            ids.retain(|id| *id != 0);
        }
        Ok(ids)
    }

    fn children(&self, model: &Arc<Model>, parent: &str, roots: Vec<i64>) -> Result<HashSet<i64>> {
        if model.find(parent).is_none() {
            return Err(value_error(format!(
                "Invalid field {}.{parent}",
                model.name
            )));
        }
        let mut found: HashSet<i64> = HashSet::new();
        let mut left = roots;
        while !left.is_empty() {
            left.retain(|id| found.insert(*id));
            let below = Node::leaf(parent, "in", left.clone());
            left = self.view.search_all(model, &below)?;
            left.retain(|id| !found.contains(id));
        }
        self.visible(model, found)
    }

    fn parents(&self, model: &Arc<Model>, parent: &str, roots: Vec<i64>) -> Result<HashSet<i64>> {
        let parent = model.find(parent).ok_or_else(|| key_error(parent))?;
        let mut found: HashSet<i64> = HashSet::new();
        for root in roots {
            let mut next = Some(root);
            while let Some(id) = next.filter(|id| found.insert(*id)) {
                let row = self.view.db.row(model, id);
                next = row.and_then(|row| match row.get(parent) {
                    Cell::Int(above) => Some(*above),
                    _ => None,
                });
            }
        }
        self.visible(model, found)
    }

    /// The records of these that the user sees.
    ///
    /// The roots are searched like all other records.
    fn visible(&self, model: &Arc<Model>, ids: HashSet<i64>) -> Result<HashSet<i64>> {
        let ids: Vec<i64> = ids.into_iter().collect();
        let found = self.view.search_all(model, &Node::leaf("id", "in", ids))?;
        Ok(found.into_iter().collect())
    }
}
