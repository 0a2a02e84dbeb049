//! The maximum number of terms that a server accepts.

use odoo_rpc::{Client, ConfigError, Error};
use serde_json::Value;

use super::{Node, gather::MANY};
use crate::{model::ModelMeta, version};

/// The number of terms per operator that every version accepts.
///
/// PostgreSQL's parser fails over 10,000 levels, and 17 and 18 need one per term.
const MOST_TERMS: usize = 9_000;

impl Node {
    /// Whether servers may reject or delay so many terms. The count stops there.
    pub(super) fn is_long(&self) -> bool {
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

/// Checks that the server accepts the number of terms.
///
/// It asks for the version only if there are very many.
///
/// # Errors
///
/// If there are too many terms; the message has both numbers.
pub(super) async fn check(domain: &Value, model: &ModelMeta, client: &Client) -> Result<(), Error> {
    let found = most_terms(domain);
    if found <= MOST_TERMS {
        return Ok(());
    }
    let version = client.server_version().await?;
    if !version::NESTS_TERMS.holds_on(version) || version::JOINS_TERMS_FLAT.holds_on(version) {
        return Ok(());
    }
    Err(ConfigError::unsupported(format!(
        "the domain on `{}` joins {found} terms by one operator, but this server, Odoo {version}, accepts at most {MOST_TERMS}: pass the values as a list to \
         `is_in` or `not_in`, or split the search",
        model.name(),
    ))
    .into())
}

/// Returns the largest number of terms joined by one operator, also inside of `any`.
fn most_terms(domain: &Value) -> usize {
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
