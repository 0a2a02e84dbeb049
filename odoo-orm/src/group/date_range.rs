//! Dates and datetimes as group keys.

use std::{fmt, marker::PhantomData};

/// The length of the date ranges by which records are grouped.
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "sale.order")]
/// # struct Order { id: Id<Order>, date_order: DateTime<Utc> }
/// use odoo_orm::group::Granularity;
///
/// let month = Order::DATE_ORDER.granularity(Granularity::Month);
/// assert_eq!(format!("{month:?}"), "date_order:month");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Granularity {
    /// From January 1.
    Year,
    /// Three months.
    Quarter,
    /// From the first day of the month.
    Month,
    /// Seven days.
    ///
    /// Weeks start on Monday in Odoo 14, and on the first day of the week of the context's language in 19 (`week_start` of
    /// `res.lang`: Sunday for English).
    Week,
    /// From midnight in the context's time zone.
    Day,
    /// An hour of a datetime; a date has no hours.
    ///
    /// The hour that occurs twice when daylight saving time ends is one group. Its bounds and its domain cover only the second
    /// occurrence. The bounds and the domain of the previous hour also cover the first occurrence (14 and 19).
    Hour,
}

impl Granularity {
    /// Returns Odoo's name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Granularity::Year => "year",
            Granularity::Quarter => "quarter",
            Granularity::Month => "month",
            Granularity::Week => "week",
            Granularity::Day => "day",
            Granularity::Hour => "hour",
        }
    }
}

/// A date range that is the key of a group.
///
/// Days begin at midnight in the time zone of the context (`tz`), or in UTC without one. The bounds of datetimes are in UTC, as
/// all datetimes: in the time zone of Brussels, January begins on December 31 at 23:00 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DateRange<T> {
    /// The first moment or day of the range (inclusive).
    pub start: T,
    /// The first moment or day after the range (exclusive).
    pub end: T,
    /// The server's label, in the context's language, such as `January 2024`. Versions may differ.
    pub label: String,
}

/// A date field as a group key, created by [`Field::granularity`](crate::Field::granularity).
#[must_use = "a key groups nothing until a query uses it"]
pub struct DateKey<M, T> {
    pub(super) field: &'static str,
    pub(super) granularity: Granularity,
    types: PhantomData<fn() -> (M, T)>,
}

impl<M, T> DateKey<M, T> {
    pub(crate) fn new(field: &'static str, granularity: Granularity) -> Self {
        DateKey {
            field,
            granularity,
            types: PhantomData,
        }
    }
}

impl<M, T> Clone for DateKey<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T> Copy for DateKey<M, T> {}

/// Shows the key as Odoo writes it: `date_order:month`.
impl<M, T> fmt::Debug for DateKey<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.field, self.granularity.name())
    }
}
