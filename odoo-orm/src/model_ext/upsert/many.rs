//! Upserting many records in one call: existing records are loaded as well.

use std::{ops::Range, sync::Arc};

use odoo_rpc::{Client, ConfigError, Error, ServerVersion};

use super::{
    Known, Named, Row, Upserted,
    existing::There,
    lines::check_models,
    named::{check_all, on_version},
    selections::Selections,
    table::{Loads, complete_all, load_all},
};
use crate::{
    batches::{Batches, Records, Written, size},
    lower::AllNamed,
    model::{Model, meta},
    model_ext::external_id::ExternalId,
    relation::Id,
};

/// The records in batches. The server names the first one that it refuses.
pub(in crate::model_ext) fn upsert_batches<M: Model>(
    client: &Client,
    records: Result<Vec<Named>, ConfigError>,
) -> Batches<Upserted<M>> {
    let client = client.uncached();
    let all_named = Arc::new(AllNamed::default());
    let write = move |records: Arc<[Named]>, range: Range<usize>, _| -> Written<Upserted<M>> {
        let (client, all_named) = (client.clone(), Arc::clone(&all_named));
        Box::pin(async move {
            let version = check_all(&client, meta::<M>(), &all_named, &records).await?;
            let records = on_version(meta::<M>(), records.get(range).unwrap_or_default(), version)?;
            upsert_many(&client, &records, version).await
        })
    };
    let records = records.map(|records| Records::as_given(records, size));
    Batches::new(meta::<M>().name(), records, write, culprit)
}

/// Returns the position of the record that the server names.
pub(super) fn culprit(records: &[Named], error: &Error) -> Option<usize> {
    let refused = error.fault()?.external_id()?;
    let mut names = records.iter().map(Named::external_id);
    names.position(|external_id| external_id == refused)
}

pub(super) async fn upsert_many<M: Model>(
    client: &Client,
    records: &[Named],
    version: Option<&ServerVersion>,
) -> Result<Vec<Upserted<M>>, Error> {
    let names = records
        .iter()
        .map(|record| ExternalId::parse(record.external_id()));
    let names: Vec<ExternalId<'_>> = names.collect::<Result<_, _>>()?;
    let there = There::ask::<M>(client, &names).await?;
    check_models(client, records).await?;
    let selections = Selections::ask(client, meta::<M>(), records, version).await?;
    let rows = records.iter().map(|record| {
        let known = Known {
            is_there: there.is_there(record.external_id()),
            selections: Some(&selections),
            version,
        };
        Row::new(meta::<M>(), record, known)
    });
    let rows: Vec<Row> = rows.collect();
    let ids = load_all(client, meta::<M>(), &rows, Loads::MANY).await?;
    complete_all(client, meta::<M>().name(), &ids, rows).await?;
    let upserted = |(id, record): (i64, &Named)| {
        if there.was_there(record.external_id(), id) {
            Upserted::Updated(Id::new(id))
        } else {
            Upserted::Created(Id::new(id))
        }
    };
    Ok(ids.into_iter().zip(records).map(upserted).collect())
}
