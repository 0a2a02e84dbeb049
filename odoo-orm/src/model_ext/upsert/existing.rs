//! Which of the records with some external ids exist already.

use std::collections::{BTreeMap, HashSet};

use odoo_rpc::{Call, Client, Context, Error, Fault};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    model::{Model, meta},
    model_ext::{exists::exists, external_id::ExternalId},
    relation::Id,
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

/// A row of `ir.model.data`.
#[derive(Deserialize)]
struct Entry {
    module: String,
    name: String,
    model: String,
    res_id: i64,
}

impl There {
    /// Finds out which of the records with these external ids exist.
    pub(super) async fn ask<M: Model>(
        client: &Client,
        names: &[ExternalId<'_>],
    ) -> Result<Self, Error> {
        match entries(client, names).await {
            Ok(entries) => Self::named::<M>(client, entries).await,
            Err(error) if error.fault().is_some_and(Fault::is_access) => {
                newest::<M>(client).await.map(There::Newest)
            }
            Err(error) => Err(error),
        }
    }

    async fn named<M: Model>(client: &Client, entries: Vec<Entry>) -> Result<Self, Error> {
        for Entry {
            module,
            name,
            model,
            ..
        } in &entries
        {
            // On 14, `load` does not check the model and writes to the record with the same id (`odoo/models.py`, `_load_records`).
            ExternalId { module, name }.check::<M>(model)?;
        }
        let ids = entries.iter().filter(|entry| entry.res_id > 0);
        let ids: Vec<Id<M>> = ids.map(|entry| Id::new(entry.res_id)).collect();
        // External ids can remain after their records were deleted.
        let existing: HashSet<Id<M>> = exists(client, &ids).await?.into_iter().collect();
        let there = entries
            .into_iter()
            .filter(|entry| existing.contains(&Id::new(entry.res_id)))
            .map(|Entry { module, name, .. }| format!("{module}.{name}"));
        Ok(There::Named(there.collect()))
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

async fn entries(client: &Client, names: &[ExternalId<'_>]) -> Result<Vec<Entry>, Error> {
    let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for ExternalId { module, name } in names {
        modules.entry(module).or_default().push(name);
    }
    let mut domain = vec![json!("|"); modules.len().saturating_sub(1)];
    for (module, names) in modules {
        domain.extend([
            json!("&"),
            json!(["module", "=", module]),
            json!(["name", "in", names]),
        ]);
    }
    let fields = ["module", "name", "model", "res_id"];
    let call = Call::read("ir.model.data", "search_read")
        .arg("domain", domain)
        .kwarg("fields", fields.as_slice());
    client.call(call).await?.decode()
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
