//! Creating the record of an external id, unless it exists.

use odoo_rpc::{Client, ConfigError, Context, Error};

use super::{
    Known, Row, TRIES, complete, is_conflict, load, many::Named, selections::selections, version_of,
};
use crate::{
    lower::values_for_server,
    model::{Model, meta},
    model_ext::external_id::{ExternalId, Found},
    relation::Id,
    response,
};

/// Returns the record, and whether it was created.
pub(in crate::model_ext) async fn get_or_create<M: Model>(
    client: &Client,
    mut record: Vec<Named>,
) -> Result<(Id<M>, bool), Error> {
    for (_, values) in &mut record {
        *values = values_for_server(client, meta::<M>(), std::mem::take(values)).await?;
    }
    let version = version_of(client, meta::<M>()).await?;
    let Some((external_id, values)) = record.first() else {
        return Err(ConfigError::new("expected one record").into());
    };
    let name = ExternalId::parse(external_id)?;
    let row = Row::new(meta::<M>(), external_id, values.clone(), Known::on(version));
    if let Some(field) = row.rest.keys().next() {
        let sentence = format!(
            "`{field}` of `{}` cannot be created together with an external id, because `load` has no text for its \
             value: write it afterwards, or use `upsert`",
            meta::<M>().name()
        );
        return Err(ConfigError::invalid_value(sentence).into());
    }
    // With these keys `load` changes no record that it has created (`_load_records` in `odoo/models.py`, and `orm/models.py` from 19 on).
    let keys = Context::new().set("noupdate", true).set("mode", "update");
    let loading = client.with_context(keys);
    let mut tries = 0;
    loop {
        if let Found::Record(id) = name.find::<M>(client).await? {
            return Ok((id, false));
        }
        // Any text might be a selection: then a record of another client would be compared, and written to.
        let selections = selections(client, meta::<M>(), &record, version).await?;
        let known = Known {
            is_there: false,
            selections: Some(&selections),
            version,
        };
        let row = Row::new(meta::<M>(), external_id, values.clone(), known);
        tries += 1;
        match load(&loading, meta::<M>(), &[&row], false).await {
            Ok(ids) => {
                let id = response::only(ids.iter().copied().map(Id::new).collect())?;
                complete(client, meta::<M>().name(), ids.into_iter().zip([row]))
                    .await
                    .map_err(Error::after_a_part)?;
                return Ok((id, true));
            }
            // Another client is creating the same record: the next lookup will find it.
            Err(error) if tries < TRIES && is_conflict(&error) => {}
            Err(error) => return Err(error),
        }
    }
}
