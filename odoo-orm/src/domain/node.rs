//! The untyped tree below `Domain<M>`.

use std::borrow::Cow;

use odoo_rpc::ConfigError;
use serde_json::Value;

use crate::value::Operand;

#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// Every record.
    All,
    /// No record.
    None,
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
    /// The value at `path` is among `values`, a 0 by `=`: in a list Odoo 14 takes it for an empty field
    /// (`odoo/osv/expression.py` drops what equals `False` from lists, as 0 does in Python).
    pub(crate) fn one_of(path: Cow<'static, str>, values: Result<Vec<Value>, ConfigError>) -> Node {
        Node::listed(path, values, (Operator::Eq, Operator::In), Node::or)
    }

    /// The value at `path` is not among `values`; see [`one_of`](Self::one_of).
    pub(crate) fn none_of(
        path: Cow<'static, str>,
        values: Result<Vec<Value>, ConfigError>,
    ) -> Node {
        Node::listed(path, values, (Operator::Ne, Operator::NotIn), Node::and)
    }

    /// A condition on a list, and on the 0 in it by itself.
    fn listed(
        path: Cow<'static, str>,
        values: Result<Vec<Value>, ConfigError>,
        (of_one, of_list): (Operator, Operator),
        join: fn(Node, Node) -> Node,
    ) -> Node {
        let leaf = |path, operator, operand| Node::Leaf {
            path,
            operator,
            operand,
        };
        match values.map(without_zero) {
            Ok((values, Some(zero))) if values.is_empty() => leaf(path, of_one, Ok(zero)),
            Ok((values, Some(zero))) => {
                let of_zero = leaf(path.clone(), of_one, Ok(zero));
                join(of_zero, leaf(path, of_list, Ok(values.into())))
            }
            Ok((values, None)) => leaf(path, of_list, Ok(values.into())),
            Err(error) => leaf(path, of_list, Err(error)),
        }
    }

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

    /// `None | x` is `x`. `All | x` keeps `x`: a domain that names `active` makes the server include archived records (`odoo/models.py`,
    /// `_where_calc`), so that leaving it out here would change what an Odoo 14 finds.
    pub(crate) fn or(self, other: Node) -> Node {
        match (self, other) {
            (Node::None, node) | (node, Node::None) => node,
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

    pub(crate) fn not(self) -> Node {
        match self {
            Node::Not(node) => *node,
            node => Node::Not(Box::new(node)),
        }
    }

    pub(crate) fn uses_any(&self) -> bool {
        match self {
            Node::All | Node::None | Node::Leaf { .. } => false,
            Node::Any { .. } => true,
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(Node::uses_any),
            Node::Not(node) => node.uses_any(),
        }
    }
}

/// The values of a list without a 0 that is among them, and that 0.
fn without_zero(values: Vec<Value>) -> (Vec<Value>, Option<Value>) {
    let is_zero = |value: &Value| value.as_f64() == Some(0.0);
    let (zeros, values) = values.into_iter().partition::<Vec<_>, _>(is_zero);
    (values, zeros.into_iter().next())
}
