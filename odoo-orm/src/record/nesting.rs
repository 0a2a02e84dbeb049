//! A relation whose records are read whole, as generated code describes it.

use std::marker::PhantomData;

use super::{Lines, Nested, Select, Write, writes};
use crate::{
    domain::{Condition, Domain},
    field::{Field, OwnField},
    model::{Model, ModelMeta, meta},
    order::{self, OrderBy},
    value::Relation,
};

/// One relation of a read, whose records are read whole.
#[derive(Debug)]
pub(crate) struct Branch {
    /// The server's name of the field.
    pub(crate) field: &'static str,
    is_list: bool,
    /// Where it leads.
    pub(crate) model: &'static ModelMeta,
    /// What is read of the records there.
    pub(crate) select: Select,
    /// Which of them.
    pub(crate) condition: Option<Condition>,
    pub(crate) order: Option<String>,
    pub(crate) limit: Option<u64>,
    /// What a request may write.
    pub(super) write: Write,
}

impl Branch {
    /// How many records of one list are wanted.
    pub(crate) fn most(&self) -> usize {
        let limit = self.limit.and_then(|limit| usize::try_from(limit).ok());
        limit.unwrap_or(usize::MAX)
    }

    /// Whether all that is wanted of a record is its name, which a link to it has.
    pub(crate) fn is_a_name(&self) -> bool {
        !self.is_list && self.select.is_a_name()
    }
}

/// A relation to records of `N` that are read into a `V`, and which of them. The bounds stand on the methods, so that the compiler says
/// our own sentences.
#[doc(hidden)]
#[must_use]
#[expect(missing_debug_implementations, reason = "for generated code alone")]
pub struct Nesting<V, N> {
    branch: Branch,
    order: Vec<OrderBy<N>>,
    shape: PhantomData<fn() -> V>,
}

impl<V, N> Nesting<V, N> {
    /// The records that a field leads to.
    pub fn of<M, T, P>(field: Field<M, T, P>) -> Self
    where
        V: Nested<T>,
        N: Model,
        T: Relation<Target = N>,
        P: OwnField,
    {
        Nesting {
            branch: Branch {
                field: field.place.own(),
                is_list: V::IS_LIST,
                model: meta::<N>(),
                select: Select::of::<V::Record>(),
                condition: None,
                order: None,
                limit: None,
                write: Write {
                    nested: V::IS_LIST.then_some(writes::<V::Record> as fn() -> Vec<Write>),
                    ..Write::of::<T>(field.place.own(), P::WRITABLE)
                },
            },
            order: Vec::new(),
            shape: PhantomData,
        }
    }

    /// Those that meet a condition.
    pub fn domain(mut self, domain: Domain<N>) -> Self
    where
        V: Lines,
        N: Model,
    {
        self.branch.condition = Some(domain.into_condition());
        self
    }

    /// Adds a key to sort by.
    pub fn order_by(mut self, key: OrderBy<N>) -> Self
    where
        V: Lines,
    {
        self.order.push(key);
        self
    }

    /// At most this many of each list.
    pub fn limit(mut self, count: u64) -> Self
    where
        V: Lines,
    {
        self.branch.limit = Some(count);
        self
    }

    pub(super) fn into_branch(mut self) -> Branch {
        self.branch.order = order::text(&self.order);
        self.branch
    }
}
