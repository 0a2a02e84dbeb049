//! Finding the records of many external ids.

use std::collections::{BTreeMap, HashMap, HashSet};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use odoo_rpc::{BoxFuture, Call, Client, ConfigError, Error, Fault};
use serde::Deserialize;
use serde_json::json;

use super::{ExternalId, Found};
use crate::{
    model::{Model, meta},
    model_ext::exists::exists,
    relation::Id,
};

/// The maximum number of external ids per call.
///
/// It keeps a request below the 1 MB that nginx accepts by default.
const AT_ONCE: usize = 10_000;

/// The number of concurrent calls if each external id takes its own.
const CONCURRENCY: usize = 8;

/// A row of `ir.model.data`.
#[derive(Deserialize)]
pub(in crate::model_ext) struct Entry {
    module: String,
    name: String,
    pub(in crate::model_ext) model: String,
    res_id: i64,
}

impl Entry {
    pub(in crate::model_ext) fn external_id(&self) -> String {
        format!("{}.{}", self.module, self.name)
    }
}

/// Returns the records that exist, by external id.
pub(in crate::model_ext) async fn by_external_ids<M: Model>(
    client: &Client,
    external_ids: Vec<String>,
) -> Result<HashMap<String, Id<M>>, Error> {
    let names = external_ids.iter().map(|text| ExternalId::parse(text));
    let names: Vec<ExternalId<'_>> = names.collect::<Result<_, ConfigError>>()?;
    let mut found = HashMap::new();
    for names in names.chunks(AT_ONCE) {
        match find_all(client, names).await {
            Ok(some) => found.extend(some),
            // Ordinary users may not read external ids from Odoo 19 on.
            Err(error) if error.fault().is_some_and(Fault::is_access) => {
                let ids = find_each(client, meta::<M>().name(), names).await?;
                found.extend(ids.into_iter().map(|(name, id)| (name, Id::new(id))));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// Finds the records in one call, and a second one if there are any.
///
/// It fails for users who may not read external ids.
pub(in crate::model_ext) async fn find_all<M: Model>(
    client: &Client,
    names: &[ExternalId<'_>],
) -> Result<HashMap<String, Id<M>>, Error> {
    let entries = entries(client, names).await?;
    for Entry {
        module,
        name,
        model,
        ..
    } in &entries
    {
        ExternalId { module, name }.check(model, meta::<M>().name())?;
    }
    let ids = entries.iter().filter(|entry| entry.res_id > 0);
    let ids: Vec<Id<M>> = ids.map(|entry| Id::new(entry.res_id)).collect();
    // External ids can remain after their records were deleted.
    let existing: HashSet<Id<M>> = exists(client, &ids).await?.into_iter().collect();
    let found = entries.into_iter().filter_map(|entry| {
        let id = Id::new(entry.res_id);
        existing.contains(&id).then(|| (entry.external_id(), id))
    });
    Ok(found.collect())
}

/// Returns the ids of records that are known to exist, by external id.
pub(in crate::model_ext) async fn find_numbers(
    client: &Client,
    model: &str,
    external_ids: impl Iterator<Item = &str>,
) -> Result<HashMap<String, i64>, Error> {
    let names: Result<Vec<ExternalId<'_>>, ConfigError> =
        external_ids.map(ExternalId::parse).collect();
    let names = names?;
    match entries(client, &names).await {
        Ok(entries) => {
            let id_by_name = |entry: Entry| (entry.external_id(), entry.res_id);
            Ok(entries.into_iter().map(id_by_name).collect())
        }
        Err(error) if error.fault().is_some_and(Fault::is_access) => {
            find_each(client, model, &names).await
        }
        Err(error) => Err(error),
    }
}

/// Finds the records with a call for each.
async fn find_each(
    client: &Client,
    model: &str,
    names: &[ExternalId<'_>],
) -> Result<HashMap<String, i64>, Error> {
    let mut finds: Vec<BoxFuture<'_, _>> = Vec::new();
    for name in names {
        finds.push(Box::pin(name.find(client, model)));
    }
    let found = stream::iter(finds).buffered(CONCURRENCY);
    let found: Vec<Found> = found.try_collect().await?;
    let visible = names
        .iter()
        .zip(found)
        .filter_map(|(name, found)| match found {
            Found::Record(id) => Some((format!("{}.{}", name.module, name.name), id)),
            Found::Hidden | Found::Nothing => None,
        });
    Ok(visible.collect())
}

/// Finds what some external ids refer to.
///
/// It fails for users who may not read external ids.
pub(in crate::model_ext) async fn entries(
    client: &Client,
    names: &[ExternalId<'_>],
) -> Result<Vec<Entry>, Error> {
    let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for ExternalId { module, name } in names {
        modules.entry(module).or_default().push(name);
    }
    if modules.is_empty() {
        return Ok(Vec::new());
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
