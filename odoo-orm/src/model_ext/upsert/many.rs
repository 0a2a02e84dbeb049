//! Upserting many records in one call: existing records are loaded as well.

use std::{
    collections::{BTreeMap, HashSet},
    ops::Range,
    sync::Arc,
};

use odoo_rpc::{Client, ConfigError, Error, ServerVersion};
use serde_json::{Map, Value};

use super::{
    Known, Row, TRIES, Upserted, complete, existing::There, is_conflict, load,
    selections::selections,
};
use crate::{
    batches::{Batches, Written},
    lower::AllNamed,
    model::{Model, ModelMeta, meta},
    model_ext::external_id::ExternalId,
    relation::Id,
    values::{Values, versions::on},
};

/// The external id and the values of a record.
pub(in crate::model_ext) type Named = (String, Map<String, Value>);

/// Encodes the records, and checks that no external id is used twice.
pub(in crate::model_ext) fn named<M>(
    records: impl IntoIterator<Item = (impl Into<String>, Values<M>)>,
) -> Result<Vec<Named>, ConfigError> {
    let mut seen = HashSet::new();
    let records = records.into_iter().map(|(external_id, values)| {
        let external_id = external_id.into();
        ExternalId::parse(&external_id)?;
        if !seen.insert(external_id.clone()) {
            let sentence = format!("duplicate external id `{external_id}`: list each record once");
            return Err(ConfigError::new(sentence));
        }
        match values.into_map() {
            Ok(values) => Ok((external_id, values)),
            Err(error) => {
                let sentence = format!("record `{external_id}`: {error}");
                Err(error.reworded(sentence))
            }
        }
    });
    records.collect()
}

/// The records in batches. The server names the first one that it refuses.
pub(in crate::model_ext) fn upsert_batches<M: Model>(
    client: &Client,
    records: Result<Vec<Named>, ConfigError>,
) -> Batches<Upserted<M>> {
    let client = client.clone();
    let all_named = Arc::new(AllNamed::default());
    let write = move |records: Arc<[Named]>, range: Range<usize>, _| -> Written<Upserted<M>> {
        let (client, all_named) = (client.clone(), Arc::clone(&all_named));
        Box::pin(async move {
            let all = records.iter().map(|(_, values)| values);
            let version = all_named.check(&client, meta::<M>(), all).await?;
            let records = records.get(range).unwrap_or_default();
            let Some(version) = version else {
                return upsert_many(&client, records, None).await;
            };
            let named = records.iter().map(|(external_id, values)| {
                Ok((
                    external_id.clone(),
                    on(meta::<M>(), values.clone(), version)?,
                ))
            });
            let named: Vec<Named> = named.collect::<Result<_, ConfigError>>()?;
            upsert_many(&client, &named, Some(version)).await
        })
    };
    let culprit = |records: &[Named], error: &Error| {
        let refused = error.fault()?.external_id()?;
        records
            .iter()
            .position(|(external_id, _)| external_id == refused)
    };
    Batches::new(meta::<M>().name(), records.map(Arc::from), write, culprit)
}

async fn upsert_many<M: Model>(
    client: &Client,
    records: &[Named],
    version: Option<&ServerVersion>,
) -> Result<Vec<Upserted<M>>, Error> {
    let names = records
        .iter()
        .map(|(external_id, _)| ExternalId::parse(external_id));
    let names: Vec<ExternalId<'_>> = names.collect::<Result<_, _>>()?;
    let there = There::ask::<M>(client, &names).await?;
    let selections = selections(client, meta::<M>(), records, version).await?;
    let rows = records.iter().map(|(external_id, values)| {
        let known = Known {
            is_there: there.is_there(external_id),
            selections: Some(&selections),
            version,
        };
        Row::new(meta::<M>(), external_id, values.clone(), known)
    });
    let rows: Vec<Row> = rows.collect();
    // An empty cell clears the field, so rows can share a table only if they set the same fields.
    let mut tables: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        tables.entry(&row.columns).or_default().push(at);
    }
    let mut ids = BTreeMap::new();
    for places in tables.into_values() {
        let table: Vec<&Row> = places.iter().filter_map(|at| rows.get(*at)).collect();
        match load_surely(client, meta::<M>(), &table).await {
            Ok(loaded) => ids.extend(places.into_iter().zip(loaded)),
            Err(error) if ids.is_empty() => return Err(error),
            Err(error) => return Err(error.after_a_part()),
        }
    }
    let ids: Vec<i64> = ids.into_values().collect();
    complete(client, meta::<M>().name(), ids.iter().copied().zip(rows))
        .await
        .map_err(Error::after_a_part)?;
    let upserted = |(id, (external_id, _)): (i64, &Named)| {
        if there.was_there(external_id, id) {
            Upserted::Updated(Id::new(id))
        } else {
            Upserted::Created(Id::new(id))
        }
    };
    Ok(ids.into_iter().zip(records).map(upserted).collect())
}

/// Loads rows, and retries once after a conflict.
///
/// Another client may create one of the records at the same time.
async fn load_surely(
    client: &Client,
    model: &'static ModelMeta,
    rows: &[&Row],
) -> Result<Vec<i64>, Error> {
    let mut tries = 0;
    loop {
        tries += 1;
        match load(client, model, rows, true).await {
            Err(error) if tries < TRIES && is_conflict(&error) => {}
            loaded => return loaded,
        }
    }
}
