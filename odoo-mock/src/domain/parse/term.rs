//! A part of a domain under construction.

use std::collections::VecDeque;

use super::Node;
use crate::exception::{Exception, Result};

/// The maximum depth of a domain, because trees are evaluated and dropped by recursion.
///
/// Odoo 19 fails near this depth as well.
const DEEPEST: usize = 400;

/// A part of a domain with its depth.
///
/// A tree that is too deep is rejected before it is built.
pub(super) struct Term {
    depth: usize,
    kind: Kind,
}

enum Kind {
    One(Node),
    /// Terms of one operator, `&` if true.
    ///
    /// A prefix list adds at the front, which takes quadratic time with a `Vec`.
    Row(bool, VecDeque<Node>),
}

impl Kind {
    fn of(node: Node) -> Self {
        match node {
            Node::All(nodes) => Kind::Row(true, nodes.into()),
            Node::Any(nodes) => Kind::Row(false, nodes.into()),
            node => Kind::One(node),
        }
    }
}

impl Term {
    pub(super) fn of(node: Node) -> Self {
        Term {
            depth: 0,
            kind: Kind::One(node),
        }
    }

    /// Two negations cancel out (14: `distribute_not` in `odoo/osv/expression.py`; 19: `Domain.__invert__`).
    pub(super) fn negate(self) -> Result<Self> {
        let depth = self.depth;
        match self.into_node() {
            Node::Not(inner) => Self::at(depth.saturating_sub(1), Kind::of(*inner)),
            node => Self::at(depth + 1, Kind::One(Node::Not(Box::new(node)))),
        }
    }

    /// Joins terms by `&` or `|`. Terms of the same operator share one level.
    pub(super) fn join(self, other: Term, all: bool) -> Result<Self> {
        let ((one_depth, mut one), (other_depth, mut other)) = (self.row(all), other.row(all));
        // The smaller list is moved, so that no nesting takes quadratic time.
        let nodes = if one.len() < other.len() {
            while let Some(node) = one.pop_back() {
                other.push_front(node);
            }
            other
        } else {
            one.append(&mut other);
            one
        };
        Self::at(one_depth.max(other_depth), Kind::Row(all, nodes))
    }

    pub(super) fn into_node(self) -> Node {
        match self.kind {
            Kind::One(node) => node,
            Kind::Row(true, nodes) => Node::All(nodes.into()),
            Kind::Row(false, nodes) => Node::Any(nodes.into()),
        }
    }

    /// The terms that this adds to a level of the operator, and the level's depth.
    fn row(self, all: bool) -> (usize, VecDeque<Node>) {
        match self.kind {
            Kind::Row(of, nodes) if of == all => (self.depth, nodes),
            _ => (self.depth + 1, VecDeque::from([self.into_node()])),
        }
    }

    fn at(depth: usize, kind: Kind) -> Result<Self> {
        let depth = checked(depth)?;
        Ok(Term { depth, kind })
    }
}

/// The depth of a domain inside its outer domains.
///
/// # Errors
///
/// Returns an error if that is too deep.
pub(crate) fn within_depth(node: &Node, above: usize) -> Result<usize> {
    checked(depth(node, above))
}

fn depth(node: &Node, above: usize) -> usize {
    // There is no need to measure beyond the limit.
    if above > DEEPEST {
        return above;
    }
    match node {
        Node::Constant(_) | Node::Leaf(_) => above,
        Node::Not(node) => depth(node, above + 1),
        Node::All(nodes) | Node::Any(nodes) => {
            let depths = nodes.iter().map(|node| depth(node, above + 1));
            depths.max().unwrap_or(above)
        }
    }
}

fn checked(depth: usize) -> Result<usize> {
    if depth > DEEPEST {
        return Err(Exception::new(
            "builtins.RecursionError",
            "maximum recursion depth exceeded",
        ));
    }
    Ok(depth)
}
