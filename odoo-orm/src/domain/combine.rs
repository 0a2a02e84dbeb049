//! Domains joined by `&` and `|`, and negated by `!`.

use std::{mem, ops};

use super::{Domain, node::Node};

/// Matches the records that match both conditions.
impl<M> ops::BitAnd for Domain<M> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        match (&self.node, &other.node) {
            (Node::All, _) => return other,
            (_, Node::All) => return self,
            _ => {}
        }
        let depth = |part: &Self| part.depth + u16::from(!matches!(part.node, Node::And(_)));
        let depth = depth(&self).max(depth(&other));
        Domain::of(self.node.and(other.node), depth)
    }
}

/// Matches the records that match at least one of the conditions.
impl<M> ops::BitOr for Domain<M> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        match (&self.node, &other.node) {
            (Node::None, _) => return other,
            (_, Node::None) => return self,
            _ => {}
        }
        let depth = |part: &Self| part.depth + u16::from(!matches!(part.node, Node::Or(_)));
        let depth = depth(&self).max(depth(&other));
        Domain::of(self.node.or(other.node), depth)
    }
}

/// `domain &= condition` adds a condition.
impl<M> ops::BitAndAssign for Domain<M> {
    fn bitand_assign(&mut self, other: Self) {
        *self = mem::replace(self, Domain::all()) & other;
    }
}

/// `domain |= condition` adds an alternative.
impl<M> ops::BitOrAssign for Domain<M> {
    fn bitor_assign(&mut self, other: Self) {
        *self = mem::replace(self, Domain::all()) | other;
    }
}

/// Negates the condition, with the server's semantics.
///
/// On a dotted path, Odoo 14 and 16 replace `!` by the opposite operator, which needs a linked record. From 17 on, a record without
/// one matches too. A record with an empty field matches the negation of `eq`, `is_in`, `like`, `ilike` and `contains` on every version. It matches the negation of `gt` and the other comparisons, of
/// `starts_with`, `eq_like`, `child_of` and `parent_of` on Odoo 19 but not on 14: add `| FIELD.is_unset()` if this matters.
impl<M> ops::Not for Domain<M> {
    type Output = Self;

    fn not(self) -> Self {
        let depth = match self.node {
            Node::Not(_) => self.depth.saturating_sub(1),
            _ => self.depth + 1,
        };
        Domain::of(self.node.not(), depth)
    }
}
