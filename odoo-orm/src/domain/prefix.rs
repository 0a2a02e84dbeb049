//! Prefix notation: operators stand before their terms, and what is left standing side by side is joined by `&`.

use serde_json::Value;

/// How many terms stand side by side.
///
/// # Errors
///
/// A sentence on the first operator, from the end, that has not all of its terms behind it.
pub(super) fn side_by_side(terms: &[Value]) -> Result<usize, String> {
    let mut count: usize = 0;
    for (index, term) in terms.iter().enumerate().rev() {
        let (operator, wanted) = match term.as_str() {
            Some(operator @ ("&" | "|")) => (operator, 2),
            Some("!") => ("!", 1),
            _ => {
                count += 1;
                continue;
            }
        };
        if count < wanted {
            let which = index + 1;
            return Err(format!(
                "the operator `{operator}` (term {which}) stands before {wanted} conditions, and {count} follow"
            ));
        }
        count -= wanted - 1;
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn count(terms: &Value) -> Result<usize, String> {
        side_by_side(terms.as_array().unwrap())
    }

    #[test]
    fn an_operator_and_its_terms_are_one() {
        let leaf = json!(["a", "=", 1]);
        assert_eq!(count(&json!([])), Ok(0));
        assert_eq!(count(&json!([leaf, leaf])), Ok(2));
        assert_eq!(count(&json!(["|", leaf, "!", leaf, leaf])), Ok(2));
        assert_eq!(count(&json!(["&", "|", leaf, leaf, leaf])), Ok(1));
    }

    #[test]
    fn an_operator_without_its_terms_is_named() {
        assert_eq!(
            count(&json!([["a", "=", 1], "|", ["a", "=", 2]])),
            Err("the operator `|` (term 2) stands before 2 conditions, and 1 follow".to_owned())
        );
        assert!(count(&json!(["!"])).is_err());
    }
}
