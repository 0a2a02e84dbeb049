//! What a domain says without its records: that it matches nothing, and its terms that decide something.

use super::Node;
use crate::python;

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

/// The domain without terms that decide nothing, such as those next to a condition that is always true. 19 removes them before it checks which
/// fields are named.
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
