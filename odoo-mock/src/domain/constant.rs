//! Constant conditions, which servers evaluate before anything else.

use std::sync::Arc;

use serde_json::Value;

use super::{Leaf, Node, condition::Compiler, operator::is_negative, parse};
use crate::{python, schema::Field};

/// Whether a domain can match nothing (up to 18: `odoo/osv/expression.py`, `is_false`).
///
/// Its other errors are then not reported.
pub(crate) fn is_false(node: &Node) -> bool {
    sign(node) < 0
}

/// 1 for always true, -1 for always false, 0 for a condition that depends on the records.
fn sign(node: &Node) -> i8 {
    match node {
        Node::Constant(true) => 1,
        Node::Constant(false) => -1,
        Node::Not(node) => -sign(node),
        Node::All(nodes) => nodes.iter().map(sign).min().unwrap_or(1),
        Node::Any(nodes) => nodes.iter().map(sign).max().unwrap_or(-1),
        Node::Leaf(leaf) if python::is_true(&leaf.value) => 0,
        Node::Leaf(leaf) => match leaf.operator.as_str() {
            "in" => -1,
            "not in" => 1,
            _ => 0,
        },
    }
}

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
