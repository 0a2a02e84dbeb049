//! Aggregates of the records of a group.

use std::{fmt, marker::PhantomData};

use odoo_rpc::DecodeError;

use super::{order::AggregateOrder, row::GroupRow, total::Total};

/// An aggregate of a field's values, such as a sum or an average.
///
/// `V` is its type.
///
/// Methods of [`Field`](crate::Field) create it, such as [`sum`](crate::Field::sum).
///
/// All aggregates except [`count`](Self::count) ignore empty fields, as in SQL.
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "sale.order")]
/// # struct Order { id: Id<Order>, amount_total: f64, date_order: DateTime<Utc> }
/// use odoo_orm::group::Aggregate;
///
/// let total: Aggregate<Order, Option<f64>> = Order::AMOUNT_TOTAL.sum();
/// let newest: Aggregate<Order, Option<DateTime<Utc>>> = Order::DATE_ORDER.max();
/// let orders: Aggregate<Order, u64> = Aggregate::count();
/// assert_eq!(format!("{total:?}, {newest:?}, {orders:?}"), "amount_total:sum, date_order:max, __count");
/// ```
#[must_use = "an aggregate does nothing until a query uses it"]
pub struct Aggregate<M, V> {
    spec: AggregateSpec,
    types: PhantomData<fn() -> (M, V)>,
}

/// An aggregate without its types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(unnameable_types, reason = "used only inside the crate")]
pub enum AggregateSpec {
    /// The number of records.
    Count,
    /// A function of a field.
    Of {
        /// The function's name in Odoo.
        function: &'static str,
        field: &'static str,
    },
}

impl AggregateSpec {
    pub(super) fn field_mut(&mut self) -> Option<&mut &'static str> {
        match self {
            AggregateSpec::Count => None,
            AggregateSpec::Of { field, .. } => Some(field),
        }
    }
}

impl<M, V> Aggregate<M, V> {
    pub(crate) fn new(function: &'static str, field: &'static str) -> Self {
        Aggregate::of(AggregateSpec::Of { function, field })
    }

    fn of(spec: AggregateSpec) -> Self {
        Aggregate {
            spec,
            types: PhantomData,
        }
    }

    /// Sorts groups in ascending order; groups without a value come last.
    pub fn asc(self) -> AggregateOrder<M> {
        AggregateOrder::new(self.spec, false)
    }

    /// Sorts groups in descending order; groups without a value come first.
    pub fn desc(self) -> AggregateOrder<M> {
        AggregateOrder::new(self.spec, true)
    }
}

impl<M> Aggregate<M, u64> {
    /// Counts the records.
    ///
    /// Every [`Group`](super::Group) has its count; this is for sorting.
    pub fn count() -> Self {
        Aggregate::of(AggregateSpec::Count)
    }
}

/// The aggregates of records of `M`: one aggregate, or a tuple of two to six.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not aggregate records of `{M}`",
    label = "expected an aggregate of `{M}`, or a tuple of aggregates",
    note = "methods of a field create aggregates: `sum`, `avg`, `min`, `max`, `count_distinct`, `bool_and`, `bool_or` or `array_agg`",
    note = "pass several aggregates as one tuple of up to six"
)]
pub trait Aggregates<M>: Send + Sync + 'static {
    /// The type of the values.
    type Values;

    /// Adds each aggregate, in order.
    #[doc(hidden)]
    fn __list(&self, aggregates: &mut Vec<AggregateSpec>);

    /// Decodes the values of a group.
    #[doc(hidden)]
    fn __read(&self, row: &GroupRow<'_>) -> Result<Self::Values, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl<M: 'static, V: Total + 'static> Aggregates<M> for Aggregate<M, V> {
    type Values = V;

    fn __list(&self, aggregates: &mut Vec<AggregateSpec>) {
        aggregates.push(self.spec);
    }

    fn __read(&self, row: &GroupRow<'_>) -> Result<V, DecodeError> {
        row.aggregate(self.spec, V::decode)
    }
}

/// No aggregates: a group always has its count.
#[diagnostic::do_not_recommend]
impl<M> Aggregates<M> for () {
    type Values = ();

    fn __list(&self, _: &mut Vec<AggregateSpec>) {}

    fn __read(&self, _: &GroupRow<'_>) -> Result<(), DecodeError> {
        Ok(())
    }
}

impl<M, V> Clone for Aggregate<M, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, V> Copy for Aggregate<M, V> {}

/// Shows the aggregate as Odoo 19 writes it: `amount_total:sum`.
impl<M, V> fmt::Debug for Aggregate<M, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.spec, f)
    }
}

/// Formats the aggregate for `formatted_read_group`.
impl fmt::Display for AggregateSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AggregateSpec::Count => f.write_str("__count"),
            AggregateSpec::Of { function, field } => write!(f, "{field}:{function}"),
        }
    }
}
