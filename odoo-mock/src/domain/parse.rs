//! Parsing of domains: lists in prefix notation.

mod term;

use std::iter;

use serde_json::Value;

use self::term::Term;
pub(crate) use self::term::within_depth;
use super::{Leaf, Node};
use crate::{
    exception::{Result, assertion_error, type_error, value_error},
    python,
    version::Version,
};

const OPERATORS: &[&str] = &[
    "=",
    "!=",
    "<=",
    "<",
    ">",
    ">=",
    "=?",
    "=like",
    "=ilike",
    "like",
    "not like",
    "ilike",
    "not ilike",
    "in",
    "not in",
    "child_of",
    "parent_of",
];
const SINCE_17: &[&str] = &["any", "not any"];
const SINCE_19: &[&str] = &["not =like", "not =ilike"];

/// Parses a domain.
pub(crate) fn parse(domain: &Value, version: Version) -> Result<Node> {
    if version.has_domain_trees() {
        tree(domain, version)
    } else {
        list(domain, version)
    }
}

/// Up to 18 (`odoo/osv/expression.py`): lists that are normalized, then checked.
fn list(domain: &Value, version: Version) -> Result<Node> {
    let Value::Array(items) = domain else {
        return Err(assertion_error(
            "Domains to normalize must have a 'domain' form: a list or tuple of domain components",
        ));
    };
    let (missing, expected) = count_terms(items);
    let and = Value::from("&");
    if items.is_empty() {
        return Ok(Node::Constant(true));
    }
    if expected != 0 {
        let sentence = format!(
            "This domain is syntactically not correct: {}",
            python::repr(domain)
        );
        return Err(if version.short_domain_is_value_error() {
            value_error(sentence)
        } else {
            assertion_error(sentence)
        });
    }
    let tokens = items.iter().rev().chain(iter::repeat_n(&and, missing));
    let stack = fold(tokens, |item| old_leaf(item, version))?;
    stack
        .into_iter()
        .next()
        .ok_or_else(|| assertion_error("empty domain"))
}

/// Counts the missing `&` operators of a list, and the terms its operators still expect.
///
/// A term that no operator expects is joined by an `&`.
pub(crate) fn count_terms(items: &[Value]) -> (usize, i64) {
    let (mut missing, mut expected) = (0, 1);
    for item in items {
        if expected == 0 {
            missing += 1;
            expected = 1;
        }
        expected += match item.as_str() {
            Some("&" | "|") => 1,
            Some("!") => 0,
            _ => -1,
        };
    }
    (missing, expected)
}

/// Combines terms from the last to the first.
fn fold<'a>(
    items: impl Iterator<Item = &'a Value>,
    leaf: impl Fn(&'a Value) -> Result<Node>,
) -> Result<Vec<Node>> {
    let mut stack: Vec<Term> = Vec::new();
    let short = || value_error("Domain() malformed domain");
    for item in items {
        let term = match item.as_str() {
            Some(operator @ ("&" | "|")) => {
                let (one, other) = (
                    stack.pop().ok_or_else(short)?,
                    stack.pop().ok_or_else(short)?,
                );
                one.join(other, operator == "&")?
            }
            Some("!") => stack.pop().ok_or_else(short)?.negate()?,
            _ => Term::of(leaf(item)?),
        };
        stack.push(term);
    }
    Ok(stack.into_iter().map(Term::into_node).collect())
}

fn old_leaf(item: &Value, version: Version) -> Result<Node> {
    let invalid = || value_error(format!("Invalid leaf {}", python::str(item)));
    let parts = item.as_array().map(Vec::as_slice);
    let Some([left, operator, value]) = parts else {
        // Only a list has items to check (`is_leaf`, `_where_calc`).
        return Err(match item {
            Value::Array(items) if items.len() < 2 || ends_early(items) => {
                crate::exception::index_error("list index out of range")
            }
            Value::String(text) if text.chars().count() < 2 => {
                crate::exception::index_error("string index out of range")
            }
            Value::Object(_) => type_error("unhashable type: 'dict'"),
            Value::Null | Value::Bool(_) | Value::Number(_) => type_error(format!(
                "'{}' object is not subscriptable",
                python::type_name(item)
            )),
            _ => invalid(),
        });
    };
    // Anything else is looked up among the operators, for which Python needs its hash.
    let invalid = || match [left, operator, value]
        .into_iter()
        .find(|part| part.is_array() || part.is_object())
        .filter(|_| !version.compares_operator_alone())
    {
        Some(part) => type_error(format!("unhashable type: '{}'", python::type_name(part))),
        None => invalid(),
    };
    let operator = operator.as_str().ok_or_else(invalid)?;
    let operator = if operator == "<>" { "!=" } else { operator };
    let known =
        OPERATORS.contains(&operator) || (version.has_any() && SINCE_17.contains(&operator));
    match left {
        Value::Number(_) if operator == "=" && python::equal(value, &1.into()) => {
            match left.as_i64() {
                Some(1) => Ok(Node::Constant(true)),
                Some(0) => Ok(Node::Constant(false)),
                _ => Err(invalid()),
            }
        }
        Value::String(path) if known && !path.is_empty() => {
            if operator.ends_with("any") {
                if version.checks_any_is_list() && !value.is_array() {
                    return Err(assertion_error(
                        "Domains to normalize must have a 'domain' form",
                    ));
                }
                if version.reads_any_first() {
                    list(value, version)?;
                }
            }
            Ok(Node::leaf(path, operator, value.clone()))
        }
        _ => Err(invalid()),
    }
}

/// Whether a leaf has an operator that needs a value, and no value.
fn ends_early(items: &[Value]) -> bool {
    items.len() == 2
        && items
            .last()
            .and_then(Value::as_str)
            .is_some_and(|operator| operator.ends_with("in"))
}

/// From 19 on (`odoo/orm/domains.py`): a tree from the start.
fn tree(domain: &Value, version: Version) -> Result<Node> {
    let items = match domain {
        Value::Bool(value) => return Ok(Node::Constant(*value)),
        Value::Array(items) => items,
        Value::Null => {
            return Err(type_error("Domain() invalid arguments: None"));
        }
        other => {
            return Err(type_error(format!(
                "Domain() invalid arguments: {}",
                python::repr(other)
            )));
        }
    };
    let stack = fold(items.iter().rev(), |item| new_leaf(item, version))?;
    Ok(stack
        .into_iter()
        .rev()
        .reduce(Node::and)
        .unwrap_or(Node::Constant(true)))
}

fn new_leaf(item: &Value, version: Version) -> Result<Node> {
    let invalid = |why: &str| value_error(format!("{why} in condition {}", python::repr(item)));
    let Some([left, operator, value]) = item.as_array().map(Vec::as_slice) else {
        return Err(value_error(format!(
            "Domain() invalid item in domain: {}",
            python::repr(item)
        )));
    };
    if operator == "=" && python::equal(value, &1.into()) {
        match left.as_i64() {
            Some(1) => return Ok(Node::Constant(true)),
            Some(0) => return Ok(Node::Constant(false)),
            _ => {}
        }
    }
    let operator = operator
        .as_str()
        .ok_or_else(|| invalid("Invalid operator"))?;
    let operator = match operator.to_lowercase().as_str() {
        "==" => "=".to_owned(),
        "<>" => "!=".to_owned(),
        other => other.to_owned(),
    };
    let known = [OPERATORS, SINCE_17, SINCE_19];
    if !known.iter().any(|known| known.contains(&operator.as_str())) {
        return Err(invalid("Invalid operator"));
    }
    let Some(path) = left.as_str().filter(|path| !path.is_empty()) else {
        return Err(invalid("Empty field name"));
    };
    let value = match operator.as_str() {
        // The inner domain is parsed here, so that its errors are reported at once.
        "any" | "not any" if value.is_array() || value.is_boolean() => {
            tree(value, version)?;
            value.clone()
        }
        _ => value.clone(),
    };
    Ok(Node::Leaf(Leaf {
        path: path.to_owned(),
        operator,
        value,
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn on(major: u16) -> Version {
        Version::new(major).unwrap()
    }

    #[test]
    fn terms_are_joined_in_order() {
        let (a, b, c) = (
            json!(["a", "=", 1]),
            json!(["b", "=", 2]),
            json!(["c", "=", 3]),
        );
        let leaf = |name: &str, value: i64| Node::leaf(name, "=", value);
        for version in [on(14), on(19)] {
            let read = parse(&json!([a, b, c]), version).unwrap();
            assert_eq!(
                read,
                Node::All(vec![leaf("a", 1), leaf("b", 2), leaf("c", 3)])
            );
            let read = parse(&json!(["|", a, "!", b, c]), version).unwrap();
            let either = Node::Any(vec![leaf("a", 1), Node::Not(Box::new(leaf("b", 2)))]);
            assert_eq!(read, Node::All(vec![either, leaf("c", 3)]));
            assert_eq!(parse(&json!([]), version).unwrap(), Node::Constant(true));
            assert_eq!(
                parse(&json!([[0, "=", 1]]), version).unwrap(),
                Node::Constant(false)
            );
        }
    }

    #[test]
    fn invalid_domains_raise_the_versions_exception() {
        let name = |domain: Value, major| parse(&domain, on(major)).unwrap_err().name;
        assert_eq!(
            name(json!(["&", ["a", "=", 1]]), 14),
            "builtins.AssertionError"
        );
        assert_eq!(name(json!(["&", ["a", "=", 1]]), 19), "builtins.ValueError");
        assert_eq!(name(json!([["a", "==", 1]]), 14), "builtins.ValueError");
        assert!(parse(&json!([["a", "==", 1]]), on(19)).is_ok());
        assert_eq!(name(json!(null), 14), "builtins.AssertionError");
        assert_eq!(name(json!([["a", "any", 1]]), 16), "builtins.ValueError");
        assert_eq!(parse(&json!(false), on(19)).unwrap(), Node::Constant(false));
    }

    #[test]
    fn a_long_domain_is_not_deep_and_a_deep_one_is_refused() {
        let mut long = vec![json!("|"); 9_999];
        long.extend(vec![json!(["a", "=", 1]); 10_000]);
        assert!(parse(&Value::Array(long), on(19)).is_ok());
        for version in [on(14), on(19)] {
            // An operator before each term nests to the right, as deep as the list is long.
            let mut deep = Vec::new();
            for at in 0..100_000 {
                deep.push(json!(if at % 2 == 0 { "&" } else { "|" }));
                deep.push(json!(["a", "=", 1]));
            }
            deep.push(json!(["a", "=", 1]));
            let error = parse(&Value::Array(deep), version).unwrap_err();
            assert_eq!(error.name, "builtins.RecursionError");
        }
    }

    #[test]
    fn pairs_of_negations_cancel_out() {
        for version in [on(14), on(19)] {
            for (count, is_negated) in [(50_000, false), (50_001, true)] {
                let mut domain = vec![json!("!"); count];
                domain.push(json!(["a", "=", 1]));
                let found = parse(&Value::Array(domain), version).unwrap();
                let leaf = Node::leaf("a", "=", 1);
                let expected = if is_negated {
                    Node::Not(Box::new(leaf))
                } else {
                    leaf
                };
                assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn prefix_operators_join_terms_in_one_level_in_order() {
        let mut domain = Vec::new();
        for at in 0..200_000 {
            domain.extend([json!("&"), json!(["a", "=", at])]);
        }
        domain.push(json!(["a", "=", 200_000]));
        for version in [on(14), on(19)] {
            let Node::All(terms) = parse(&json!(domain), version).unwrap() else {
                panic!("the terms are joined by `&`");
            };
            assert!(
                terms
                    .into_iter()
                    .eq((0..=200_000).map(|at| Node::leaf("a", "=", at)))
            );
        }
    }
}
