//! Comparisons of datetimes, which the server stores with microseconds and returns without.
//!
//! So the value in SQL is the second in which the stored value lies. A whole second is at most the value if and only if it is
//! at most the stored value, and both `>=` and `<` compare whole seconds the same on each version. 19 itself rewrites the
//! other operators to these two (`orm/domains.py`, `_optimize_type_datetime`).

use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound as _, TimeDelta, Utc};

use super::{Pushed, compare::Comparison, condition::Condition, field::Field, literal};

pub(super) fn moment(
    field: &Field,
    comparison: Comparison,
    moment: DateTime<Utc>,
) -> Option<Pushed> {
    let second = moment.trunc_subsecs(0);
    let next = second.checked_add_signed(TimeDelta::seconds(1))?;
    if second == moment {
        return between(field, comparison, second, next);
    }
    // No value equals it, and all values up to it are before the next second.
    match comparison {
        Comparison::Less | Comparison::LessOrEqual => from_or_before(field, Comparison::Less, next),
        Comparison::Greater | Comparison::GreaterOrEqual => {
            from_or_before(field, Comparison::GreaterOrEqual, next)
        }
        Comparison::NotEqual => Some(Pushed::Exact(field.set())),
        Comparison::Equal => None,
    }
}

/// A comparison of the value's day in UTC.
pub(super) fn day(field: &Field, comparison: Comparison, day: NaiveDate) -> Option<Pushed> {
    let start = day.and_time(NaiveTime::MIN).and_utc();
    let end = start.checked_add_signed(TimeDelta::days(1))?;
    between(field, comparison, start, end)
}

/// A comparison with a value that stands for the time from `start` to `end`.
fn between(
    field: &Field,
    comparison: Comparison,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
) -> Option<Pushed> {
    let from = |moment| from_or_before(field, Comparison::GreaterOrEqual, moment);
    let before = |moment| from_or_before(field, Comparison::Less, moment);
    match comparison {
        Comparison::Less => before(start),
        Comparison::LessOrEqual => before(end),
        Comparison::Greater => from(end),
        Comparison::GreaterOrEqual => from(start),
        Comparison::Equal => Some(Pushed::Exact(Condition::All(vec![
            from(start)?.condition(),
            before(end)?.condition(),
        ]))),
        Comparison::NotEqual => Some(Pushed::Exact(Condition::Any(vec![
            before(start)?.condition(),
            from(end)?.condition(),
        ]))),
    }
}

fn from_or_before(field: &Field, comparison: Comparison, second: DateTime<Utc>) -> Option<Pushed> {
    Some(Pushed::Exact(
        field.is(comparison, literal::second(second)?),
    ))
}
