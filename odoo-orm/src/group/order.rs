//! The sort order of groups.

use std::{fmt, marker::PhantomData};

use super::aggregate::AggregateSpec;
use crate::order::OrderBy;

/// A sort key of groups of `M`: a group key or an aggregate.
#[diagnostic::on_unimplemented(
    message = "groups of `{M}` cannot be sorted by `{Self}`",
    label = "expected a key or an aggregate of `{M}` with a direction",
    note = "add the direction: `.asc()` or `.desc()`, on the field of a key, an aggregate, or `Aggregate::count()`"
)]
pub trait GroupOrder<M> {
    #[doc(hidden)]
    fn __term(self) -> OrderTerm;
}

/// One sort key, without its type.
#[derive(Debug, Clone, Copy)]
#[expect(unnameable_types, reason = "used only inside the crate")]
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

/// A sort order by an aggregate.
///
/// Created by [`Aggregate::asc`](super::Aggregate::asc) and [`Aggregate::desc`](super::Aggregate::desc).
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
