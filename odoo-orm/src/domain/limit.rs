//! The maximum number of terms that a server accepts.

use serde_json::Value;

use super::{Node, merge_equalities::MANY};

impl Node {
    /// Whether servers may reject or delay so many terms. The count stops there.
    pub(crate) fn is_long(&self) -> bool {
        self.left_of(MANY).is_none()
    }

    /// Subtracts the number of terms, including those on related records, from `left`.
    fn left_of(&self, left: usize) -> Option<usize> {
        match self {
            Node::All | Node::None | Node::Refused(_) => Some(left),
            Node::Leaf { .. } => left.checked_sub(1),
            Node::Any { inner, .. } | Node::Not(inner) => inner.left_of(left),
            Node::And(nodes) | Node::Or(nodes) => {
                nodes.iter().try_fold(left, |left, node| node.left_of(left))
            }
            Node::Raw(terms) => raw_left_of(terms, left),
        }
    }
}

fn raw_left_of(terms: &[Value], left: usize) -> Option<usize> {
    let left = left.checked_sub(terms.len())?;
    let mut inner = terms.iter().filter_map(related).filter_map(Value::as_array);
    inner.try_fold(left, |left, terms| raw_left_of(terms, left))
}

/// The condition on related records in a term.
fn related(term: &Value) -> Option<&Value> {
    match term.as_array()?.as_slice() {
        [_, Value::String(operator), inner] if matches!(operator.as_str(), "any" | "not any") => {
            Some(inner)
        }
        _ => None,
    }
}

/// Returns the largest number of terms joined by one operator, also inside of `any`.
pub(crate) fn most_terms(domain: &Value) -> usize {
    let Some(terms) = domain.as_array() else {
        return 0;
    };
    let mut most = 0;
    // For each term, its operator and how many terms it joins. The server turns `!` of `&` into `|`.
    let mut stack: Vec<Joined> = Vec::new();
    for term in terms.iter().rev() {
        let joined = match term.as_str() {
            Some("!") => stack.pop().unwrap_or_default().negated(),
            Some(operator @ ("&" | "|")) => {
                let is_or = operator == "|";
                let (one, other) = (stack.pop(), stack.pop());
                Joined::of(is_or, one.into_iter().chain(other))
            }
            _ => {
                most = most.max(related(term).map_or(0, most_terms));
                Joined::default()
            }
        };
        most = most.max(joined.terms);
        stack.push(joined);
    }
    most.max(Joined::of(false, stack.into_iter()).terms)
}

/// A term, with the number of terms that it joins.
#[derive(Clone, Copy)]
struct Joined {
    /// `None` for a single condition.
    is_or: Option<bool>,
    terms: usize,
}

impl Default for Joined {
    fn default() -> Self {
        Joined {
            is_or: None,
            terms: 1,
        }
    }
}

impl Joined {
    fn of(is_or: bool, parts: impl Iterator<Item = Joined>) -> Self {
        let terms = |part: Joined| match part.is_or {
            Some(other) if other != is_or => 1,
            _ => part.terms,
        };
        Joined {
            is_or: Some(is_or),
            terms: parts.map(terms).sum(),
        }
    }

    fn negated(self) -> Self {
        Joined {
            is_or: self.is_or.map(|is_or| !is_or),
            ..self
        }
    }
}
