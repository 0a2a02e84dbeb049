//! Constant conditions, which servers evaluate before anything else.

use std::sync::Arc;

use serde_json::Value;

use super::Compiler;
use crate::{
    domain::{Leaf, Node, operator::is_negative, parse},
    python,
    schema::Field,
};

impl Compiler<'_, '_> {
    /// The field at the end of a path.
    fn last(&self, path: &str) -> Option<Arc<Field>> {
        let mut model = Arc::clone(self.model);
        let mut found = None;
        for name in path.split('.') {
            let field = Arc::clone(model.find(name)?);
            if let Some(next) = self.view.db.schema.get(field.comodel()) {
                model = Arc::clone(next);
            }
            found = Some(field);
        }
        found
    }

    /// The constant value of a condition, from 19 on (`orm/domains.py`, `_optimize`).
    pub(super) fn constant(&self, leaf: &Leaf) -> Option<bool> {
        // An unknown field is still an error.
        self.model
            .find(leaf.path.split('.').next().unwrap_or_default())?;
        let truthy = python::is_true(&leaf.value);
        let empty_list = matches!(&leaf.value, Value::Array(items) if items.is_empty());
        let decided = match leaf.operator.as_str() {
            "in" if empty_list || (!truthy && !leaf.value.is_array()) => Some(false),
            "not in" if empty_list || (!truthy && !leaf.value.is_array()) => Some(true),
            "=?" if !truthy => Some(true),
            "<" | ">" | "<=" | ">="
                if !truthy
                    && self
                        .last(&leaf.path)
                        .is_some_and(|field| field.kind.is_temporal()) =>
            {
                Some(false)
            }
            "any" | "not any" => match parse(&leaf.value, self.view.version()) {
                Ok(Node::Constant(false)) => Some(leaf.operator == "not any"),
                _ => None,
            },
            like if like.ends_with("like") && !like.contains('=') && !truthy => {
                // On a relation it tests whether a record is linked.
                let column = self
                    .last(&leaf.path)
                    .is_some_and(|field| !field.kind.is_relation());
                column.then(|| !is_negative(like))
            }
            _ => None,
        };
        // On a path, a true condition still needs a record.
        decided.filter(|decided| !*decided || !leaf.path.contains('.'))
    }
}
