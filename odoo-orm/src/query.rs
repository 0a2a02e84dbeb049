//! Lazily evaluated searches and reads, with options.

mod filters;
mod item;
mod name_search;
mod page;
mod read;
mod read_map;

pub use filters::{FilterError, Filtered, Filters};
pub(crate) use item::Found;
pub use item::QueryItem;
pub use name_search::NameSearch;
pub use page::{KeysetPage, Page, PageKey};
pub use read::Read;
pub use read_map::ReadMap;

pub use crate::order::OrderBy;

use std::{fmt, future::IntoFuture, marker::PhantomData};

use odoo_rpc::{BoxFuture, Call, Client, Context, Error, ExpectedOne};

use serde_json::Value;

use crate::{
    domain::Domain,
    model::{Model, meta},
    order,
    record::Record,
    response,
    tree::Search,
};

/// A lazily evaluated search for records or ids. `.await` runs it and returns all matches.
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "res.partner")]
/// # struct Partner { id: Id<Partner>, name: String, email: Option<String> }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), odoo_orm::Error> {
/// # let odoo = odoo_mock::World::new().client();
/// # Partner::create(&odoo, Values::new().set(Partner::NAME, "Acme").set(Partner::EMAIL, "info@acme.example")).await?;
/// let all = Partner::search_read(&odoo, Domain::all()).order_by(Partner::NAME.asc()).await?;
/// let newest = Partner::search_read(&odoo, Domain::all()).order_by(Partner::ID.desc()).first().await?;
/// let acme = Partner::search(&odoo, Partner::EMAIL.eq("info@acme.example")).one().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a search does nothing until `.await`, `first`, `one` or `count` runs it"]
pub struct Query<H: QueryItem> {
    pub(crate) client: Client,
    domain: Domain<H::Model>,
    order: Vec<OrderBy<H::Model>>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: u64,
    hit: PhantomData<fn() -> H>,
}

impl<H: QueryItem> Query<H> {
    pub(crate) fn new(client: &Client, domain: Domain<H::Model>) -> Self {
        Query {
            client: client.clone(),
            domain,
            order: Vec::new(),
            limit: None,
            offset: 0,
            hit: PhantomData,
        }
    }

    /// Adds a sort key after those already added.
    ///
    /// Without a key, the model's default order applies.
    ///
    /// Records that are equal in all keys are sorted by id, so that the order is deterministic. The
    /// server alone does not guarantee this.
    pub fn order_by(mut self, key: OrderBy<H::Model>) -> Self {
        self.order.push(key);
        self
    }

    /// Limits the number of records.
    ///
    /// `limit(0)` returns nothing without sending a request (Odoo itself treats 0 as unlimited).
    ///
    /// Counts of records on the server are `u64`, as in [`count`](Self::count) and [`page`](Self::page). What the program holds in memory, such as the size of
    /// a stream's pages, is `usize`.
    pub fn limit(mut self, count: u64) -> Self {
        self.limit = Some(count);
        self
    }

    /// Skips the first `count` matches.
    ///
    /// Pagination by offset is fragile: records that are created or deleted between two pages shift the later ones. It is also slow, because the server scans the skipped
    /// records. To read many records, use [`stream`](Self::stream).
    pub fn offset(mut self, count: u64) -> Self {
        self.offset = count;
        self
    }

    /// Reads the matches into another type of the same model, such as a projection.
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "res.partner")]
    /// # struct Partner { id: Id<Partner>, name: String, email: Option<String> }
    /// #[derive(Projection)]
    /// #[odoo(of = Partner)]
    /// struct Brief {
    ///     name: String,
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_orm::Error> {
    /// # let odoo = odoo_mock::World::new().client();
    /// let names: Vec<Brief> = Partner::search_read(&odoo, Partner::EMAIL.is_set()).select().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn select<R: Record<Model = H::Model>>(self) -> Query<R> {
        let Query {
            client,
            domain,
            order,
            limit,
            offset,
            ..
        } = self;
        Query {
            client,
            domain,
            order,
            limit,
            offset,
            hit: PhantomData,
        }
    }

    /// Merges a context into the client's for this search. Its keys override the client's.
    pub fn with_context(mut self, context: Context) -> Self {
        self.client = self.client.with_context(context);
        self
    }

    /// Returns the first match, if there is one.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn first(self) -> BoxFuture<'static, Result<Option<H>, Error>> {
        Box::pin(async move { Ok(self.limited(1).run().await?.into_iter().next()) })
    }

    /// Returns the only match.
    ///
    /// # Errors
    ///
    /// [`Error::ExpectedOne`] if there are no matches or several; otherwise see [`Error`].
    pub fn one(self) -> BoxFuture<'static, Result<H, Error>> {
        Box::pin(async move {
            let query = self.limited(2);
            let found = query.run().await?;
            only::<H::Model, H>(found, || match query.domain.outline() {
                outline if outline.is_empty() => "a search for all".to_owned(),
                outline => format!("a search by `{outline}`"),
            })
        })
    }

    /// Returns the number of matching records, ignoring the limit and the offset.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn count(self) -> BoxFuture<'static, Result<u64, Error>> {
        Box::pin(async move {
            let domain = self.domain.for_server(&self.client).await?;
            let call = Call::read(meta::<H::Model>().name(), "search_count").arg("domain", domain);
            response::count(&self.client.call(call).await?)
        })
    }

    /// Adds a condition that the records must match as well.
    pub(crate) fn narrow(&mut self, domain: Domain<H::Model>) {
        self.domain &= domain;
    }

    fn limited(mut self, most: u64) -> Self {
        self.limit = Some(self.limit.map_or(most, |limit| limit.min(most)));
        self
    }

    async fn run(&self) -> Result<Vec<H>, Error> {
        if self.limit == Some(0) {
            return Ok(Vec::new());
        }
        let search = self.search().await?;
        let found = H::__find(&self.client, &search, |_, hit| hit).await?;
        Ok(found.hits)
    }

    /// Builds the search as it is sent.
    pub(crate) async fn search(&self) -> Result<Search, Error> {
        let domain = match self.domain.for_server(&self.client).await? {
            Value::Array(terms) => terms,
            // `for_server` always returns a list.
            _ => Vec::new(),
        };
        let mut order = order::text(&self.order);
        if let Some(text) = &order
            && meta::<H::Model>().is_versioned()
        {
            let version = self.client.server_version().await?;
            order = Some(order::on(text, meta::<H::Model>(), version)?);
        }
        Ok(Search {
            domain,
            order,
            limit: self.limit,
            offset: self.offset,
            label: None,
            is_page: false,
        })
    }
}

/// Returns the only item; `looked_for` describes the request in the error.
fn only<M: Model, T>(found: Vec<T>, looked_for: impl FnOnce() -> String) -> Result<T, Error> {
    let (mut found, model) = (found.into_iter(), meta::<M>().name());
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(ExpectedOne::none(model, looked_for()).into()),
        (Some(_), Some(_)) => Err(ExpectedOne::several(model, looked_for()).into()),
    }
}

impl<H: QueryItem> IntoFuture for Query<H> {
    type Output = Result<Vec<H>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.run().await })
    }
}

impl<H: QueryItem> Clone for Query<H> {
    fn clone(&self) -> Self {
        Query {
            client: self.client.clone(),
            domain: self.domain.clone(),
            order: self.order.clone(),
            limit: self.limit,
            offset: self.offset,
            hit: PhantomData,
        }
    }
}

impl<H: QueryItem> fmt::Debug for Query<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("domain", &self.domain)
            .field("order", &self.order)
            .field("limit", &self.limit)
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}
