//! Which of the given records exist.

use std::collections::HashSet;

use odoo_rpc::{Client, ConfigError, Context, Error};
use serde_json::Value;

use crate::{domain::Domain, model::Model, query::Query, relation::Id, value::called_id};

/// The maximum number of ids per call.
///
/// Odoo 14 to 19 accept a list of this length.
const AT_ONCE: usize = 50_000;

/// Returns the ids whose records exist.
pub(super) async fn exists<M: Model>(client: &Client, ids: &[Id<M>]) -> Result<Vec<Id<M>>, Error> {
    let client = client.uncached();
    let mut existing = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let wanted: Result<Vec<Value>, ConfigError> = ids
            .iter()
            .map(|id| called_id(id.get()).map(Value::from))
            .collect();
        let query = Query::<Id<M>>::new(&client, Domain::one_of("id".into(), wanted));
        existing.extend(
            query
                .with_context(Context::new().active_test(false))
                .await?,
        );
    }
    Ok(existing)
}

/// Returns the ids whose records do not exist, in their order.
pub(super) async fn find_deleted<M: Model>(
    client: &Client,
    mut ids: Vec<Id<M>>,
) -> Result<Vec<Id<M>>, Error> {
    let existing: HashSet<Id<M>> = exists(client, &ids).await?.into_iter().collect();
    ids.retain(|id| !existing.contains(id));
    Ok(ids)
}
