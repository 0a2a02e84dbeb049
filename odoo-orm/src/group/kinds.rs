//! Which types of fields can be summed up in which way. All are open: a type of your own takes part as what it is.

use chrono::{DateTime, NaiveDate, Utc};

#[cfg(feature = "rust_decimal")]
use rust_decimal::Decimal;

use crate::value::{FieldType, Scalar};

/// A type whose values are numbers, with a sum and an average.
#[diagnostic::on_unimplemented(
    message = "`{Self}` fields hold no numbers",
    label = "`sum` and `avg` need a number",
    note = "`min`, `max` and `count_distinct` are there for other types"
)]
pub trait Numeric: FieldType {
    /// What its sum is read as: wider than the type itself where many values would not fit.
    type Sum: FieldType;
}

#[diagnostic::do_not_recommend]
impl Numeric for f64 {
    type Sum = f64;
}

#[diagnostic::do_not_recommend]
impl Numeric for i64 {
    type Sum = i64;
}

#[cfg(feature = "rust_decimal")]
#[diagnostic::do_not_recommend]
impl Numeric for Decimal {
    type Sum = Decimal;
}

/// Many numbers of 32 bits may need more.
#[diagnostic::do_not_recommend]
impl Numeric for i32 {
    type Sum = i64;
}

/// A type whose values are `true` and `false`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` fields are not true or false",
    label = "`bool_and` and `bool_or` need a boolean"
)]
pub trait Boolean: FieldType {}

#[diagnostic::do_not_recommend]
impl Boolean for bool {}

/// A type whose values are days or times, which are grouped by a [`Granularity`](super::Granularity) and compared by a [part](crate::DatePart).
#[diagnostic::on_unimplemented(
    message = "`{Self}` fields have no months or years",
    label = "a granularity, or a part, needs a date or a datetime",
    note = "in a `read_group` every other type is a key as it is, without `by`"
)]
pub trait Temporal: FieldType {
    /// Whether its values are days, which have no hours.
    const WHOLE_DAYS: bool = false;
}

#[diagnostic::do_not_recommend]
impl Temporal for NaiveDate {
    const WHOLE_DAYS: bool = true;
}

#[diagnostic::do_not_recommend]
impl Temporal for DateTime<Utc> {}

/// A type of one value, which is in a column of its own: every one but the lists of records.
#[diagnostic::on_unimplemented(
    message = "`{Self}` fields cannot be summed up",
    label = "a list of records, which has no column of its own",
    note = "group the records of the list, by the field that leads back"
)]
pub trait SingleValued: FieldType {}

#[diagnostic::do_not_recommend]
impl<T: Scalar> SingleValued for T {}
