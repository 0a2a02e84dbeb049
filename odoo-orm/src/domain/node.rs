//! The untyped tree below `Domain<M>`.

use std::borrow::Cow;

use crate::value::Operand;

#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// Every record.
    All,
    Leaf {
        path: Cow<'static, str>,
        operator: Operator,
        operand: Operand,
    },
    Any {
        path: Cow<'static, str>,
        inner: Box<Node>,
    },
    /// Two or more.
    And(Vec<Node>),
    /// Two or more.
    Or(Vec<Node>),
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
    pub(crate) fn and(self, other: Node) -> Node {
        match (self, other) {
            (Node::All, node) | (node, Node::All) => node,
            (Node::And(mut left), Node::And(right)) => {
                left.extend(right);
                Node::And(left)
            }
            (Node::And(mut left), right) => {
                left.push(right);
                Node::And(left)
            }
            (left, Node::And(mut right)) => {
                right.insert(0, left);
                Node::And(right)
            }
            (left, right) => Node::And(vec![left, right]),
        }
    }

    /// `All | x` keeps `x`: a domain that names `active` makes the server include archived records (`odoo/models.py`,
    /// `_where_calc`), so that leaving it out here would change what an Odoo 14 finds.
    pub(crate) fn or(self, other: Node) -> Node {
        match (self, other) {
            (Node::Or(mut left), Node::Or(right)) => {
                left.extend(right);
                Node::Or(left)
            }
            (Node::Or(mut left), right) => {
                left.push(right);
                Node::Or(left)
            }
            (left, Node::Or(mut right)) => {
                right.insert(0, left);
                Node::Or(right)
            }
            (left, right) => Node::Or(vec![left, right]),
        }
    }

    pub(crate) fn uses_any(&self) -> bool {
        match self {
            Node::All | Node::Leaf { .. } => false,
            Node::Any { .. } => true,
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(Node::uses_any),
            Node::Not(node) => node.uses_any(),
        }
    }
}
