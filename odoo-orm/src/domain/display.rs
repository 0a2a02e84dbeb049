//! The readable form of a domain: infix, with parentheses around nested `and`, `or` and `not`.

use std::{collections::VecDeque, fmt};

use serde_json::Value;

use super::{Node, Operator, write_prefix::any};

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Refused(error) => write!(f, "({error})"),
            Node::All => f.write_str("everything"),
            Node::None => f.write_str("nothing"),
            Node::Leaf {
                path,
                operator,
                operand,
            } => match (operator, operand) {
                (Operator::Ne, Ok(Value::Bool(false))) => write!(f, "{path} is set"),
                (Operator::Eq, Ok(Value::Bool(false))) => write!(f, "{path} is unset"),
                (_, Ok(value)) => write!(f, "{path} {} {value}", operator.as_str()),
                (_, Err(error)) => write!(f, "{path} {} ({error})", operator.as_str()),
            },
            Node::Any {
                path,
                negated,
                inner,
                ..
            } => write!(f, "{path} {} ({inner})", any(*negated)),
            Node::Raw(terms) => f.write_str(&Value::Array(terms.clone()).to_string()),
            Node::And(terms) => join(f, terms, " and "),
            Node::Or(terms) => join(f, terms, " or "),
            Node::Not(term) => {
                f.write_str("not ")?;
                part(f, term)
            }
        }
    }
}

fn join(f: &mut fmt::Formatter<'_>, terms: &VecDeque<Node>, word: &str) -> fmt::Result {
    for (index, term) in terms.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { word })?;
        part(f, term)?;
    }
    Ok(())
}

/// Writes one operand, in parentheses if it is itself a combination.
fn part(f: &mut fmt::Formatter<'_>, term: &Node) -> fmt::Result {
    match term {
        Node::And(_) | Node::Or(_) => write!(f, "({term})"),
        term => fmt::Display::fmt(term, f),
    }
}
