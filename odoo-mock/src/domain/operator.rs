//! Relations between operators.

use crate::version::Version;

/// The operators that match an empty value.
pub(crate) fn is_negative(operator: &str) -> bool {
    operator == "!=" || operator.starts_with("not ")
}

/// The positive form of a negative operator, or the operator itself.
pub(crate) fn positive(operator: &str) -> &str {
    match operator {
        "!=" => "=",
        other => other.strip_prefix("not ").unwrap_or(other),
    }
}

/// Whether it compares the order of values.
pub(crate) fn is_order(operator: &str) -> bool {
    matches!(operator, "<" | ">" | "<=" | ">=")
}

/// The operator that is true where this one is false.
pub(crate) fn negation(operator: &str, version: Version) -> Option<&'static str> {
    const PAIRS: &[(&str, &str)] = &[
        ("=", "!="),
        ("<", ">="),
        (">", "<="),
        ("in", "not in"),
        ("like", "not like"),
        ("ilike", "not ilike"),
        ("any", "not any"),
    ];
    const PAIRS_OF_19: &[(&str, &str)] = &[("=like", "not =like"), ("=ilike", "not =ilike")];
    let of_19 = PAIRS_OF_19.iter().filter(|_| version.has_domain_trees());
    PAIRS
        .iter()
        .chain(of_19)
        .find_map(|(one, other)| match operator {
            operator if operator == *one => Some(*other),
            operator if operator == *other => Some(*one),
            _ => None,
        })
}
