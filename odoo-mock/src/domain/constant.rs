//! What is true or false whatever the records are, which servers see before they look at anything else.

use serde_json::Value;

use super::{Leaf, Node, compare::is_negative, condition::Compiler, parse};
use crate::python;

/// Whether a domain finds nothing for sure (up to 18: `odoo/osv/expression.py`, `is_false`). What else is wrong with it is not looked at then.
pub(crate) fn is_false(node: &Node) -> bool {
    sign(node) < 0
}

/// 1 for what is true, -1 for what is false, 0 for what depends on the records.
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
    /// The same from 19 on: a domain without the parts that decide nothing, nor those that are decided (`orm/domains.py`, `_optimize`).
    pub(super) fn folded(&self, node: &Node, negate: bool) -> Node {
        match node {
            Node::Constant(value) => Node::Constant(*value != negate),
            Node::Not(node) => self.folded(node, !negate),
            Node::All(nodes) | Node::Any(nodes) => {
                let all = matches!(node, Node::All(_)) != negate;
                let mut kept = Vec::new();
                for node in nodes {
                    match self.folded(node, negate) {
                        Node::Constant(value) if value == all => {}
                        Node::Constant(value) => return Node::Constant(value),
                        other => kept.push(other),
                    }
                }
                match (kept.len(), all) {
                    (0, _) => Node::Constant(all),
                    (_, true) => Node::All(kept),
                    (_, false) => Node::Any(kept),
                }
            }
            Node::Leaf(leaf) => match self.constant(leaf) {
                Some(value) => Node::Constant(value != negate),
                None if negate => Node::Not(Box::new(node.clone())),
                None => node.clone(),
            },
        }
    }

    fn constant(&self, leaf: &Leaf) -> Option<bool> {
        let truthy = python::is_true(&leaf.value);
        let empty_list = matches!(&leaf.value, Value::Array(items) if items.is_empty());
        let decided = match leaf.operator.as_str() {
            "in" if empty_list || python::is_none(&leaf.value) => Some(false),
            "not in" if empty_list || python::is_none(&leaf.value) => Some(true),
            "=?" if !truthy => Some(true),
            "any" | "not any" => match parse(&leaf.value, self.view.version()) {
                Ok(Node::Constant(false)) => Some(leaf.operator == "not any"),
                _ => None,
            },
            like if like.ends_with("like") && !like.contains('=') && !truthy => {
                let last = leaf.path.rsplit('.').next().unwrap_or_default();
                // Of a relation it asks whether there is a record.
                let is_relation = !leaf.path.contains('.') && self.model.find(last).is_some_and(|field| field.kind.is_relation());
                (!is_relation && !last.ends_with("_id") && !last.ends_with("_ids")).then(|| !is_negative(like))
            }
            _ => None,
        };
        // Through a path what is true needs a record all the same.
        decided.filter(|decided| !*decided || !leaf.path.contains('.'))
    }
}
