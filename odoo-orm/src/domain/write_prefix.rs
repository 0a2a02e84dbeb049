//! Writing the tree in Odoo's prefix notation.
//!
//! Adjacent terms without an operator are joined by `&`.

use std::collections::vec_deque::Iter;

use odoo_rpc::ConfigError;
use serde_json::{Value, json};

use super::{Node, prefix};
use crate::field::Path;

/// The maximum number of terms written as a chain, which is easier to read.
const SHORT: usize = 16;

/// Why a domain cannot be sent.
///
/// It has the path of the field if a value is the reason.
#[derive(Debug)]
pub(crate) struct Refused {
    path: Option<String>,
    error: ConfigError,
}

impl Refused {
    /// Builds the error for a domain on `model`.
    pub(crate) fn of(self, model: &str) -> ConfigError {
        let Refused { path, error } = self;
        let sentence = match path {
            Some(path) => format!("field `{path}` of `{model}` cannot be searched: {error}"),
            None => format!("the domain on `{model}` cannot be sent: {error}"),
        };
        error.reworded(sentence)
    }

    /// Prefixes the path with the relation that leads to it.
    fn behind(self, relation: &Path) -> Self {
        let path = self.path.map(|path| format!("{relation}.{path}"));
        Refused { path, ..self }
    }
}

impl Node {
    pub(crate) fn to_json(&self) -> Result<Value, Refused> {
        // Room for most domains at once.
        let mut out = Vec::with_capacity(8);
        match self {
            Node::All => {}
            // Adjacent terms need no operator, in a nested list as well, once the server has parsed it.
            Node::And(terms) if terms.len() <= SHORT => {
                terms.iter().try_for_each(|term| term.emit(&mut out))?;
            }
            Node::Raw(list) => out.extend_from_slice(list),
            other => other.emit(&mut out)?,
        }
        Ok(Value::Array(out))
    }

    /// Returns the fields and operators of the first terms, without the values.
    pub(super) fn outline(&self) -> String {
        const SHOWN: usize = 8;
        let mut terms = Vec::new();
        self.outline_into(&mut terms, SHOWN + 1);
        if terms.len() > SHOWN {
            terms.truncate(SHOWN);
            terms.push("…".to_owned());
        }
        terms.join(", ")
    }

    fn outline_into(&self, terms: &mut Vec<String>, most: usize) {
        if terms.len() >= most {
            return;
        }
        match self {
            Node::All | Node::None => {}
            Node::Refused(_) => terms.push("refused".to_owned()),
            Node::Leaf { path, operator, .. } => {
                terms.push(format!("{path} {}", operator.as_str()));
            }
            Node::Any {
                path,
                negated,
                inner,
                ..
            } => terms.push(format!("{path} {} ({})", any(*negated), inner.outline())),
            Node::And(nodes) | Node::Or(nodes) => {
                for node in nodes {
                    node.outline_into(terms, most);
                }
            }
            Node::Not(node) => node.outline_into(terms, most),
            Node::Raw(list) => {
                terms.extend(list.iter().filter_map(raw_outline).take(most - terms.len()));
            }
        }
    }

    /// Writes one term, with the operators that it needs.
    fn emit(&self, out: &mut Vec<Value>) -> Result<(), Refused> {
        match self {
            Node::All => out.push(json!([1, "=", 1])),
            Node::None => out.push(json!([0, "=", 1])),
            Node::Leaf {
                path,
                operator,
                operand,
            } => match operand {
                Ok(value) => out.push(json!([path.as_str(), operator.as_str(), value])),
                Err(error) => {
                    return Err(Refused {
                        path: Some(path.to_string()),
                        error: error.clone(),
                    });
                }
            },
            Node::Any {
                path,
                negated,
                inner,
                ..
            } => {
                let inner = inner.to_json().map_err(|refused| refused.behind(path))?;
                out.push(json!([path.as_str(), any(*negated), inner]));
            }
            Node::Raw(terms) => {
                // Adjacent terms must become a single term here.
                let count = prefix::side_by_side(terms).unwrap_or_default();
                out.extend(std::iter::repeat_n("&".into(), count.saturating_sub(1)));
                out.extend_from_slice(terms);
            }
            Node::Refused(error) => {
                return Err(Refused {
                    path: None,
                    error: error.clone(),
                });
            }
            Node::And(terms) => emit_joined("&", &mut terms.iter(), terms.len(), out)?,
            Node::Or(terms) => emit_joined("|", &mut terms.iter(), terms.len(), out)?,
            Node::Not(term) => {
                out.push("!".into());
                term.emit(out)?;
            }
        }
        Ok(())
    }
}

/// Returns the field and operator of an unchecked condition.
fn raw_outline(term: &Value) -> Option<String> {
    match term.as_array()?.get(..2)? {
        [Value::String(path), Value::String(operator)] => Some(format!("{path} {operator}")),
        _ => None,
    }
}

/// Returns the operator for "some linked record matches", or for "none matches".
pub(super) fn any(negated: bool) -> &'static str {
    if negated { "not any" } else { "any" }
}

/// Joins terms with binary operators, as a balanced tree.
///
/// PostgreSQL runs out of stack over 10,000 terms in a chain, as Odoo 14 nests them.
fn emit_joined(
    operator: &str,
    terms: &mut Iter<'_, Node>,
    count: usize,
    out: &mut Vec<Value>,
) -> Result<(), Refused> {
    if count < 2 {
        return terms.next().map_or(Ok(()), |term| term.emit(out));
    }
    let first = count / 2;
    out.push(operator.into());
    emit_joined(operator, terms, first, out)?;
    emit_joined(operator, terms, count - first, out)
}
