//! Writing to many records, each with its own values.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::Arc,
};

use odoo_rpc::{Call, Client, ConfigError};
use serde_json::Value;

use crate::{
    batches::{Batches, Records, Written, size},
    lower::AllNamed,
    model::{Model, meta},
    relation::Id,
    response,
    value::called_id,
    values::{Values, versions::within},
};

/// A record with the values that it shares with its group.
type Change = (i64, Arc<Value>);

/// The records in batches of equal values, so that each batch is one call.
pub(in crate::model_ext) fn write_many<M: Model>(
    client: &Client,
    changes: impl IntoIterator<Item = (Id<M>, Values<M>)>,
) -> Batches<()> {
    let client = client.clone();
    let all_named = Arc::new(AllNamed::default());
    let write = move |changes: Arc<[Change]>, range: Range<usize>, _| -> Written<()> {
        let (client, all_named) = (client.clone(), Arc::clone(&all_named));
        Box::pin(async move {
            let model = meta::<M>();
            let all = changes.iter().filter_map(|(_, values)| values.as_object());
            let version = all_named
                .check(&client, all.map(|values| (model, values)))
                .await?;
            let changes = changes.get(range).unwrap_or_default();
            let ids: Vec<i64> = changes.iter().map(|(id, _)| *id).collect();
            let values = changes.first().map(|(_, values)| Arc::clone(values));
            let mut values = values.unwrap_or_default();
            if let Some(version) = version {
                within(model, Arc::make_mut(&mut values), version)?;
            }
            let count = ids.len();
            let call = Call::write(model.name(), "write").on(ids);
            let call = call.arg_shared("vals", values);
            response::ignored(&client.call(call).await?)?;
            Ok(vec![(); count])
        })
    };
    Batches::new(meta::<M>().name(), grouped(changes), write, |_, _| None)
}

/// Groups the records by their values.
///
/// The groups have the order of their first records.
fn grouped<M: Model>(
    changes: impl IntoIterator<Item = (Id<M>, Values<M>)>,
) -> Result<Records<Change>, ConfigError> {
    let mut seen = HashSet::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<(usize, Vec<(usize, Change)>)> = Vec::new();
    for (at, (id, values)) in changes.into_iter().enumerate() {
        let id = called_id(id.get())?;
        if !seen.insert(id) {
            let model = meta::<M>().name();
            let sentence = format!("duplicate record {id} of `{model}`: list each record once");
            return Err(ConfigError::invalid_value(sentence));
        }
        let values = values.into_json().map_err(|error| {
            let sentence = format!("record {id}: {error}");
            error.reworded(sentence)
        })?;
        let place = *places.entry(values.to_string()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, group)) => {
                let values = group.first().map(|(_, (_, values))| Arc::clone(values));
                group.push((at, (id, values.unwrap_or_default())));
            }
            None => groups.push((size(&values), vec![(at, (id, Arc::new(values)))])),
        }
    }
    Ok(Records::in_groups(groups))
}
