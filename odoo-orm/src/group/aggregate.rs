//! What the records of a group are summed up to.

use std::{fmt, marker::PhantomData};

use odoo_rpc::DecodeError;

use super::{order::AggregateOrder, row::GroupRow, total::Total};

/// One sum, average or the like of a field's values, made by a method of [`Field`](crate::Field) such as
/// [`sum`](crate::Field::sum); `V` is what it comes to.
///
/// All but [`count`](Self::count) pass over empty fields, as SQL does.
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "sale.order")]
/// # struct Order { id: Id<Order>, amount_total: f64, date_order: DateTime<Utc> }
/// use odoo_orm::Aggregate;
///
/// let total: Aggregate<Order, Option<f64>> = Order::AMOUNT_TOTAL.sum();
/// let newest: Aggregate<Order, Option<DateTime<Utc>>> = Order::DATE_ORDER.max();
/// let orders: Aggregate<Order, u64> = Aggregate::count();
/// assert_eq!(format!("{total:?}, {newest:?}, {orders:?}"), "amount_total:sum, date_order:max, __count");
/// ```
#[must_use = "an aggregate sums up nothing until a query uses it"]
pub struct Aggregate<M, V> {
    spec: AggregateSpec,
    types: PhantomData<fn() -> (M, V)>,
}

/// An aggregate without its types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(unnameable_types, reason = "for the crate alone")]
pub enum AggregateSpec {
    /// How many records there are.
    Count,
    /// What a function makes of a field.
    Of {
        /// As Odoo names it.
        function: &'static str,
        field: &'static str,
    },
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

    /// Groups with the smallest first; those where it comes to nothing are last.
    pub fn asc(self) -> AggregateOrder<M> {
        AggregateOrder::new(self.spec, false)
    }

    /// Groups with the largest first, behind those where it comes to nothing.
    pub fn desc(self) -> AggregateOrder<M> {
        AggregateOrder::new(self.spec, true)
    }
}

impl<M> Aggregate<M, u64> {
    /// How many records there are. Every [`Group`](super::Group) has it; this is to sort by it.
    pub fn count() -> Self {
        Aggregate::of(AggregateSpec::Count)
    }
}

/// What records of `M` are summed up to: an aggregate, or a tuple of two to six.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not sum up records of `{M}`",
    label = "no aggregate of `{M}`, and no tuple of aggregates",
    note = "a field's method makes one: `sum`, `avg`, `min`, `max`, `count_distinct`, `bool_and`, `bool_or` or `array_agg`",
    note = "several aggregates go into one tuple of up to six"
)]
pub trait Aggregates<M>: Send + Sync + 'static {
    /// What they come to.
    type Values;

    /// Adds each aggregate, in its order.
    #[doc(hidden)]
    fn __list(&self, aggregates: &mut Vec<AggregateSpec>);

    /// Reads the values of a group.
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

/// No aggregates: the groups are counted, which they always are.
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

/// As Odoo 19 writes it: `amount_total:sum`.
impl<M, V> fmt::Debug for Aggregate<M, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.spec, f)
    }
}

/// As `formatted_read_group` takes it.
impl fmt::Display for AggregateSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AggregateSpec::Count => f.write_str("__count"),
            AggregateSpec::Of { function, field } => write!(f, "{field}:{function}"),
        }
    }
}
