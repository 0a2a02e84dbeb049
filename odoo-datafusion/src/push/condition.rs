//! Conditions of a domain as a tree, and their notation.

use serde_json::{Value, json};

/// A part of a domain.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    /// A field, an operator and a value.
    Term(Value),
    /// All must hold.
    All(Vec<Condition>),
    /// One must hold.
    Any(Vec<Condition>),
}

impl Condition {
    pub(crate) fn term(field: &str, operator: &str, value: impl Into<Value>) -> Self {
        Condition::Term(json!([field, operator, value.into()]))
    }

    /// The condition of all records, or of none.
    pub(crate) fn always(holds: bool) -> Self {
        Condition::Term(json!([i32::from(holds), "=", 1]))
    }

    /// Adds the condition to a domain, whose parts are joined by `&`.
    pub(crate) fn add_to(self, domain: &mut Vec<Value>) {
        let (operator, parts) = match self {
            Condition::Term(term) => return domain.push(term),
            Condition::All(parts) => ("&", parts),
            Condition::Any(parts) => ("|", parts),
        };
        // The operators are in front: each joins the two operands that follow.
        domain.extend((1..parts.len()).map(|_| operator.into()));
        for part in parts {
            part.add_to(domain);
        }
    }

    /// The number of terms.
    pub(crate) fn size(&self) -> usize {
        match self {
            Condition::Term(_) => 1,
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().map(Condition::size).sum()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_in_front_of_their_operands() {
        let term = |number: i32| Condition::term("x", "=", number);
        let all = Condition::All(vec![term(1), term(2), term(3)]);
        let any = Condition::Any(vec![term(0), all]);
        let mut domain = vec![json!(["y", "=", 9])];
        assert_eq!(any.size(), 4);
        any.add_to(&mut domain);
        let expected = json!([
            ["y", "=", 9],
            "|",
            ["x", "=", 0],
            "&",
            "&",
            ["x", "=", 1],
            ["x", "=", 2],
            ["x", "=", 3]
        ]);
        assert_eq!(Value::from(domain), expected);
    }
}
