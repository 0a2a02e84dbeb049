//! Records by their names.

use std::{fmt, future::IntoFuture};

use odoo_rpc::{BoxFuture, Call, Client, ConfigError, Context, Error};

use super::{Model, meta};
use crate::{
    domain::Domain,
    relation::{Id, Many2one},
    response,
    value::IntoOperand,
};

/// A search for records by their names that has not run yet. `.await` gives what it finds, with the names as they are displayed.
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
    limit: u32,
}

impl<M> NameSearch<M> {
    pub(super) fn new(client: &Client, name: String) -> Self {
        NameSearch {
            client: client.clone(),
            name,
            domain: Domain::all(),
            // The server's own default.
            limit: 100,
        }
    }

    /// Finds only records that meet this as well.
    pub fn domain(mut self, domain: Domain<M>) -> Self {
        self.domain &= domain;
        self
    }

    /// Finds at most this many. The server would take 0 for no limit; here it is none at all, without a call.
    pub fn limit(mut self, count: u32) -> Self {
        self.limit = count;
        self
    }

    /// Lays a context over the client's, for this search.
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
            // By position: the second argument is `args` up to 18, and `domain` from then on.
            let call = Call::read(meta::<M>().name(), "name_search")
                .arg("name", IntoOperand::<String>::into_operand(self.name)?)
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

/// The names of records, through the field that has them on every version.
pub(super) async fn display<M: Model>(
    client: &Client,
    ids: Vec<i64>,
) -> Result<Vec<Many2one<M>>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let call = Call::read(meta::<M>().name(), "read")
        .on(ids)
        .arg("fields", vec!["display_name"]);
    response::rows(&client.call(call).await?, meta::<M>().name(), |row| {
        let id: i64 = row.get("id")?;
        let name: Option<String> = row.get("display_name")?;
        Ok(Many2one {
            id: Id::new(id),
            name: name.unwrap_or_default(),
        })
    })
}

pub(super) async fn create<M: Model>(client: &Client, name: String) -> Result<Many2one<M>, Error> {
    let model = meta::<M>().name();
    let name = IntoOperand::<String>::into_operand(name)?;
    let call = Call::write(model, "name_create").arg("name", name);
    let created: Option<Many2one<M>> = response::value(&client.call(call).await?)?;
    // `odoo/models.py`, `name_create`: it does nothing then, and logs it.
    created.ok_or_else(|| {
        let sentence = format!(
            "`{model}` has no field for a name, so no record can be created by one: use `create`"
        );
        ConfigError::new(sentence).into()
    })
}
