//! Grouping and aggregation: `read_group` of Odoo 14 to 18, `formatted_read_group` of 19.

mod aggregate;
mod bounds;
mod date_range;
mod domain;
mod fields;
mod groupable;
mod key;
mod kinds;
mod order;
mod query;
mod request;
mod row;
mod total;
mod tuples;

pub use aggregate::{Aggregate, Aggregates};
pub use date_range::{DateKey, DateRange, Granularity};
pub use groupable::Groupable;
pub use key::Keys;
pub use kinds::{Boolean, Numeric, SingleValued};
pub use order::{AggregateOrder, GroupOrder};
pub use query::GroupQuery;

use std::fmt;

use self::domain::GroupDomain;
use crate::{domain::Domain, model::Model};

/// A group of records with equal keys, and its aggregates.
///
/// `K` is the type of the key, or a tuple for several keys. `V` is the type of the aggregate, or a tuple for several. Either is `()` if there are none.
#[non_exhaustive]
pub struct Group<M, K = (), V = ()> {
    /// The value of the keys in this group.
    pub key: K,
    /// The values of the aggregates.
    pub values: V,
    /// The number of records.
    pub count: u64,
    domain: GroupDomain<M>,
}

impl<M, K, V> Group<M, K, V> {
    /// Returns the domain of the group's records, for a search under the same context.
    ///
    /// It is as precise as the server's search. On Odoo 18 and 19, a search for `""` or 0 also finds unset values, although
    /// these are separate groups. Up to 18, the server sends the domain of the query with each group.
    pub fn domain(&self) -> Domain<M> {
        self.domain.get()
    }
}

impl<M, K: Clone, V: Clone> Clone for Group<M, K, V> {
    fn clone(&self) -> Self {
        Group {
            key: self.key.clone(),
            values: self.values.clone(),
            count: self.count,
            domain: self.domain.clone(),
        }
    }
}

impl<M: Model, K: fmt::Debug, V: fmt::Debug> fmt::Debug for Group<M, K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Group")
            .field("key", &self.key)
            .field("values", &self.values)
            .field("count", &self.count)
            .field("domain", &self.domain())
            .finish()
    }
}
