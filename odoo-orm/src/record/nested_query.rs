//! The query of a nested field, which the derive builds.

use std::marker::PhantomData;

use odoo_rpc::{ConfigError, ServerVersion};

use super::{Nested, NestedList, Select, Write, writes};
use crate::{
    domain::{Condition, Domain},
    field::{Field, OwnField},
    model::{Model, ModelMeta, meta},
    order::{self, OrderBy},
    value::Relation,
};

/// One relation of a read whose records are nested.
#[derive(Debug)]
pub(crate) struct Branch {
    /// The name of the field on the server.
    pub(crate) field: &'static str,
    is_list: bool,
    /// The target model.
    pub(crate) model: &'static ModelMeta,
    /// The fields to read of the linked records.
    pub(crate) select: Select,
    /// The condition that the linked records must match.
    pub(crate) condition: Option<Condition>,
    pub(crate) order: Option<String>,
    pub(crate) limit: Option<u64>,
    /// What a request may write.
    pub(super) write: Write,
}

impl Branch {
    /// Returns the maximum number of records per list.
    pub(crate) fn most(&self) -> usize {
        let limit = self.limit.and_then(|limit| usize::try_from(limit).ok());
        limit.unwrap_or(usize::MAX)
    }

    /// Tells whether its fields or its order depend on the server's version.
    ///
    /// The condition is encoded for the server when it is sent.
    pub(super) fn is_versioned(&self) -> bool {
        self.select.is_versioned() || self.order.is_some() && self.model.is_versioned()
    }

    /// Takes the names of a version.
    pub(super) fn set_version(&mut self, version: &ServerVersion) -> Result<(), ConfigError> {
        if let Some(order) = &mut self.order {
            *order = order::on(order, self.model, version)?;
        }
        self.select.set_version(version)
    }

    /// Tells whether only the record's name is read, which the link itself contains.
    pub(crate) fn is_a_name(&self) -> bool {
        !self.is_list && self.select.is_a_name()
    }
}

/// The query of a nested field: records of `N`, decoded into a `V`.
///
/// The derive of [`Projection`](derive@crate::Projection) builds it from `#[odoo(nested, ...)]`.
// The bounds are on the methods, so that the compiler shows our own messages.
#[must_use]
#[expect(missing_debug_implementations, reason = "only for generated code")]
pub struct NestedQuery<V, N> {
    branch: Branch,
    order: Vec<OrderBy<N>>,
    shape: PhantomData<fn() -> V>,
}

impl<V, N> NestedQuery<V, N> {
    /// Creates the description of the records that a field links to.
    pub fn of<M, T, P>(field: Field<M, T, P>) -> Self
    where
        V: Nested<T>,
        N: Model,
        T: Relation<Target = N>,
        P: OwnField,
    {
        NestedQuery {
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

    /// Reads only records that match a condition.
    pub fn domain(mut self, domain: Domain<N>) -> Self
    where
        V: NestedList,
        N: Model,
    {
        self.branch.condition = Some(domain.into_condition());
        self
    }

    /// Adds a sort key.
    pub fn order_by(mut self, key: OrderBy<N>) -> Self
    where
        V: NestedList,
    {
        self.order.push(key);
        self
    }

    /// Limits the number of records of each list.
    pub fn limit(mut self, count: u64) -> Self
    where
        V: NestedList,
    {
        self.branch.limit = Some(count);
        self
    }

    pub(super) fn into_branch(mut self) -> Branch {
        self.branch.order = order::text(&self.order);
        self.branch
    }
}
