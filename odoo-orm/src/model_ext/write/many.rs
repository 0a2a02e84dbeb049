//! Writing to many records, each with its own values.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::Arc,
};

use odoo_rpc::{Call, Client, ConfigError};

use crate::{
    batches::{Batches, Records, Written},
    lower::{AllNamed, json_for_server},
    model::{Model, meta},
    relation::Id,
    response,
    value::called_id,
    values::{Object, Values},
};

/// A record with the values that it shares with its group.
type Change = (i64, Arc<Object>);

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
            let all = changes.iter().map(|(_, values)| &**values);
            all_named.check_objects(&client, model, all).await?;
            let changes = changes.get(range).unwrap_or_default();
            let ids: Vec<i64> = changes.iter().map(|(id, _)| *id).collect();
            let values = changes.first().map(|(_, values)| values.to_json());
            let values = json_for_server(&client, model, values.unwrap_or_default()).await?;
            let count = ids.len();
            let call = Call::write(model.name(), "write").on(ids);
            let call = call.arg_json("vals", values, false);
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
        let values = values.into_object().map_err(|error| {
            let sentence = format!("record {id}: {error}");
            error.reworded(sentence)
        })?;
        let place = *places.entry(values.sorted()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, group)) => {
                let values = group.first().map(|(_, (_, values))| Arc::clone(values));
                group.push((at, (id, values.unwrap_or_default())));
            }
            None => groups.push((values.len(), vec![(at, (id, Arc::new(values)))])),
        }
    }
    Ok(Records::in_groups(groups))
}
