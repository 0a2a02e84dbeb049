//! What groups are sorted by.

use std::{fmt, marker::PhantomData};

use super::aggregate::AggregateSpec;
use crate::order::OrderBy;

/// What groups of records of `M` can be sorted by: a key, or an aggregate.
#[diagnostic::on_unimplemented(
    message = "groups of `{M}` are not sorted by `{Self}`",
    label = "neither a key nor an aggregate of `{M}` with its direction",
    note = "say the direction: `.asc()` or `.desc()`, on the field of a key, an aggregate, or `Aggregate::count()`"
)]
pub trait GroupOrder<M> {
    #[doc(hidden)]
    fn __term(self) -> OrderTerm;
}

/// One key of the order.
#[derive(Debug, Clone, Copy)]
#[expect(unnameable_types, reason = "for the crate alone")]
pub struct OrderTerm {
    pub(super) by: Sorted,
    pub(super) descending: bool,
}

/// What the groups are sorted by.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sorted {
    Field(&'static str),
    Aggregate(AggregateSpec),
}

#[diagnostic::do_not_recommend]
impl<M> GroupOrder<M> for OrderBy<M> {
    fn __term(self) -> OrderTerm {
        OrderTerm {
            by: Sorted::Field(self.field()),
            descending: self.is_descending(),
        }
    }
}

/// An aggregate to sort groups by, made by [`Aggregate::asc`](super::Aggregate::asc) and
/// [`Aggregate::desc`](super::Aggregate::desc).
#[must_use = "an order sorts nothing until a query uses it"]
pub struct AggregateOrder<M> {
    spec: AggregateSpec,
    descending: bool,
    model: PhantomData<fn() -> M>,
}

impl<M> AggregateOrder<M> {
    pub(super) fn new(spec: AggregateSpec, descending: bool) -> Self {
        AggregateOrder {
            spec,
            descending,
            model: PhantomData,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<M> GroupOrder<M> for AggregateOrder<M> {
    fn __term(self) -> OrderTerm {
        OrderTerm {
            by: Sorted::Aggregate(self.spec),
            descending: self.descending,
        }
    }
}

impl<M> Clone for AggregateOrder<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for AggregateOrder<M> {}

impl<M> fmt::Debug for AggregateOrder<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{}",
            self.spec,
            if self.descending { " desc" } else { "" }
        )
    }
}
