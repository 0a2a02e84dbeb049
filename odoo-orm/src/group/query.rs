//! The query: what is asked for.

mod run;

use std::{fmt, sync::Arc};

use odoo_rpc::{Client, Context, DecodeError};

use super::{aggregate::Aggregates, key::Keys, order::GroupOrder, request::Request, row::GroupRow};
use crate::{domain::Domain, model::Model};

/// Reads the keys or the aggregates of a group.
type Reader<T> = Arc<dyn Fn(&GroupRow<'_>) -> Result<T, DecodeError> + Send + Sync>;

/// Records of `M` to be summed up in groups, that has not run yet. `.await` runs it and gives the
/// [`Group`](super::Group)s, in one call.
///
/// `K` and `V` are what each group has of the keys and of the aggregates. Only groups with records are given, unless the context
/// asks for more with `fill_temporal`: Odoo 19 adds empty ones, and Odoo 14 does without their count, which is an error.
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
/// use odoo_orm::{Aggregate, Granularity};
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
#[must_use = "nothing is summed up until `.await` runs it"]
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
    /// Makes a group of the records that are equal in a key, or in all of a tuple of two to four. Without it, all records are
    /// one group, which is there even if it has none.
    ///
    /// A key is a field of the model, which the server must keep in its table, or a date field
    /// [by](crate::Field::granularity) months or so on. Records without a value are a group of their own, whose key is `None`; for a
    /// boolean it is `false`. A number that was never set is no value either, though a record is read with 0.
    ///
    /// By a many2many field a record is in the group of each of its records that is not archived, from Odoo 16 on; before, nothing is sent and the
    /// error says so.
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
    /// Sums up each group's records to an aggregate, or to a tuple of two to six.
    ///
    /// Before Odoo 17, a field that is a key cannot be summed up too: nothing is sent, and the error says so.
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
    /// Adds what to sort by, behind what was added before: the field of a key, with [`asc`](crate::Field::asc) or
    /// [`desc`](crate::Field::desc), or an aggregate, [asked for](Self::aggregate) or not, with
    /// [its own](super::Aggregate::desc).
    ///
    /// Groups that are equal in it are sorted by their keys, in the order of the keys. Many2one keys are sorted as their model
    /// is by default, and a group without a value is behind all others, with `desc` before them.
    pub fn order_by<O: GroupOrder<M>>(mut self, order: O) -> Self {
        self.request.add_order(order.__term());
        self
    }

    /// Gives at most this many groups. With 0 it gives none, without a call.
    pub fn limit(mut self, count: u64) -> Self {
        self.limit = Some(count);
        self
    }

    /// Passes over this many groups first.
    pub fn offset(mut self, count: u64) -> Self {
        self.offset = count;
        self
    }

    /// Lays a context over the client's: its time zone says when days begin, its language names the months and records.
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
        f.debug_struct("Grouping")
            .field("domain", &self.domain)
            .field("request", &self.request)
            .field("limit", &self.limit)
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}
