//! Idempotent writes by external id.
//!
//! A record is identified by an external id, and created if it does not exist.
//!
//! A record and its external id must be created in one transaction. Otherwise a program that stops between the two leaves a record that
//! no later call finds. `load`, the method for file imports, is the only remote method that does so. It takes cells of text, so values
//! that text cannot hold are written afterwards; that write can be repeated.

mod create_once;
mod existing;
mod lines;
mod loaded;
mod many;
mod named;
mod row;
mod selections;
mod table;

use std::{fmt, mem::discriminant};

pub(super) use create_once::{get_or_create, get_or_create_batches};
pub(super) use many::upsert_batches;
use many::upsert_many;
pub(super) use named::named;
use named::{Named, for_server};
use odoo_rpc::{Call, Client, ConfigError, Error, Fault};
use row::{Known, Row};
use serde_json::{Map, Value};
use table::{complete, load};

use super::external_id::{ExternalId, Found};
use crate::{
    model::{Model, meta},
    relation::Id,
    response,
};

/// What [`upsert`](crate::ModelExt::upsert) did.
pub enum Upserted<M> {
    /// No record had this external id; one was created.
    Created(Id<M>),
    /// The record existed, and the values were written to it.
    Updated(Id<M>),
}

impl<M> Upserted<M> {
    /// Returns the record's id.
    pub fn id(self) -> Id<M> {
        match self {
            Upserted::Created(id) | Upserted::Updated(id) => id,
        }
    }

    /// Returns whether the record was created.
    pub fn is_created(&self) -> bool {
        matches!(self, Upserted::Created(_))
    }
}

impl<M> Clone for Upserted<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Upserted<M> {}

impl<M> PartialEq for Upserted<M> {
    fn eq(&self, other: &Self) -> bool {
        discriminant(self) == discriminant(other) && self.id() == other.id()
    }
}

impl<M> Eq for Upserted<M> {}

impl<M: Model> fmt::Debug for Upserted<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Upserted::Created(id) => f.debug_tuple("Created").field(id).finish(),
            Upserted::Updated(id) => f.debug_tuple("Updated").field(id).finish(),
        }
    }
}

pub(super) async fn upsert<M: Model>(
    client: &Client,
    record: Vec<Named>,
) -> Result<Upserted<M>, Error> {
    let (record, version) = for_server(client, meta::<M>(), record).await?;
    let record = only_one(&record)?;
    if !record.lines.is_empty() {
        // A `write` cannot name lines by their external ids.
        let upserted = upsert_many(client, std::slice::from_ref(record), version).await?;
        return response::only(upserted);
    }
    let name = ExternalId::parse(record.external_id())?;
    let mut tries = 0;
    loop {
        if let Found::Record(id) = name.find(client, meta::<M>().name()).await? {
            write(client, meta::<M>().name(), vec![id], record.values.clone()).await?;
            return Ok(Upserted::Updated(Id::new(id)));
        }
        let row = Row::new(meta::<M>(), record, Known::on(version));
        tries += 1;
        match load(client, meta::<M>(), &[&row], false).await {
            Ok(ids) => {
                let id = Id::new(response::only(ids.clone())?);
                complete(client, meta::<M>().name(), ids.into_iter().zip([row]))
                    .await
                    .map_err(Error::after_a_part)?;
                return Ok(Upserted::Created(id));
            }
            // Another client is creating the same record: the next lookup will find it.
            Err(error) if tries < TRIES && is_conflict(&error) => {}
            Err(error) => return Err(error),
        }
    }
}

fn only_one(records: &[Named]) -> Result<&Named, ConfigError> {
    let record = records.first();
    record.ok_or_else(|| ConfigError::new("expected one record"))
}

/// The number of lookups for a record that another client is creating.
const TRIES: u32 = 5;

fn is_conflict(error: &Error) -> bool {
    error.fault().is_some_and(Fault::is_concurrency)
}

async fn write(
    client: &Client,
    model: &str,
    ids: Vec<i64>,
    values: Map<String, Value>,
) -> Result<(), Error> {
    if values.is_empty() {
        return Ok(());
    }
    let call = Call::write(model, "write").on(ids).arg("vals", values);
    response::ignored(&client.call(call).await?)
}
