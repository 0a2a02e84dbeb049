//! The builder of a group query.

mod run;

use std::{fmt, sync::Arc};

use odoo_rpc::{Client, Context, DecodeError};

use super::{aggregate::Aggregates, key::Keys, order::GroupOrder, request::Request, row::GroupRow};
use crate::{domain::Domain, model::Model};

/// Decodes the keys or the aggregates of a group.
type Reader<T> = Arc<dyn Fn(&GroupRow<'_>) -> Result<T, DecodeError> + Send + Sync>;

/// A lazily evaluated grouping of records of `M`. `.await` returns the [`Group`](super::Group)s in one call.
///
/// `K` and `V` are the types of a group's keys and aggregates. Groups without records are omitted, unless the context
/// has `fill_temporal`: with it, Odoo 19 adds empty groups, and Odoo 14 returns empty groups without a count, which is an error.
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "res.partner")]
/// # struct Partner { id: Id<Partner> }
/// # #[derive(OdooModel)]
/// # #[odoo(model = "sale.order")]
/// # struct Order {
/// #     id: Id<Order>,
/// #     partner_id: Many2one<Partner>,
/// #     date_order: DateTime<Utc>,
/// #     amount_total: f64,
/// # }
/// use odoo_orm::group::{Aggregate, Granularity};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), odoo_orm::Error> {
/// # let odoo = odoo_mock::World::new().client();
/// let groups = Order::read_group(&odoo, Domain::all())
///     .group_by((Order::PARTNER_ID, Order::DATE_ORDER.granularity(Granularity::Month)))
///     .aggregate((Order::AMOUNT_TOTAL.sum(), Order::AMOUNT_TOTAL.max()))
///     .order_by(Aggregate::count().desc())
///     .limit(10)
///     .await?;
/// for group in groups {
///     let orders = Order::search_read(&odoo, group.domain()).await?;
///     let (partner, month) = group.key;
///     let (total, largest) = group.values;
///     println!("{partner:?} in {month:?}: {} orders for {total:?}, {largest:?} at most", group.count);
///     # let _ = orders;
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is aggregated until `.await` runs it"]
pub struct GroupQuery<M, K = (), V = ()> {
    client: Client,
    domain: Domain<M>,
    request: Request,
    read_keys: Reader<K>,
    read_values: Reader<V>,
    limit: Option<u64>,
    offset: u64,
}

impl<M: Model> GroupQuery<M> {
    pub(crate) fn new(client: &Client, domain: Domain<M>) -> Self {
        GroupQuery {
            client: client.clone(),
            domain,
            request: Request::default(),
            read_keys: Arc::new(|_| Ok(())),
            read_values: Arc::new(|_| Ok(())),
            limit: None,
            offset: 0,
        }
    }
}

impl<M, V> GroupQuery<M, (), V> {
    /// Groups records by a key, or by a tuple of two to four keys.
    ///
    /// Without it, all records are one group, which exists even if there are no records.
    ///
    /// A key is a stored field of the model, or a date field with a
    /// [granularity](crate::Field::granularity). Records without a value are a group of their own, whose key is `None`, or `false` for a
    /// boolean. A number that was never set counts as no value, although a read returns 0.
    ///
    /// With a many2many field, a record is in the group of each linked record that is not archived. This needs Odoo 16; on older servers the query fails
    /// before it is sent.
    pub fn group_by<K: Keys<M>>(mut self, keys: K) -> GroupQuery<M, K::Values, V> {
        let mut list = Vec::new();
        keys.__list(&mut list);
        for key in list {
            self.request.add_key(key);
        }
        GroupQuery {
            client: self.client,
            domain: self.domain,
            request: self.request,
            read_keys: Arc::new(move |row| keys.__read(row)),
            read_values: self.read_values,
            limit: self.limit,
            offset: self.offset,
        }
    }
}

impl<M, K> GroupQuery<M, K, ()> {
    /// Aggregates each group's records by one aggregate, or by a tuple of two to six.
    ///
    /// Before Odoo 17, a field that is a key cannot be aggregated as well: the query fails before it is sent.
    pub fn aggregate<A: Aggregates<M>>(mut self, aggregates: A) -> GroupQuery<M, K, A::Values> {
        let mut list = Vec::new();
        aggregates.__list(&mut list);
        for aggregate in list {
            self.request.add_aggregate(aggregate);
        }
        GroupQuery {
            client: self.client,
            domain: self.domain,
            request: self.request,
            read_keys: self.read_keys,
            read_values: Arc::new(move |row| aggregates.__read(row)),
            limit: self.limit,
            offset: self.offset,
        }
    }
}

impl<M, K, V> GroupQuery<M, K, V> {
    /// Adds a sort key after those already added.
    ///
    /// A sort key is the field of a group key, with [`asc`](crate::Field::asc) or
    /// [`desc`](crate::Field::desc), or an aggregate with [its direction](super::Aggregate::desc), whether the query
    /// [requests](Self::aggregate) it or not.
    ///
    /// Groups that are equal in all sort keys are sorted by their group keys, in order. Many2one keys are sorted by the default order
    /// of their model. A group without a value comes last, or first with `desc`.
    pub fn order_by<O: GroupOrder<M>>(mut self, order: O) -> Self {
        self.request.add_order(order.__term());
        self
    }

    /// Limits the number of groups. `limit(0)` returns nothing without sending a request.
    pub fn limit(mut self, count: u64) -> Self {
        self.limit = Some(count);
        self
    }

    /// Skips the first `count` groups.
    pub fn offset(mut self, count: u64) -> Self {
        self.offset = count;
        self
    }

    /// Merges a context into the client's for this query.
    ///
    /// Its time zone defines when days begin, and its language the names of months and records.
    pub fn with_context(mut self, context: Context) -> Self {
        self.client = self.client.with_context(context);
        self
    }
}

impl<M, K, V> Clone for GroupQuery<M, K, V> {
    fn clone(&self) -> Self {
        GroupQuery {
            client: self.client.clone(),
            domain: self.domain.clone(),
            request: self.request.clone(),
            read_keys: Arc::clone(&self.read_keys),
            read_values: Arc::clone(&self.read_values),
            limit: self.limit,
            offset: self.offset,
        }
    }
}

impl<M: Model, K, V> fmt::Debug for GroupQuery<M, K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GroupQuery")
            .field("domain", &self.domain)
            .field("request", &self.request)
            .field("limit", &self.limit)
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}
