//! Comparisons of numbers, whose NULL is read as 0.
//!
//! Up to 17 the server finds NULL only by `= False`. From 18 on it compares NULL as 0, and `= False` finds 0 as well. So the
//! condition of a comparison that 0 satisfies also asks for `= False`, on each version.

use super::{Pushed, compare::Comparison, condition::Condition, field::Field, literal::Literal};

pub(super) fn integer(field: &Field, comparison: Comparison, value: &Literal) -> Option<Pushed> {
    let value = match value {
        Literal::Integer(value) => i32::try_from(*value).ok()?,
        Literal::Float(value) => whole(*value)?,
        _ => return None,
    };
    let condition = field.is(comparison, value);
    // `!=` finds NULL, but `!= 0` does not (14 to 19), as in SQL.
    let has_unset = comparison != Comparison::NotEqual && comparison.holds(&0, &value);
    Some(Pushed::Exact(with_unset(field, condition, has_unset)))
}

fn whole(value: f64) -> Option<i32> {
    #[expect(clippy::cast_possible_truncation, reason = "compared with the value")]
    let number = value as i32;
    #[expect(clippy::float_cmp, reason = "the same number, or none")]
    (f64::from(number) == value).then_some(number)
}

/// A range that contains the wanted values.
///
/// The server may store more digits than a float has, and it rounds the value of a condition to the digits of the field. So
/// the bounds are moved outwards by at least the next float.
pub(super) fn float(
    field: &Field,
    margin: f64,
    comparison: Comparison,
    value: &Literal,
) -> Option<Pushed> {
    let value = match value {
        Literal::Float(value) if value.is_finite() => *value,
        #[expect(clippy::cast_precision_loss, reason = "SQL compares floats as well")]
        Literal::Integer(value) => *value as f64,
        _ => return None,
    };
    let below = (value - margin).min(value.next_down());
    let above = (value + margin).max(value.next_up());
    if !below.is_finite() || !above.is_finite() {
        return None;
    }
    let at_least = || field.is(Comparison::GreaterOrEqual, below);
    let at_most = || field.is(Comparison::LessOrEqual, above);
    let condition = match comparison {
        Comparison::Equal => Condition::All(vec![at_least(), at_most()]),
        Comparison::Greater | Comparison::GreaterOrEqual => at_least(),
        Comparison::Less | Comparison::LessOrEqual => at_most(),
        Comparison::NotEqual => return None,
    };
    let has_unset = comparison.holds(&0.0, &value);
    Some(Pushed::Inexact(with_unset(field, condition, has_unset)))
}

fn with_unset(field: &Field, condition: Condition, has_unset: bool) -> Condition {
    if has_unset {
        return Condition::Any(vec![condition, field.unset()]);
    }
    condition
}
