//! Prefix notation: operators precede their terms, and adjacent terms are joined by `&`.

use serde_json::Value;

/// Counts the adjacent terms.
///
/// # Errors
///
/// Names the first operator, counted from the end, that lacks terms.
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
                "the operator `{operator}` (term {which}) lacks terms: expected {wanted} after it, found {count}"
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
    fn an_operator_without_terms_is_reported() {
        assert_eq!(
            count(&json!([["a", "=", 1], "|", ["a", "=", 2]])),
            Err("the operator `|` (term 2) lacks terms: expected 2 after it, found 1".to_owned())
        );
        assert!(count(&json!(["!"])).is_err());
    }
}
