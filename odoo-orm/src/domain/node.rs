//! The untyped tree below `Domain<M>`.

use std::collections::VecDeque;

use odoo_rpc::ConfigError;
use serde_json::Value;

use super::path::{Feature, Path};
use crate::{model::RelationMeta, value::EncodeResult};

#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// Every record.
    All,
    /// No record.
    None,
    Leaf {
        path: Path,
        operator: Operator,
        operand: EncodeResult,
    },
    /// Some record at the other end, or none of them, meets `inner`.
    Any {
        path: Path,
        relation: RelationMeta,
        negated: bool,
        inner: Box<Node>,
    },
    /// Terms as the server reads them, which nobody here has looked into.
    Raw(Vec<Value>),
    /// What no call can send, and why.
    Refused(ConfigError),
    /// Two or more; they are joined at either end.
    And(VecDeque<Node>),
    /// Two or more; they are joined at either end.
    Or(VecDeque<Node>),
    Not(Box<Node>),
}

/// The operators that a leaf can have, on every version from 14 to 19 (`odoo/osv/expression.py`, 19: `orm/domains.py`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
    In,
    NotIn,
    Like,
    NotLike,
    Ilike,
    NotIlike,
    EqLike,
    EqIlike,
    ChildOf,
    ParentOf,
}

impl Operator {
    pub(crate) const ALL: [Operator; 16] = [
        Operator::Eq,
        Operator::Ne,
        Operator::Gt,
        Operator::Ge,
        Operator::Lt,
        Operator::Le,
        Operator::In,
        Operator::NotIn,
        Operator::Like,
        Operator::NotLike,
        Operator::Ilike,
        Operator::NotIlike,
        Operator::EqLike,
        Operator::EqIlike,
        Operator::ChildOf,
        Operator::ParentOf,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Operator::Eq => "=",
            Operator::Ne => "!=",
            Operator::Gt => ">",
            Operator::Ge => ">=",
            Operator::Lt => "<",
            Operator::Le => "<=",
            Operator::In => "in",
            Operator::NotIn => "not in",
            Operator::Like => "like",
            Operator::NotLike => "not like",
            Operator::Ilike => "ilike",
            Operator::NotIlike => "not ilike",
            Operator::EqLike => "=like",
            Operator::EqIlike => "=ilike",
            Operator::ChildOf => "child_of",
            Operator::ParentOf => "parent_of",
        }
    }
}

impl Node {
    pub(crate) fn leaf(path: Path, operator: Operator, operand: EncodeResult) -> Node {
        Node::Leaf {
            path,
            operator,
            operand,
        }
    }

    pub(crate) fn and(self, other: Node) -> Node {
        match (self, other) {
            (refused @ Node::Refused(_), _) | (_, refused @ Node::Refused(_)) => refused,
            (Node::All, node) | (node, Node::All) => node,
            (Node::And(left), Node::And(right)) => Node::And(in_a_row(left, right)),
            (Node::And(mut left), right) => {
                left.push_back(right);
                Node::And(left)
            }
            (left, Node::And(mut right)) => {
                right.push_front(left);
                Node::And(right)
            }
            (left, right) => Node::And([left, right].into()),
        }
    }

    /// `None | x` is `x`. `All | x` keeps `x`: a domain that names `active` makes the server include archived records (`odoo/models.py`,
    /// `_where_calc`), so that leaving it out here would change what an Odoo 14 finds.
    pub(crate) fn or(self, other: Node) -> Node {
        match (self, other) {
            (refused @ Node::Refused(_), _) | (_, refused @ Node::Refused(_)) => refused,
            (Node::None, node) | (node, Node::None) => node,
            (Node::Or(left), Node::Or(right)) => Node::Or(in_a_row(left, right)),
            (Node::Or(mut left), right) => {
                left.push_back(right);
                Node::Or(left)
            }
            (left, Node::Or(mut right)) => {
                right.push_front(left);
                Node::Or(right)
            }
            (left, right) => Node::Or([left, right].into()),
        }
    }

    pub(crate) fn not(self) -> Node {
        match self {
            Node::Not(node) => *node,
            refused @ Node::Refused(_) => refused,
            Node::All => Node::None,
            Node::None => Node::All,
            node => Node::Not(Box::new(node)),
        }
    }

    /// What it needs that not every version has.
    pub(crate) fn needs(&self) -> Option<Feature> {
        match self {
            Node::All | Node::None | Node::Raw(_) | Node::Refused(_) => None,
            Node::Leaf { path, .. } => path.needs(),
            Node::Any { inner, .. } => Feature::later(Some(Feature::Any), inner.needs()),
            Node::And(nodes) | Node::Or(nodes) => {
                nodes.iter().map(Node::needs).fold(None, Feature::later)
            }
            Node::Not(node) => node.needs(),
        }
    }
}

/// One list after the other. The shorter one is moved, so that lists which grow at either end take linear time.
pub(super) fn in_a_row<T>(mut left: VecDeque<T>, mut right: VecDeque<T>) -> VecDeque<T> {
    if left.len() >= right.len() {
        left.append(&mut right);
        return left;
    }
    while let Some(last) = left.pop_back() {
        right.push_front(last);
    }
    right
}
