//! Creating the records of external ids, unless they exist.

use std::{collections::HashMap, ops::Range, sync::Arc};

use odoo_rpc::{Client, ConfigError, Context, Error, ServerVersion};

use super::{
    Known, Named, Row, TRIES, is_conflict,
    many::culprit,
    named::{check_all, for_server, on_version},
    only_one,
    selections::Selections,
    table::{Loads, complete_all, load_all},
};
use crate::{
    batches::{Batches, Records, Written, size},
    lower::AllNamed,
    model::{Model, meta},
    model_ext::external_id::{ExternalId, Found, by_external_ids},
    relation::Id,
    response,
};

/// Returns the record, and whether it was created.
pub(in crate::model_ext) async fn get_or_create<M: Model>(
    client: &Client,
    record: Vec<Named>,
) -> Result<(Id<M>, bool), Error> {
    let (record, version) = for_server(client, meta::<M>(), record).await?;
    check::<M>(&record, version)?;
    let name = ExternalId::parse(only_one(&record)?.external_id())?;
    let mut tries = 0;
    loop {
        if let Found::Record(id) = name.find(client, meta::<M>().name()).await? {
            return Ok((Id::new(id), false));
        }
        tries += 1;
        match create(client, &record, version, Loads::ONE).await {
            Ok(ids) => return Ok((response::only(ids)?, true)),
            // Another client is creating the same record: the next lookup will find it.
            Err(error) if tries < TRIES && is_conflict(&error) => {}
            Err(error) => return Err(error),
        }
    }
}

/// The records in batches, each with whether it was created.
pub(in crate::model_ext) fn get_or_create_batches<M: Model>(
    client: &Client,
    records: Result<Vec<Named>, ConfigError>,
) -> Batches<(Id<M>, bool)> {
    let client = client.uncached();
    let all_named = Arc::new(AllNamed::default());
    let write = move |records: Arc<[Named]>, range: Range<usize>, _| -> Written<(Id<M>, bool)> {
        let (client, all_named) = (client.clone(), Arc::clone(&all_named));
        Box::pin(async move {
            let version = check_all(&client, meta::<M>(), &all_named, &records).await?;
            let records = on_version(meta::<M>(), records.get(range).unwrap_or_default(), version)?;
            many(&client, &records, version).await
        })
    };
    let records = records.and_then(|records| check::<M>(&records, None).map(|()| records));
    let records = records.map(|records| Records::as_given(records, size));
    Batches::new(meta::<M>().name(), records, write, culprit)
}

/// Checks that `load` can carry all values, so that no record is created in part.
fn check<M: Model>(records: &[Named], version: Option<&ServerVersion>) -> Result<(), ConfigError> {
    for record in records {
        let row = Row::new(meta::<M>(), record, Known::on(version));
        if let Some(field) = row.rest.keys().next() {
            return Err(ConfigError::invalid_value(format!(
                "`{field}` of `{}` cannot be created together with an external id, because `load` has no text for its \
                 value: write it afterwards, or use `upsert`",
                meta::<M>().name()
            )));
        }
    }
    Ok(())
}

async fn many<M: Model>(
    client: &Client,
    records: &[Named],
    version: Option<&ServerVersion>,
) -> Result<Vec<(Id<M>, bool)>, Error> {
    let names = || records.iter().map(Named::external_id);
    let asked = names().map(str::to_owned).collect();
    let found: HashMap<String, Id<M>> = by_external_ids(client, asked).await?;
    let missing = records.iter();
    let missing = missing.filter(|record| !found.contains_key(record.external_id()));
    let missing: Vec<Named> = missing.cloned().collect();
    let ids = create::<M>(client, &missing, version, Loads::MANY).await?;
    let created: HashMap<&str, Id<M>> = missing.iter().map(Named::external_id).zip(ids).collect();
    let fate = |name: &str| match found.get(name) {
        Some(id) => Some((*id, false)),
        None => created.get(name).map(|id| (*id, true)),
    };
    Ok(names().filter_map(fate).collect())
}

/// Creates records, which are not changed if another client has created them.
async fn create<M: Model>(
    client: &Client,
    records: &[Named],
    version: Option<&ServerVersion>,
    loads: Loads,
) -> Result<Vec<Id<M>>, Error> {
    // With these keys `load` changes no record that it has created (`_load_records` in `odoo/models.py`, and `orm/models.py` from 19 on).
    let keys = Context::new().set("noupdate", true).set("mode", "update");
    let loading = client.with_context(keys);
    // Any text might be a selection: then a record of another client would be compared, and written to.
    let selections = Selections::ask(client, meta::<M>(), records, version).await?;
    let known = Known {
        is_there: false,
        selections: Some(&selections),
        version,
    };
    let rows = records.iter();
    let rows: Vec<Row> = rows
        .map(|record| Row::new(meta::<M>(), record, known))
        .collect();
    let ids = load_all(&loading, meta::<M>(), &rows, loads).await?;
    complete_all(client, meta::<M>().name(), &ids, rows).await?;
    Ok(ids.into_iter().map(Id::new).collect())
}
