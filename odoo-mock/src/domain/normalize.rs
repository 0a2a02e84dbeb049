//! Domains in Odoo 19's output order: each operator before all of its terms.

use serde_json::{Value, json};

use super::{
    Node,
    operator::{is_order, negation},
};
use crate::version::Version;

/// The list of a domain.
pub(crate) fn to_list(node: &Node, version: Version) -> Vec<Value> {
    match pushed(node, false, version) {
        Node::Constant(value) => vec![json!([i32::from(value), "=", 1])],
        other => written(&other),
    }
}

/// The domain with `!` merged into operators that have an inverse.
fn pushed(node: &Node, negate: bool, version: Version) -> Node {
    match node {
        Node::Constant(value) => Node::Constant(*value != negate),
        Node::Not(node) => pushed(node, !negate, version),
        Node::All(nodes) | Node::Any(nodes) => {
            let all = matches!(node, Node::All(_)) != negate;
            let mut kept: Vec<Node> = Vec::new();
            for node in nodes {
                match (pushed(node, negate, version), all) {
                    (Node::Constant(value), all) if value == all => {}
                    (Node::Constant(value), _) => return Node::Constant(value),
                    (Node::All(nodes), true) | (Node::Any(nodes), false) => kept.extend(nodes),
                    (other, _) => kept.push(other),
                }
            }
            match (kept.len(), all) {
                (0, _) => Node::Constant(all),
                (1, _) => kept.remove(0),
                (_, true) => Node::All(kept),
                (_, false) => Node::Any(kept),
            }
        }
        // An order comparison is inverted only later, because of empty values.
        Node::Leaf(leaf) if negate => match negation(&leaf.operator, version)
            .filter(|operator| !leaf.path.contains('.') && !is_order(operator))
        {
            Some(operator) => Node::leaf(&leaf.path, operator, leaf.value.clone()),
            None => Node::Not(Box::new(node.clone())),
        },
        Node::Leaf(_) => node.clone(),
    }
}

fn written(node: &Node) -> Vec<Value> {
    match node {
        Node::Constant(value) => vec![json!([i32::from(*value), "=", 1])],
        Node::Not(node) => [vec!["!".into()], written(node)].concat(),
        Node::Leaf(leaf) => vec![json!([leaf.path, leaf.operator, leaf.value])],
        Node::All(nodes) | Node::Any(nodes) => {
            let operator = if matches!(node, Node::All(_)) {
                "&"
            } else {
                "|"
            };
            let operators = vec![Value::from(operator); nodes.len().saturating_sub(1)];
            let terms: Vec<Value> = nodes.iter().flat_map(written).collect();
            [operators, terms].concat()
        }
    }
}
