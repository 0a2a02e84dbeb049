//! The untyped tree inside of `Domain<M>`.

use std::collections::VecDeque;

use odoo_rpc::{ConfigError, ServerVersion};
use serde_json::Value;

use crate::{
    field::{Feature, Path},
    model::{ModelMeta, RelationMeta},
    value::Encoded,
};

#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// Matches every record.
    All,
    /// Matches no record.
    None,
    Leaf {
        path: Path,
        operator: Operator,
        operand: Encoded,
    },
    /// Matches if some linked record matches `inner`, or if none does.
    Any {
        path: Path,
        relation: RelationMeta,
        negated: bool,
        inner: Box<Node>,
    },
    /// Unchecked terms in the server's notation.
    Raw(Vec<Value>),
    /// A condition that cannot be sent, with the reason.
    Refused(ConfigError),
    /// Two or more terms. A deque, because terms are added at both ends.
    And(VecDeque<Node>),
    /// Two or more terms. A deque, because terms are added at both ends.
    Or(VecDeque<Node>),
    Not(Box<Node>),
}

/// The operators that every version from 14 to 19 supports (`odoo/osv/expression.py`, 19: `orm/domains.py`).
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
    pub(crate) fn leaf(path: Path, operator: Operator, operand: Encoded) -> Node {
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
            (left, right) => Node::And(pair(left, right)),
        }
    }

    /// Joins two conditions with `|`.
    ///
    /// `None | x` is `x`, but `All | x` keeps `x`.
    ///
    /// A domain that names `active` makes the server include archived records (`odoo/models.py`, `_where_calc`), so dropping `x` would change the result on Odoo 14.
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
            (left, right) => Node::Or(pair(left, right)),
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

    /// Returns the feature that the condition needs and that not every version has.
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

impl Node {
    /// Tells whether the names of its fields depend on the server's version.
    pub(crate) fn is_versioned(&self, model: &ModelMeta) -> bool {
        model.is_versioned() || self.leads_to_versions()
    }

    fn leads_to_versions(&self) -> bool {
        match self {
            Node::All | Node::None | Node::Raw(_) | Node::Refused(_) => false,
            Node::Leaf { path, .. } => path.is_versioned(),
            Node::Any {
                path,
                relation,
                inner,
                ..
            } => path.is_versioned() || inner.is_versioned(relation.target()),
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(Node::leads_to_versions),
            Node::Not(node) => node.leads_to_versions(),
        }
    }

    /// Returns the condition with the names of a version.
    ///
    /// # Errors
    ///
    /// If the version does not have one of the fields: without its term the domain would match other records.
    pub(crate) fn on(
        &self,
        model: &ModelMeta,
        version: &ServerVersion,
    ) -> Result<Node, ConfigError> {
        let all = |nodes: &VecDeque<Node>| -> Result<VecDeque<Node>, ConfigError> {
            nodes.iter().map(|node| node.on(model, version)).collect()
        };
        Ok(match self {
            Node::All | Node::None | Node::Raw(_) | Node::Refused(_) => self.clone(),
            Node::Leaf {
                path,
                operator,
                operand,
            } => Node::leaf(path.on(model, version)?, *operator, operand.clone()),
            Node::Any {
                path,
                relation,
                negated,
                inner,
            } => Node::Any {
                path: path.on(model, version)?,
                relation: *relation,
                negated: *negated,
                inner: Box::new(inner.on(relation.target(), version)?),
            },
            Node::And(nodes) => Node::And(all(nodes)?),
            Node::Or(nodes) => Node::Or(all(nodes)?),
            Node::Not(node) => Node::Not(Box::new(node.on(model, version)?)),
        })
    }
}

/// Two terms, with room for two more: most rows have three or four.
fn pair(left: Node, right: Node) -> VecDeque<Node> {
    let mut nodes = VecDeque::with_capacity(4);
    nodes.push_back(left);
    nodes.push_back(right);
    nodes
}

/// Concatenates two lists.
///
/// It moves the shorter one, so lists that grow at either end take linear time.
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
