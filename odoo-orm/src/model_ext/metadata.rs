//! Who created and changed a record, and when.

use std::{collections::BTreeMap, fmt};

use chrono::{DateTime, Utc};
use odoo_rpc::{Call, Client, DecodeError, Error, JsonReader};

use crate::{
    model::{FieldInfo, Model, meta},
    relation::Id,
    response,
};

/// What the server records about a record besides its fields.
#[non_exhaustive]
pub struct Metadata<M> {
    /// The record.
    pub id: Id<M>,
    /// The user who created it.
    pub create_uid: Option<UserRef>,
    /// The time of its creation.
    pub create_date: Option<DateTime<Utc>>,
    /// The user who changed it last.
    pub write_uid: Option<UserRef>,
    /// The time of its last change.
    pub write_date: Option<DateTime<Utc>>,
    /// Its external id; the first one if it has several.
    pub xmlid: Option<String>,
    /// Whether an update of the external id's module leaves the record unchanged.
    pub noupdate: bool,
}

impl<M> Clone for Metadata<M> {
    fn clone(&self) -> Self {
        Metadata {
            id: self.id,
            create_uid: self.create_uid.clone(),
            create_date: self.create_date,
            write_uid: self.write_uid.clone(),
            write_date: self.write_date,
            xmlid: self.xmlid.clone(),
            noupdate: self.noupdate,
        }
    }
}

impl<M: Model> fmt::Debug for Metadata<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metadata")
            .field("id", &self.id)
            .field("create_uid", &self.create_uid)
            .field("create_date", &self.create_date)
            .field("write_uid", &self.write_uid)
            .field("write_date", &self.write_date)
            .field("xmlid", &self.xmlid)
            .field("noupdate", &self.noupdate)
            .finish()
    }
}

/// A user, as a reference in [`Metadata`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserRef {
    /// The id in `res.users`.
    pub id: i64,
    /// The display name.
    pub name: String,
}

/// Returns the server's description of a model's fields.
pub(super) async fn fields(
    client: &Client,
    model: &'static str,
) -> Result<BTreeMap<String, FieldInfo>, Error> {
    let call = Call::read(model, "fields_get");
    client.call(call).await?.decode()
}

pub(super) async fn metadata<M: Model>(
    client: &Client,
    ids: Vec<i64>,
) -> Result<Vec<Metadata<M>>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let model = meta::<M>().name();
    let call = Call::read(model, "get_metadata").on(ids);
    response::rows(&client.call(call).await?, model, |row| {
        Ok(Metadata {
            id: row.get("id")?,
            create_uid: row.read("create_uid", author)?,
            create_date: row.get("create_date")?,
            write_uid: row.read("write_uid", author)?,
            write_date: row.get("write_date")?,
            xmlid: row.get("xmlid")?,
            noupdate: row.get("noupdate")?,
        })
    })
}

fn author(json: &mut JsonReader<'_>) -> Result<Option<UserRef>, DecodeError> {
    if json.is_false() {
        json.skip()?;
        return Ok(None);
    }
    let (id, name) = crate::relation::pair(json)?;
    Ok(Some(UserRef { id, name }))
}
