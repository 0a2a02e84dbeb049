//! Which of the given fields are selections: the type `String` does not say so.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use odoo_rpc::{Call, Client, Error, ServerVersion};
use serde::Deserialize;

use super::many::Named;
use crate::model::{FieldMeta, ModelMeta};

#[derive(Deserialize)]
struct Field {
    r#type: String,
}

/// Returns the selections among the fields of some records.
///
/// It asks the server only if the Rust types leave it open.
pub(super) async fn selections(
    client: &Client,
    model: &'static ModelMeta,
    records: &[Named],
    version: Option<&ServerVersion>,
) -> Result<HashSet<String>, Error> {
    let given: BTreeSet<&String> = records
        .iter()
        .flat_map(|(_, values)| values.keys())
        .collect();
    let (mut selections, mut open) = (HashSet::new(), Vec::new());
    for name in given {
        match model.field_on(name, version).map(FieldMeta::types) {
            Some(["selection"]) => drop(selections.insert(name.clone())),
            Some(types) if types.contains(&"selection") => open.push(name.as_str()),
            _ => {}
        }
    }
    if !open.is_empty() {
        let call = Call::read(model.name(), "fields_get")
            .arg("allfields", open)
            .kwarg("attributes", vec!["type"]);
        let fields: BTreeMap<String, Field> = client.call(call).await?.decode()?;
        let is_one = |(name, field): (String, Field)| (field.r#type == "selection").then_some(name);
        selections.extend(fields.into_iter().filter_map(is_one));
    }
    Ok(selections)
}
