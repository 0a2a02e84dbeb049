use std::{collections::BTreeMap, future::IntoFuture as _};

use odoo_rpc::{BoxFuture, Call, Client, Error};

use super::{
    Batches, CreateMany, FieldInfo, FieldMeta, Metadata, ModelMeta, NameSearch, Operation,
    Upserted,
    access::has_access,
    defaults::default_get,
    exists::{exists, find_deleted},
    external_id::{ExternalId, Found},
    meta,
    metadata::metadata,
    names,
    upsert::{named, upsert, upsert_batches},
};
use crate::{
    changes::{Changes, Cursor},
    domain::Domain,
    group::GroupQuery,
    query::{Load, Query, Read},
    record::Record,
    relation::{Id, IntoIds, Many2one, numbers},
    response,
    values::Values,
};

/// A Rust type that stands for an Odoo model. Implement it by deriving [`OdooModel`](derive@crate::OdooModel).
///
/// The methods carry Odoo's names. Each is one call unless its page says otherwise, and one call is one transaction of the server's: done whole or
/// not at all, and never together with another. (A domain with `any` takes one more call for each on servers before 17, and is not of the same moment there.) What must happen together goes into one call: several records into
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

    #[doc = include_str!("../../docs/search_read.md")]
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

    /// Sums up records in groups: by which keys, and what of them, [`GroupQuery`] says. `.await` gives the
    /// groups.
    ///
    /// It is Odoo's `read_group` up to 18 and `formatted_read_group` from 19 on. Which records there are is up to the domain,
    /// as in [`search_read`](Self::search_read).
    fn read_group(client: &Client, domain: Domain<Self>) -> GroupQuery<Self> {
        GroupQuery::new(client, domain)
    }

    /// What has been created, changed or archived since a cursor was stored, and the cursor to store then: see [`Changes`].
    fn changes_since(client: &Client, cursor: Cursor) -> Changes<Self>
    where
        Self: Send,
    {
        Changes::new(client, cursor)
    }

    /// Reads records by their ids, in that order, archived ones too. The server leaves out those that do not exist;
    /// [`Read::one`] reads one and fails if it does not.
    fn read(client: &Client, ids: impl IntoIds<Self>) -> Read<Self> {
        Read::new(client, ids.into_ids())
    }

    #[doc = include_str!("../../docs/load.md")]
    fn read_map<I>(client: &Client, links: I) -> Load<Self>
    where
        I: IntoIterator<Item: IntoIds<Self>>,
    {
        Load::new(client, links)
    }

    /// Creates one record and gives its id. Fields that are left out get the server's defaults. The context, such as the
    /// language of translated fields, is the client's: see [`Client::with_context`].
    ///
    /// # Errors
    ///
    /// See [`Error`]. Where the server says that a field has no value, [`Fault::missing_fields`](crate::Fault::missing_fields) names all required ones that
    /// were given none and have no default; the server may fill some of them from others. After [`Outcome::Unknown`](crate::Outcome::Unknown), look whether the record is there before
    /// trying again, or use [`upsert`](Self::upsert), which can be repeated.
    fn create(
        client: &Client,
        values: Values<Self>,
    ) -> BoxFuture<'static, Result<Id<Self>, Error>> {
        let created = Self::create_many(client, [values]).into_future();
        Box::pin(async move { response::only(created.await?) })
    }

    /// Creates several records in one call: all of them or none. The ids are in the order of the values. For very many there is
    /// [`in_batches`](CreateMany::in_batches).
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    fn create_many(
        client: &Client,
        values: impl IntoIterator<Item = Values<Self>>,
    ) -> CreateMany<Self> {
        CreateMany::new(client, values)
    }

    /// Creates a record by its name alone, with the server's defaults for all else, and gives its id and its name as it is displayed.
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

    #[doc = include_str!("../../docs/upsert.md")]
    fn upsert(
        client: &Client,
        external_id: &str,
        values: Values<Self>,
    ) -> BoxFuture<'static, Result<Upserted<Self>, Error>> {
        let (client, external_id, values) =
            (client.clone(), external_id.to_owned(), values.into_map());
        Box::pin(async move { upsert(&client, &external_id, values?).await })
    }

    #[doc = include_str!("../../docs/upsert_many.md")]
    fn upsert_many(
        client: &Client,
        records: impl IntoIterator<Item = (impl Into<String>, Values<Self>)>,
    ) -> Batches<Upserted<Self>> {
        upsert_batches(client, named(records))
    }

    /// The record of an external id, such as `base.main_company`; none if there is none, or the user may not see it. An archived one is found.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the external id is that of another model's record; else see [`Error`].
    fn by_external_id(
        client: &Client,
        external_id: &str,
    ) -> BoxFuture<'static, Result<Option<Id<Self>>, Error>> {
        let (client, external_id) = (client.clone(), external_id.to_owned());
        Box::pin(async move {
            match ExternalId::parse(&external_id)?.find(&client).await? {
                Found::Record(id) => Ok(Some(id)),
                Found::Hidden | Found::Nothing => Ok(None),
            }
        })
    }

    /// Writes the same values to records. Without any id, no call is made.
    ///
    /// # Errors
    ///
    /// See [`Error`]. A record that does not exist is [`Fault::is_missing`](crate::Fault::is_missing) on models with
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
            response::ignored(&client.call(call).await?)
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
            response::one_id(&client.call(call).await?)
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

    /// Looks records up by their names, as the search in a many2one field does: at most 100 unless [`limit`](NameSearch::limit) says
    /// otherwise. Which fields count as the name is the model's affair: for a partner also the email and the reference.
    fn name_search(client: &Client, name: impl Into<String>) -> NameSearch<Self> {
        NameSearch::new(client, name.into())
    }

    /// The names of records as the server displays them in the context's language, in the order of the ids. Those that do not exist are left out.
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

    /// What the server knows of the model's fields, by their names: all that the user may see, declared by the struct or not.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    fn fields_get(
        client: &Client,
    ) -> BoxFuture<'static, Result<BTreeMap<String, FieldInfo>, Error>> {
        let client = client.clone();
        Box::pin(async move {
            let call = Call::read(meta::<Self>().name(), "fields_get");
            client.call(call).await?.decode()
        })
    }

    /// The values that a new record would get from the server for the fields that the struct declares, as values for
    /// [`create`](Self::create). Fields without a default are left out. `default_…` keys in the context come first.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    fn default_get(client: &Client) -> BoxFuture<'static, Result<Values<Self>, Error>> {
        let client = client.clone();
        Box::pin(async move {
            let declared = meta::<Self>().fields().iter();
            let writable = declared.filter(|field| !field.is_read_only());
            let names: Vec<&str> = writable.map(FieldMeta::name).collect();
            let defaults = default_get(&client, meta::<Self>().name(), &names).await?;
            Ok(Values::from_map(defaults))
        })
    }

    /// Who created and changed records and when, and their external ids.
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

    /// Whether the user may do something to all of these records; without any id, whether to records of the model at all. What comes of ids that do not exist
    /// depends on the model and the version.
    ///
    /// One call on Odoo 18 and later, two before, for the rights on the model and the rules on the records.
    ///
    /// # Errors
    ///
    /// See [`Error`]. That the user may not is `false`, and no error.
    fn has_access(
        client: &Client,
        ids: impl IntoIds<Self>,
        operation: Operation,
    ) -> BoxFuture<'static, Result<bool, Error>> {
        let (client, ids) = (client.clone(), numbers(ids));
        Box::pin(async move { has_access(&client, meta::<Self>().name(), ids?, operation).await })
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
        let (client, ids) = (client.clone(), ids.into_ids());
        Box::pin(async move { exists(&client, &ids).await })
    }

    /// Those of `ids` whose records do not [exist](Self::exists), in their order: what has been deleted, of the records that a program knows. A call for each 50,000.
    ///
    /// [`changes_since`](Self::changes_since) tells what has been created and changed, not what has been deleted: Odoo keeps no trace of that.
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
        response::ignored(
            &client
                .call(Call::write(meta::<M>().name(), method).on(ids))
                .await?,
        )
    })
}
