//! `IN` and `NOT IN`, which are as many comparisons.

use datafusion::logical_expr::expr::InList;
use serde_json::Value;

use super::{
    Comparison, Condition, Fields, Pushed,
    literal::{Literal, column},
};

pub(super) fn pushed(fields: &Fields, in_list: &InList, negated: bool) -> Option<Pushed> {
    let (name, cast) = column(&in_list.expr)?;
    let field = fields.get(name)?;
    let is_in = negated == in_list.negated;
    let (comparison, operator) = if is_in {
        (Comparison::Equal, "in")
    } else {
        (Comparison::NotEqual, "not in")
    };
    let (mut values, mut others, mut is_exact) = (Vec::new(), Vec::new(), true);
    for value in &in_list.list {
        // With a null in the list, `NOT IN` is never true.
        let pushed = field.compare(cast, comparison, &Literal::of(value)?);
        let Some(pushed) = pushed else {
            if is_in {
                return None;
            }
            is_exact = false;
            continue;
        };
        is_exact &= matches!(pushed, Pushed::Exact(_));
        for part in parts(pushed.condition(), is_in) {
            match single(&part, comparison) {
                Some(value) => values.push(value.clone()),
                None if others.contains(&part) => {}
                None => others.push(part),
            }
        }
    }
    match values.len() {
        0 => {}
        1 => others.extend(values.pop().map(|value| field.is(comparison, value))),
        _ => others.push(Condition::term(name, operator, values)),
    }
    let condition = match others.len() {
        0 => return None,
        1 => others.pop()?,
        _ if is_in => Condition::Any(others),
        _ => Condition::All(others),
    };
    Some(Pushed::new(condition, is_exact))
}

/// The parts that the list joins in the same way.
fn parts(condition: Condition, is_in: bool) -> Vec<Condition> {
    match condition {
        Condition::Any(parts) if is_in => parts,
        Condition::All(parts) if !is_in => parts,
        other => vec![other],
    }
}

/// The value of a comparison that is the same in a list of several values.
///
/// Lists treat 0 and empty texts as NULL on some versions.
fn single(condition: &Condition, comparison: Comparison) -> Option<&Value> {
    let Condition::Term(term) = condition else {
        return None;
    };
    let value = term.get(2)?;
    let is_falsy = match value {
        Value::String(text) => text.is_empty(),
        Value::Number(number) => number.as_f64() == Some(0.0),
        _ => true,
    };
    let is_same = term.get(1)?.as_str()? == comparison.operator();
    (is_same && !is_falsy).then_some(value)
}
