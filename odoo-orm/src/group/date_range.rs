//! Dates and datetimes as keys.

use std::{fmt, marker::PhantomData};

/// How long the stretches of time are by which records are grouped.
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "sale.order")]
/// # struct Order { id: Id<Order>, date_order: DateTime<Utc> }
/// use odoo_orm::Granularity;
///
/// let month = Order::DATE_ORDER.granularity(Granularity::Month);
/// assert_eq!(format!("{month:?}"), "date_order:month");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Granularity {
    /// From the first of January.
    Year,
    /// Three months.
    Quarter,
    /// From the first of the month.
    Month,
    /// Seven days: from Monday in Odoo 14, from the day that the context's language begins with in 19 (`week_start` of
    /// `res.lang`: for English it is Sunday).
    Week,
    /// From midnight in the context's time zone.
    Day,
    /// An hour of a datetime; a date has none. The hour that a zone has twice when summer time ends is one group, and its bounds
    /// and its domain hold the second one alone, while those of the hour before hold the first one too (14 and 19).
    Hour,
}

impl Granularity {
    /// As Odoo names it.
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

/// A stretch of time that is the key of a group.
///
/// Days begin at midnight in the time zone of the context (`tz`), and in UTC without one. The bounds of datetimes are UTC, as
/// all datetimes are: January of a context in Brussels begins at 23:00 of the 31st of December.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DateRange<T> {
    /// The first moment, or the first day.
    pub start: T,
    /// The first moment, or the first day, behind it.
    pub end: T,
    /// The server's words for it, in the context's language: `January 2024`. Versions may word it differently.
    pub label: String,
}

/// A date field as a key, by its years, months or days: made by [`Field::granularity`](crate::Field::granularity).
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

/// As Odoo writes it: `date_order:month`.
impl<M, T> fmt::Debug for DateKey<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.field, self.granularity.name())
    }
}
