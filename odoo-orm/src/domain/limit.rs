//! How many terms a server takes.

use odoo_rpc::{Client, ConfigError, Error};
use serde_json::Value;

use crate::{model::ModelMeta, version};

/// So many terms of one operator are taken by every version. PostgreSQL's parser gives up over 10,000 levels, and 17 and 18 make one of each term.
const MOST_TERMS: usize = 9_000;

/// Nothing, if the server takes as many terms as `domain` has. Only for a domain of very many is it asked for its version.
///
/// # Errors
///
/// A sentence that tells how many terms there are and how many there can be.
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
        "the domain on `{}` joins {found} terms by one operator, and this server, Odoo {version}, takes at most {MOST_TERMS}: give the values as a list with \
         `is_in` or `not_in`, or make several searches",
        model.name(),
    ))
    .into())
}

/// The most terms that are joined by one operator, conditions on related records included.
fn most_terms(domain: &Value) -> usize {
    let Some(terms) = domain.as_array() else {
        return 0;
    };
    let mut most = 0;
    // What each term is joined by, and of how many it is made. `!` turns `&` into `|` on the server.
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
                if let Some([_, Value::String(operator), inner]) =
                    term.as_array().map(Vec::as_slice)
                    && matches!(operator.as_str(), "any" | "not any")
                {
                    most = most.max(most_terms(inner));
                }
                Joined::default()
            }
        };
        most = most.max(joined.terms);
        stack.push(joined);
    }
    most.max(Joined::of(false, stack.into_iter()).terms)
}

/// A term, by the number of those that it is joined of.
#[derive(Clone, Copy)]
struct Joined {
    /// None of a condition alone.
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
