//! Records summed up in groups: `read_group` of Odoo 14 to 18, `formatted_read_group` of 19.

mod aggregate;
mod bounds;
mod date_range;
mod domain;
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
pub use kinds::{Boolean, Numeric, SingleValued, Temporal};
pub use order::{AggregateOrder, GroupOrder};
pub use query::GroupQuery;

use std::fmt;

use self::domain::GroupDomain;
use crate::{domain::Domain, model::Model};

/// Records that are equal in all keys of a [`GroupQuery`], summed up.
///
/// `K` is the value of the key, or a tuple of them; `V` that of the aggregate, or a tuple of them; `()` where there is none.
#[non_exhaustive]
pub struct Group<M, K = (), V = ()> {
    /// What its records have in common.
    pub key: K,
    /// What the aggregates come to.
    pub values: V,
    /// How many records there are in it.
    pub count: u64,
    domain: GroupDomain<M>,
}

impl<M, K, V> Group<M, K, V> {
    /// The domain of just these records, for a search under the same context.
    ///
    /// It is as sharp as the server's: in Odoo 18 and 19 an empty text or a 0 is found together with what is not set, in a
    /// search as in this domain, though they are two groups. Up to 18 the server sends the domain of the query with each group.
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
