//! Domains: trees of conditions, parsed from lists and written as lists.
//!
//! The code is independent of the library's. `query` evaluates domains.

mod normalize;
pub(crate) mod operator;
mod parse;
mod simplify;

pub(crate) use normalize::to_list;
pub(crate) use parse::{count_terms, parse, within_depth};
pub(crate) use simplify::{is_false, simplified};

use serde_json::Value;

/// A domain as a tree.
///
/// Terms joined by one operator are one node, so a long domain is not deep.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Constant(bool),
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Leaf(Leaf),
}

/// A condition on a field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Leaf {
    /// A field, or a path to one.
    pub(crate) path: String,
    pub(crate) operator: String,
    pub(crate) value: Value,
}

impl Leaf {
    pub(crate) fn new(path: &str, operator: &str, value: impl Into<Value>) -> Self {
        Leaf {
            path: path.to_owned(),
            operator: operator.to_owned(),
            value: value.into(),
        }
    }

    /// The same condition on another field.
    pub(crate) fn on(&self, path: impl Into<String>) -> Self {
        Leaf {
            path: path.into(),
            ..self.clone()
        }
    }

    /// The same condition with another operator.
    pub(crate) fn by(&self, operator: &str) -> Self {
        Leaf::new(&self.path, operator, self.value.clone())
    }
}

impl Node {
    pub(crate) fn leaf(path: &str, operator: &str, value: impl Into<Value>) -> Self {
        Node::Leaf(Leaf::new(path, operator, value))
    }

    /// Joins both in one level.
    pub(crate) fn and(self, other: Node) -> Self {
        let terms = |node| match node {
            Node::All(nodes) => nodes,
            node => vec![node],
        };
        let mut nodes = terms(self);
        nodes.append(&mut terms(other));
        Node::All(nodes)
    }

    /// Whether any condition in the tree is on this field itself.
    pub(crate) fn mentions(&self, field: &str) -> bool {
        match self {
            Node::Constant(_) => false,
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(|node| node.mentions(field)),
            Node::Not(node) => node.mentions(field),
            Node::Leaf(leaf) => leaf.path == field,
        }
    }
}
