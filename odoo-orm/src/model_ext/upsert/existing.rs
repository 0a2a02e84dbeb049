//! Which of the records with some external ids exist already.

use std::collections::HashSet;

use odoo_rpc::{Call, Client, Context, Error, Fault};
use serde_json::Value;

use crate::{
    model::{Model, meta},
    model_ext::external_id::{ExternalId, find_all},
    response,
};

/// The records that existed before others are loaded.
pub(super) enum There {
    /// The external ids whose records exist.
    Named(HashSet<String>),
    /// The highest id that existed: a record with a higher id is new.
    ///
    /// Used if the user may not read external ids, as ordinary users from Odoo 19 on.
    Newest(i64),
}

impl There {
    /// Finds out which of the records with these external ids exist.
    pub(super) async fn ask<M: Model>(
        client: &Client,
        names: &[ExternalId<'_>],
    ) -> Result<Self, Error> {
        // On 14, `load` does not check the model and writes to the record with the same id (`odoo/models.py`, `_load_records`).
        match find_all::<M>(client, names).await {
            Ok(found) => Ok(There::Named(found.into_keys().collect())),
            Err(error) if error.fault().is_some_and(Fault::is_access) => {
                newest::<M>(client).await.map(There::Newest)
            }
            Err(error) => Err(error),
        }
    }

    /// Tells whether the record is known to exist.
    pub(super) fn is_there(&self, external_id: &str) -> bool {
        matches!(self, There::Named(names) if names.contains(external_id))
    }

    /// Tells whether the record existed before, given its id.
    pub(super) fn was_there(&self, external_id: &str, id: i64) -> bool {
        match self {
            There::Named(names) => names.contains(external_id),
            There::Newest(newest) => id <= *newest,
        }
    }
}

/// Returns the highest id that the user may see, or 0.
async fn newest<M: Model>(client: &Client) -> Result<i64, Error> {
    let call = Call::read(meta::<M>().name(), "search")
        .arg("domain", Value::Array(Vec::new()))
        .kwarg("order", "id desc")
        .kwarg("limit", 1)
        .with_context(&Context::new().active_test(false));
    let ids = response::numbers(&client.call(call).await?)?;
    Ok(ids.first().copied().unwrap_or_default())
}
