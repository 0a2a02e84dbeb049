//! Which of the given fields are selections: the type `String` does not say so.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Named;
use crate::model::{FieldMeta, ModelMeta};
use odoo_rpc::{Call, Client, Error, ServerVersion};
use serde::Deserialize;

#[derive(Deserialize)]
struct Field {
    r#type: String,
}

/// The names of the given fields, by model.
type Given<'a> = BTreeMap<&'static str, (&'static ModelMeta, BTreeSet<&'a String>)>;

/// The selections among the fields of some records, each with its model.
#[derive(Default)]
pub(super) struct Selections(HashSet<(&'static str, String)>);

impl Selections {
    /// Finds the selections.
    ///
    /// It asks the server only if the Rust types leave it open.
    pub(super) async fn ask(
        client: &Client,
        model: &'static ModelMeta,
        records: &[Named],
        version: Option<&ServerVersion>,
    ) -> Result<Self, Error> {
        let mut given = Given::new();
        for record in records {
            let (_, names) = given
                .entry(model.name())
                .or_insert((model, BTreeSet::new()));
            names.extend(record.values.keys());
            for lines in &record.lines {
                let model = lines.model;
                let (_, names) = given
                    .entry(model.name())
                    .or_insert((model, BTreeSet::new()));
                names.extend(lines.records.iter().flat_map(|(_, values)| values.keys()));
            }
        }
        let mut selections = Selections::default();
        for (model, names) in given.into_values() {
            selections.add(client, model, names, version).await?;
        }
        Ok(selections)
    }

    /// Tells whether a field of a model is a selection.
    pub(super) fn contains(&self, model: &ModelMeta, field: &str) -> bool {
        self.0.contains(&(model.name(), field.to_owned()))
    }

    async fn add(
        &mut self,
        client: &Client,
        model: &'static ModelMeta,
        given: BTreeSet<&String>,
        version: Option<&ServerVersion>,
    ) -> Result<(), Error> {
        let mut open = Vec::new();
        for name in given {
            match model.field_on(name, version).map(FieldMeta::types) {
                Some(["selection"]) => drop(self.0.insert((model.name(), name.clone()))),
                Some(types) if types.contains(&"selection") => open.push(name.as_str()),
                _ => {}
            }
        }
        if open.is_empty() {
            return Ok(());
        }
        let call = Call::read(model.name(), "fields_get")
            .arg("allfields", open)
            .kwarg("attributes", vec!["type"]);
        let fields: BTreeMap<String, Field> = client.call(call).await?.decode()?;
        let is_one = |(name, field): (String, Field)| {
            (field.r#type == "selection").then_some((model.name(), name))
        };
        self.0.extend(fields.into_iter().filter_map(is_one));
        Ok(())
    }
}
