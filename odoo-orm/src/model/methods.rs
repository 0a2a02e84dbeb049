use odoo_rpc::{BoxFuture, Call, Client, Context, Error};
use serde_json::Value;

use super::{ModelMeta, meta};
use crate::{
    answer,
    domain::Domain,
    query::{Query, Read},
    record::Record,
    relation::{Id, IntoIds, numbers},
    value::record_id,
    values::Values,
};

/// A Rust type that stands for an Odoo model. Implement it by deriving [`OdooModel`](derive@crate::OdooModel).
///
/// The methods carry Odoo's names. Each is one call, and one call is one transaction of the server's: done whole or not at
/// all, and never together with another. What must happen together goes into one call: several records into
/// [`create_many`](Self::create_many), lines into the [`Command`](crate::Command)s of their parent's values.
///
/// The trait has no upper-case items: one would stand in for a field of that name that a struct does not have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Odoo model",
    label = "no `#[derive(OdooModel)]`",
    note = "say which model it is: `#[derive(OdooModel)]` and `#[odoo(model = \"...\")]`"
)]
pub trait Model: Record<Model = Self> {
    #[doc(hidden)]
    fn __meta() -> &'static ModelMeta;

    /// Searches, and reads what it finds into records, in one call. `.await` gives all of them; see [`Query`] for
    /// [`first`](Query::first), [`one`](Query::one) and the options.
    ///
    /// Archived records are left out unless the domain names the field `active`, or the context says
    /// `active_test: false`.
    ///
    /// ```no_run
    /// # use odoo_orm::prelude::*;
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "res.partner")]
    /// # struct Partner { id: Id<Partner>, name: String, is_company: bool }
    /// # async fn run(odoo: Client) -> Result<(), odoo_orm::Error> {
    /// let companies: Vec<Partner> = Partner::search_read(&odoo, Partner::IS_COMPANY.eq(true))
    ///     .order_by(Partner::NAME.asc())
    ///     .limit(80)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    fn search_read(client: &Client, domain: Domain<Self>) -> Query<Self> {
        Query::new(client, domain)
    }

    /// Searches, and gives the ids of what it finds.
    fn search(client: &Client, domain: Domain<Self>) -> Query<Id<Self>> {
        Query::new(client, domain)
    }

    /// How many records match.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    fn search_count(
        client: &Client,
        domain: Domain<Self>,
    ) -> BoxFuture<'static, Result<u64, Error>> {
        Self::search(client, domain).count()
    }

    /// Reads records by their ids, in that order, archived ones too. The server leaves out those that do not exist;
    /// [`Read::one`] reads one and fails if it does not.
    fn read(client: &Client, ids: impl IntoIds<Self>) -> Read<Self> {
        Read::new(client, ids.into_ids())
    }

    /// Creates one record and gives its id. Fields that are left out get the server's defaults. The context, such as the
    /// language of translated fields, is the client's: see [`Client::with`].
    ///
    /// # Errors
    ///
    /// See [`Error`]. After [`Outcome::Unknown`](odoo_rpc::Outcome::Unknown), look whether the record is there before
    /// trying again.
    fn create(
        client: &Client,
        values: Values<Self>,
    ) -> BoxFuture<'static, Result<Id<Self>, Error>> {
        let (client, values) = (client.clone(), values.into_json());
        Box::pin(async move {
            // A list, for the answer of one version is then that of all.
            let call = Call::write(meta::<Self>().name(), "create").arg("vals_list", vec![values?]);
            answer::one_id(&client.call(call).await?)
        })
    }

    /// Creates several records in one call: all of them or none. The ids are in the order of the values.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    fn create_many(
        client: &Client,
        values: impl IntoIterator<Item = Values<Self>>,
    ) -> BoxFuture<'static, Result<Vec<Id<Self>>, Error>> {
        let list: Result<Vec<Value>, _> = values.into_iter().map(Values::into_json).collect();
        let client = client.clone();
        Box::pin(async move {
            let list = list?;
            let count = list.len();
            if count == 0 {
                return Ok(Vec::new());
            }
            let call = Call::write(meta::<Self>().name(), "create").arg("vals_list", list);
            answer::created(&client.call(call).await?, count)
        })
    }

    /// Writes the same values to records. Without any id, no call is made.
    ///
    /// # Errors
    ///
    /// See [`Error`]. A record that does not exist is [`Fault::is_missing`](odoo_rpc::Fault::is_missing) on models with
    /// record rules, such as `res.partner`; on others the server may pass over it in silence.
    fn write(
        client: &Client,
        ids: impl IntoIds<Self>,
        values: Values<Self>,
    ) -> BoxFuture<'static, Result<(), Error>> {
        let (client, ids, values) = (client.clone(), numbers(ids), values.into_json());
        Box::pin(async move {
            let (ids, values) = (ids?, values?);
            if ids.is_empty() {
                return Ok(());
            }
            let call = Call::write(meta::<Self>().name(), "write")
                .on(ids)
                .arg("vals", values);
            answer::ignored(&client.call(call).await?)
        })
    }

    /// Deletes records. Without any id, no call is made.
    ///
    /// # Errors
    ///
    /// See [`Error`], and [`write`](Self::write) for records that do not exist.
    fn unlink(client: &Client, ids: impl IntoIds<Self>) -> BoxFuture<'static, Result<(), Error>> {
        act(client, "unlink", ids)
    }

    /// Creates a copy of a record, with `values` in place of the record's own, and gives its id. What is copied is the model's
    /// affair: fields may be left out, or changed, as the name of a partner is.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    fn copy(
        client: &Client,
        id: Id<Self>,
        values: Values<Self>,
    ) -> BoxFuture<'static, Result<Id<Self>, Error>> {
        let (client, ids, values) = (client.clone(), numbers(id), values.into_json());
        Box::pin(async move {
            let call = Call::write(meta::<Self>().name(), "copy")
                .on(ids?)
                .arg("default", values?);
            answer::one_id(&client.call(call).await?)
        })
    }

    /// Archives records: searches leave them out from then on. Without any id, no call is made.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    fn action_archive(
        client: &Client,
        ids: impl IntoIds<Self>,
    ) -> BoxFuture<'static, Result<(), Error>> {
        act(client, "action_archive", ids)
    }

    /// Takes records out of the archive. Without any id, no call is made.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    fn action_unarchive(
        client: &Client,
        ids: impl IntoIds<Self>,
    ) -> BoxFuture<'static, Result<(), Error>> {
        act(client, "action_unarchive", ids)
    }

    /// Those of `ids` whose records exist, archived ones too, in no particular order.
    ///
    /// A search, on every version: the server's own method of this name cannot be called from outside on Odoo 19. So
    /// records that a record rule hides from the user are not among them.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    fn exists(
        client: &Client,
        ids: impl IntoIds<Self>,
    ) -> BoxFuture<'static, Result<Vec<Id<Self>>, Error>> {
        let ids = ids.into_ids();
        let wanted: Result<Vec<Value>, _> = ids
            .iter()
            .map(|id| record_id(id.get()).map(Value::from))
            .collect();
        let query = Self::search(client, Domain::one_of("id".into(), wanted));
        let query = query.context(Context::new().active_test(false));
        Box::pin(async move {
            if ids.is_empty() {
                Ok(Vec::new())
            } else {
                query.await
            }
        })
    }
}

/// Calls a method that takes records and gives nothing.
fn act<M: Model>(
    client: &Client,
    method: &'static str,
    ids: impl IntoIds<M>,
) -> BoxFuture<'static, Result<(), Error>> {
    let (client, ids) = (client.clone(), numbers(ids));
    Box::pin(async move {
        let ids = ids?;
        if ids.is_empty() {
            return Ok(());
        }
        answer::ignored(
            &client
                .call(Call::write(meta::<M>().name(), method).on(ids))
                .await?,
        )
    })
}
