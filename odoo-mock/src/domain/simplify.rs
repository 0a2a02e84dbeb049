//! Evaluation of domains without the records: constant domains, and terms without effect.

use super::Node;
use crate::python;

/// Whether a domain can match nothing (up to 18: `odoo/osv/expression.py`, `is_false`).
///
/// Its other errors are then not reported.
pub(crate) fn is_false(node: &Node) -> bool {
    sign(node) < 0
}

/// Returns 1 for always true, -1 for always false, and otherwise 0.
///
/// The value 0 means that the records decide.
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

/// Returns the domain without the terms that have no effect.
///
/// An example is a term that an `&` joins to a condition that is always true. Odoo 19 removes these terms before it
/// checks the names of the fields.
pub(crate) fn simplified(node: &Node) -> Node {
    match node {
        Node::All(nodes) | Node::Any(nodes) => {
            let all = matches!(node, Node::All(_));
            let mut kept = Vec::new();
            for node in nodes {
                match simplified(node) {
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
        Node::Not(node) => match simplified(node) {
            Node::Constant(value) => Node::Constant(!value),
            other => Node::Not(Box::new(other)),
        },
        other => other.clone(),
    }
}
