//! Models and fields of the server.
//!
//! Each is requested once, and only if a command needs it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use odoo_orm::schema::FieldInfo;
use odoo_rpc::{Call, Client, Error};
use serde_json::{Map, Value, json};

use crate::failure::{Exit, Failure, Result};
use odoo_schema::did_you_mean;

/// The attributes that commands use.
const ATTRIBUTES: [&str; 9] = [
    "type",
    "string",
    "relation",
    "required",
    "readonly",
    "store",
    "searchable",
    "selection",
    "sortable",
];

/// The known models of a server.
#[derive(Default)]
pub(super) struct Schema {
    models: Mutex<BTreeMap<String, Known>>,
    names: Mutex<Option<Names>>,
}

/// The known fields of a model.
#[derive(Clone, Default)]
struct Known {
    fields: Fields,
    /// Whether all fields are known.
    is_whole: bool,
}

/// The names and labels of models.
pub(super) type Names = Arc<Vec<(String, String)>>;

/// Fields by their names.
pub(super) type Fields = Arc<BTreeMap<String, FieldInfo>>;

impl Schema {
    /// The fields of these names, which must exist.
    pub(super) async fn fields(
        &self,
        client: &Client,
        model: &str,
        names: &BTreeSet<String>,
    ) -> Result<Fields> {
        let known = self.known(model);
        let missing = |fields: &Fields| -> Vec<String> {
            names
                .iter()
                .filter(|name| !fields.contains_key(*name))
                .cloned()
                .collect()
        };
        let wanted = missing(&known.fields);
        if wanted.is_empty() {
            return Ok(known.fields);
        }
        if !known.is_whole {
            let fields = self.ask(client, model, Some(&wanted)).await?;
            if missing(&fields).is_empty() {
                return Ok(fields);
            }
        }
        let all = self.all(client, model).await?;
        match missing(&all).first() {
            None => Ok(all),
            Some(name) => Err(unknown_field(model, name, &all)),
        }
    }

    /// All fields of a model.
    pub(super) async fn all(&self, client: &Client, model: &str) -> Result<Fields> {
        let known = self.known(model);
        if known.is_whole {
            return Ok(known.fields);
        }
        self.ask(client, model, None).await
    }

    fn known(&self, model: &str) -> Known {
        let models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        models.get(model).cloned().unwrap_or_default()
    }

    async fn ask(&self, client: &Client, model: &str, names: Option<&[String]>) -> Result<Fields> {
        let call = Call::read(model, "fields_get")
            .arg("allfields", names.map_or(Value::Null, |names| json!(names)))
            .arg("attributes", json!(ATTRIBUTES));
        let asked = match client.call(call).await {
            Ok(answer) => answer.decode::<BTreeMap<String, FieldInfo>>(),
            Err(error) => Err(error),
        };
        let fields = match asked {
            Ok(fields) => fields,
            Err(error) => return Err(self.failure(client, model, error).await),
        };
        let mut models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        let known = models.entry(model.to_owned()).or_default();
        known.is_whole |= names.is_none();
        Arc::make_mut(&mut known.fields).extend(fields);
        Ok(Arc::clone(&known.fields))
    }

    /// Converts the error of a call of this model to a failure.
    ///
    /// If the model is unknown, the failure suggests the closest name.
    pub(super) async fn failure(&self, client: &Client, model: &str, error: Error) -> Failure {
        if !error.fault().is_some_and(odoo_rpc::Fault::is_unknown_model) {
            return error.into();
        }
        // Not every user can read the names.
        let names = self.models(client).await.unwrap_or_default();
        let near = did_you_mean(model, names.iter().map(|(name, _)| name.as_str()));
        let advice = if near.is_empty() {
            "; is its module installed?"
        } else {
            &near
        };
        Failure::usage(format!("the server has no model `{model}`{advice}"))
    }

    /// The names and labels of all models.
    pub(super) async fn models(&self, client: &Client) -> Result<Names> {
        let lock = || self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = lock().as_ref() {
            return Ok(Arc::clone(names));
        }
        let call = Call::read("ir.model", "search_read")
            .arg("domain", json!([]))
            .kwarg("fields", json!(["model", "name"]))
            .kwarg("order", "model");
        let rows: Vec<Map<String, Value>> = client.call(call).await?.decode()?;
        let text = |row: &Map<String, Value>, name: &str| {
            row.get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let names = rows
            .iter()
            .map(|row| (text(row, "model"), text(row, "name")));
        let names = Arc::new(names.collect::<Vec<_>>());
        *lock() = Some(Arc::clone(&names));
        Ok(names)
    }
}

/// The failure for a field that a model does not have.
pub(super) fn unknown_field(model: &str, name: &str, known: &Fields) -> Failure {
    let near = did_you_mean(name, known.keys().map(String::as_str));
    let near = if near.is_empty() {
        format!("; `odoo fields {model}` lists them")
    } else {
        near
    };
    Failure::new(
        Exit::Usage,
        format!("`{model}` has no field `{name}`{near}"),
    )
}
