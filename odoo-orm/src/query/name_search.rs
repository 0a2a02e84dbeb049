use std::{fmt, future::IntoFuture};

use odoo_rpc::{BoxFuture, Call, Client, Context, Error};

use crate::{
    domain::Domain,
    model::{Model, meta},
    relation::Many2one,
    response,
    value::operand,
};

/// A lazily evaluated search for records by name. `.await` runs it.
///
/// It returns the records with their display names.
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "res.partner")]
/// # struct Partner { id: Id<Partner>, is_company: bool }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), odoo_orm::Error> {
/// # let odoo = odoo_mock::World::new().client();
/// let companies = Partner::name_search(&odoo, "acme")
///     .domain(Partner::IS_COMPANY.eq(true))
///     .limit(8)
///     .await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a search does nothing until `.await` runs it"]
pub struct NameSearch<M> {
    client: Client,
    name: String,
    domain: Domain<M>,
    limit: u64,
}

impl<M> NameSearch<M> {
    pub(crate) fn new(client: &Client, name: String) -> Self {
        NameSearch {
            client: client.clone(),
            name,
            domain: Domain::all(),
            // The server's own default.
            limit: 100,
        }
    }

    /// Adds a condition that the records must match as well.
    pub fn domain(mut self, domain: Domain<M>) -> Self {
        self.domain &= domain;
        self
    }

    /// Limits the number of records.
    ///
    /// `limit(0)` returns nothing without sending a request (Odoo itself treats 0 as unlimited).
    pub fn limit(mut self, count: u64) -> Self {
        self.limit = count;
        self
    }

    /// Merges a context into the client's for this search. Its keys override the client's.
    pub fn with_context(mut self, context: Context) -> Self {
        self.client = self.client.with_context(context);
        self
    }
}

impl<M: Model> IntoFuture for NameSearch<M> {
    type Output = Result<Vec<Many2one<M>>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            if self.limit == 0 {
                return Ok(Vec::new());
            }
            // By position: the second parameter is called `args` up to 18, and `domain` from 19 on.
            let call = Call::read(meta::<M>().name(), "name_search")
                .arg("name", operand(|encoder| encoder.text(self.name))?)
                .arg("domain", self.domain.for_server(&self.client).await?)
                .arg("operator", "ilike")
                .arg("limit", self.limit);
            response::list(&self.client.call(call).await?)
        })
    }
}

impl<M: Model> fmt::Debug for NameSearch<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NameSearch")
            .field("domain", &self.domain)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
