//! Which field types support which aggregates. All traits are open to custom types.

#[cfg(feature = "rust_decimal")]
use rust_decimal::Decimal;

use crate::value::{FieldType, Scalar};

/// A numeric type, which supports sums and averages.
#[diagnostic::on_unimplemented(
    message = "`{Self}` fields are not numbers",
    label = "`sum` and `avg` need a number",
    note = "other types support `min`, `max` and `count_distinct`"
)]
pub trait Numeric: FieldType {
    /// The type of the sum, wider than the type itself if sums may overflow.
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

/// The sum of 32-bit numbers may need 64 bits.
#[diagnostic::do_not_recommend]
impl Numeric for i32 {
    type Sum = i64;
}

/// A type whose values are `true` and `false`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` fields are not booleans",
    label = "`bool_and` and `bool_or` need a boolean"
)]
pub trait Boolean: FieldType {}

#[diagnostic::do_not_recommend]
impl Boolean for bool {}

/// A type with a single value, stored in a column: every type except lists.
#[diagnostic::on_unimplemented(
    message = "`{Self}` fields cannot be aggregated",
    label = "a list of records has no column of its own",
    note = "group the records of the list by the field that links back"
)]
pub trait SingleValued: FieldType {}

#[diagnostic::do_not_recommend]
impl<T: Scalar> SingleValued for T {}
