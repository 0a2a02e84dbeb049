//! Idempotent writes by external id.
//!
//! A record is identified by an external id, and created if it does not exist.
//!
//! A record and its external id must be created in one transaction. Otherwise a program that stops between the two leaves a record that
//! no later call finds. `load`, the method for file imports, is the only remote method that does so. It takes cells of text, so values
//! that text cannot hold are written afterwards; that write can be repeated.

mod create_once;
mod existing;
mod loaded;
mod many;
mod row;
mod selections;
mod table;

use std::{fmt, mem::discriminant};

pub(super) use create_once::get_or_create;
pub(super) use many::{named, upsert_batches};
use odoo_rpc::{Call, Client, Error, Fault};
use row::{Known, Row, version_of};
use serde_json::{Map, Value};
use table::{complete, load};

use super::external_id::{ExternalId, Found};
use crate::{
    lower::values_for_server,
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
    external_id: &str,
    values: Map<String, Value>,
) -> Result<Upserted<M>, Error> {
    let name = ExternalId::parse(external_id)?;
    let values = values_for_server(client, meta::<M>(), values).await?;
    let known = Known::on(version_of(client, meta::<M>()).await?);
    let mut tries = 0;
    loop {
        if let Found::Record(id) = name.find::<M>(client).await? {
            write(client, meta::<M>().name(), vec![id.get()], values).await?;
            return Ok(Upserted::Updated(id));
        }
        let row = Row::new(meta::<M>(), external_id, values.clone(), known);
        tries += 1;
        match load(client, meta::<M>(), &[&row], false).await {
            Ok(ids) => {
                let id = response::only(ids.iter().copied().map(Id::new).collect())?;
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
