//! The methods of models.

mod access;
mod create;
mod defaults;
mod exists;
mod external_id;
mod metadata;
mod names;
mod upsert;
mod write;

pub use create::CreateMany;
pub use metadata::{Metadata, UserRef};
pub use upsert::Upserted;

use std::{
    collections::{BTreeMap, HashMap},
    future::IntoFuture as _,
};

use odoo_rpc::{BoxFuture, Client, Error, Operation};

use self::{
    access::has_access,
    defaults::of_struct,
    exists::{exists, find_deleted},
    external_id::{by_external_id, by_external_ids},
    metadata::{fields, metadata},
    upsert::{get_or_create, get_or_create_batches, named, upsert, upsert_batches},
    write::{act, copy, write, write_many},
};
use crate::{
    batches::Batches,
    changes::{Changes, Cursor},
    domain::Domain,
    group::GroupQuery,
    model::{FieldInfo, Model, meta},
    query::{NameSearch, Query, Read, ReadMap},
    record::Record,
    relation::{Id, IntoIds, Many2one, numbers},
    response,
    values::Values,
};

/// The methods of a [`Model`] that send requests.
///
/// Every struct that derives [`OdooModel`](derive@crate::OdooModel) has them. In a generic function, the bound `M: Model` is enough for most methods. The
/// methods that read records need `M: Record<Model = M>` as well.
///
/// They have Odoo's names. Each method sends one call unless its documentation says otherwise. One call is one transaction on the server: it runs
/// completely or not at all, and two calls never share a transaction. Put changes that must happen together into one call: several records into
/// [`create_many`](Self::create_many), lines into the [`Command`](crate::Command)s of their parent's values.
/// On servers before 17, a domain with `any` sends one more call for each `any`, which may see a different state of the database.
///
/// The trait has no upper-case items: one would shadow a missing field constant of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Odoo model",
    label = "no `#[derive(OdooModel)]`",
    note = "derive it and name the model: `#[derive(OdooModel)]` and `#[odoo(model = \"...\")]`"
)]
pub trait ModelExt: Model {
    #[doc = include_str!("../docs/search_read.md")]
    fn search_read(client: &Client, domain: Domain<Self>) -> Query<Self>
    where
        Self: Record<Model = Self>,
    {
        Query::new(client, domain)
    }

    #[doc = include_str!("../docs/search.md")]
    #[doc(alias("filter", "where"))]
    fn search(client: &Client, domain: Domain<Self>) -> Query<Id<Self>> {
        Query::new(client, domain)
    }

    /// Returns the number of matching records.
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

    #[doc = include_str!("../docs/read_group.md")]
    #[doc(alias("aggregate", "group by", "count", "sum"))]
    fn read_group(client: &Client, domain: Domain<Self>) -> GroupQuery<Self> {
        GroupQuery::new(client, domain)
    }

    /// Returns the records created, changed or archived since a cursor: see [`Changes`].
    #[doc(alias("incremental sync", "synchronize", "replicate", "delta"))]
    fn changes_since(client: &Client, cursor: Cursor) -> Changes<Self>
    where
        Self: Record<Model = Self>,
    {
        Changes::new(client, cursor)
    }

    #[doc = include_str!("../docs/read.md")]
    #[doc(alias = "browse")]
    fn read(client: &Client, ids: impl IntoIds<Self>) -> Read<Self>
    where
        Self: Record<Model = Self>,
    {
        Read::new(client, ids.into_ids())
    }

    #[doc = include_str!("../docs/read_map.md")]
    #[doc(alias("N+1", "prefetch", "eager loading", "browse", "mapped"))]
    fn read_map<I>(client: &Client, links: I) -> ReadMap<Self>
    where
        Self: Record<Model = Self>,
        I: IntoIterator<Item: IntoIds<Self>>,
    {
        ReadMap::new(client, links)
    }

    #[doc = include_str!("../docs/create.md")]
    #[doc(alias = "insert")]
    fn create(
        client: &Client,
        values: Values<Self>,
    ) -> BoxFuture<'static, Result<Id<Self>, Error>> {
        let created = Self::create_many(client, [values]).into_future();
        Box::pin(async move { response::only(created.await?) })
    }

    /// Creates several records in one call: all of them or none.
    ///
    /// The ids are in the order of the values. For very many records, use [`in_batches`](CreateMany::in_batches).
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    #[doc(alias("batch", "bulk insert"))]
    fn create_many(
        client: &Client,
        values: impl IntoIterator<Item = Values<Self>>,
    ) -> CreateMany<Self> {
        CreateMany::new(client, values)
    }

    /// Creates a record from a name, and returns its id and display name.
    ///
    /// All other fields get the server's defaults.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    fn name_create(
        client: &Client,
        name: impl Into<String>,
    ) -> BoxFuture<'static, Result<Many2one<Self>, Error>> {
        let (client, name) = (client.clone(), name.into());
        Box::pin(async move { names::create(&client, name).await })
    }

    #[doc = include_str!("../docs/upsert.md")]
    #[doc(alias("idempotent", "external id", "merge"))]
    fn upsert(
        client: &Client,
        external_id: &str,
        values: Values<Self>,
    ) -> BoxFuture<'static, Result<Upserted<Self>, Error>> {
        let named = named([(external_id, values)]);
        let client = client.uncached();
        Box::pin(async move { upsert(&client, named?).await })
    }

    #[doc = include_str!("../docs/upsert_many.md")]
    fn upsert_many(
        client: &Client,
        records: impl IntoIterator<Item = (impl Into<String>, Values<Self>)>,
    ) -> Batches<Upserted<Self>> {
        upsert_batches(client, named(records))
    }

    #[doc = include_str!("../docs/get_or_create.md")]
    #[doc(alias = "idempotent")]
    fn get_or_create(
        client: &Client,
        external_id: &str,
        values: Values<Self>,
    ) -> BoxFuture<'static, Result<(Id<Self>, bool), Error>> {
        let named = named([(external_id, values)]);
        let client = client.uncached();
        Box::pin(async move { get_or_create(&client, named?).await })
    }

    #[doc = include_str!("../docs/get_or_create_many.md")]
    fn get_or_create_many(
        client: &Client,
        records: impl IntoIterator<Item = (impl Into<String>, Values<Self>)>,
    ) -> Batches<(Id<Self>, bool)> {
        get_or_create_batches(client, named(records))
    }

    /// Returns the record with an external id, such as `base.main_company`.
    ///
    /// Returns `None` if no such record exists or the user cannot see it. Archived records are found.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the external id belongs to a record of another model; otherwise see [`Error`].
    #[doc(alias("ref", "xml id", "xmlid", "get_object_reference"))]
    fn by_external_id(
        client: &Client,
        external_id: &str,
    ) -> BoxFuture<'static, Result<Option<Id<Self>>, Error>> {
        let (client, external_id) = (client.clone(), external_id.to_owned());
        Box::pin(async move { by_external_id(&client, &external_id).await })
    }

    #[doc = include_str!("../docs/by_external_ids.md")]
    fn by_external_ids(
        client: &Client,
        external_ids: impl IntoIterator<Item = impl Into<String>>,
    ) -> BoxFuture<'static, Result<HashMap<String, Id<Self>>, Error>> {
        let external_ids = external_ids.into_iter().map(Into::into).collect();
        let client = client.uncached();
        Box::pin(async move { by_external_ids(&client, external_ids).await })
    }

    /// Writes the same values to records. Without ids, no request is sent.
    ///
    /// [`write_many`](Self::write_many) writes other values to each of them.
    ///
    /// # Errors
    ///
    /// See [`Error`]. A record that does not exist is [`Fault::is_missing`](crate::Fault::is_missing) on models with
    /// record rules, such as `res.partner`; on other models the server may ignore it silently.
    #[doc(alias = "update")]
    fn write(
        client: &Client,
        ids: impl IntoIds<Self>,
        values: Values<Self>,
    ) -> BoxFuture<'static, Result<(), Error>> {
        write(client, ids, values)
    }

    #[doc = include_str!("../docs/write_many.md")]
    fn write_many(
        client: &Client,
        changes: impl IntoIterator<Item = (Id<Self>, Values<Self>)>,
    ) -> Batches<()> {
        write_many(client, changes)
    }

    /// Deletes records. Without ids, no request is sent.
    ///
    /// # Errors
    ///
    /// See [`Error`], and [`write`](Self::write) for records that do not exist.
    #[doc(alias("delete", "remove"))]
    fn unlink(client: &Client, ids: impl IntoIds<Self>) -> BoxFuture<'static, Result<(), Error>> {
        act(client, "unlink", ids)
    }

    /// Creates a copy of a record, and returns its id. `values` override the copied ones.
    ///
    /// The model decides what is copied: it may omit fields or change them, such as the name of a partner.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    fn copy(
        client: &Client,
        id: Id<Self>,
        values: Values<Self>,
    ) -> BoxFuture<'static, Result<Id<Self>, Error>> {
        copy(client, id, values)
    }

    /// Archives records, so that searches omit them. Without ids, no request is sent.
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

    /// Restores archived records. Without ids, no request is sent.
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

    /// Searches records by name, as the search in a many2one field does.
    ///
    /// Returns at most 100 records unless [`limit`](NameSearch::limit) is set. The model decides which fields it searches: for a
    /// partner also the email and the reference.
    fn name_search(client: &Client, name: impl Into<String>) -> NameSearch<Self> {
        NameSearch::new(client, name.into())
    }

    /// Returns the display names of records, in the order of the ids.
    ///
    /// The names are in the language of the context. Records that do not exist are omitted.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    fn display_name(
        client: &Client,
        ids: impl IntoIds<Self>,
    ) -> BoxFuture<'static, Result<Vec<Many2one<Self>>, Error>> {
        let (client, ids) = (client.clone(), numbers(ids));
        Box::pin(async move { names::display(&client, ids?).await })
    }

    /// Returns the server's description of the model's fields, by their names.
    ///
    /// It has all fields that the user may see, whether the struct declares them or not.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    fn fields_get(
        client: &Client,
    ) -> BoxFuture<'static, Result<BTreeMap<String, FieldInfo>, Error>> {
        let client = client.clone();
        Box::pin(async move { fields(&client, meta::<Self>().name()).await })
    }

    /// Returns the server's defaults of a new record for the fields of the struct.
    ///
    /// The result can be passed to [`create`](Self::create). Fields without a default are omitted. `default_…` keys in the context take precedence.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    fn default_get(client: &Client) -> BoxFuture<'static, Result<Values<Self>, Error>> {
        let client = client.clone();
        Box::pin(async move { of_struct(&client).await })
    }

    /// Returns who created and changed records and when, and their external ids.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    fn get_metadata(
        client: &Client,
        ids: impl IntoIds<Self>,
    ) -> BoxFuture<'static, Result<Vec<Metadata<Self>>, Error>> {
        let (client, ids) = (client.clone(), numbers(ids));
        Box::pin(async move { metadata(&client, ids?).await })
    }

    /// Tells whether the user may perform an operation on all of these records.
    ///
    /// Without ids, tells whether the user may perform it on the model at all. The result for ids that do not exist
    /// depends on the model and the version.
    ///
    /// Sends one request on Odoo 18 and later. Before, it sends two: for access rights on the model and for record rules.
    ///
    /// # Errors
    ///
    /// See [`Error`]. A denied operation is `false`, not an error.
    fn has_access(
        client: &Client,
        ids: impl IntoIds<Self>,
        operation: Operation,
    ) -> BoxFuture<'static, Result<bool, Error>> {
        let (client, ids) = (client.clone(), numbers(ids));
        Box::pin(async move { has_access(&client, meta::<Self>().name(), ids?, operation).await })
    }

    /// Returns the ids whose records exist, archived ones included, in no particular order.
    ///
    /// It searches on every version, because clients cannot call the server's own `exists` on Odoo 19. So
    /// records that a record rule hides from the user are omitted.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    fn exists(
        client: &Client,
        ids: impl IntoIds<Self>,
    ) -> BoxFuture<'static, Result<Vec<Id<Self>>, Error>> {
        let (client, ids) = (client.clone(), ids.into_ids());
        Box::pin(async move { exists(&client, &ids).await })
    }

    /// Returns the ids whose records do not [exist](Self::exists), in their order.
    ///
    /// Use it to find deletions among the records that a program has stored. It sends one request per 50,000 ids.
    ///
    /// [`changes_since`](Self::changes_since) finds created and changed records, not deleted ones: Odoo keeps no record of deletions.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    fn find_deleted(
        client: &Client,
        ids: impl IntoIds<Self>,
    ) -> BoxFuture<'static, Result<Vec<Id<Self>>, Error>> {
        let (client, ids) = (client.clone(), ids.into_ids());
        Box::pin(async move { find_deleted(&client, ids).await })
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> ModelExt for M {}
