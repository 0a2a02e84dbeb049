//! Properties: fields whose definitions are stored in another record.

use serde_json::{Map, Value, json};

use crate::{
    python,
    schema::{Field, Model},
    storage::{Cell, Database, Row},
    version::Version,
};

/// The definitions of a record's properties, stored in the record of its container field.
pub(crate) fn definitions(db: &Database, model: &Model, field: &Field, row: &Row) -> Vec<Value> {
    let found = (|| {
        let (container, name) = field.definition.as_ref()?;
        let container = model.find(container)?;
        let target = db.schema.get(container.comodel())?;
        let id = row.get(container).id()?;
        match db.row(target, id)?.get(target.find(name)?) {
            Cell::Json(list) => list.as_array().cloned(),
            _ => None,
        }
    })();
    found.unwrap_or_default()
}

/// The value in a read: the definitions, each with its value.
pub(crate) fn read_properties(
    definitions: Vec<Value>,
    stored: &Cell,
    version: Version,
    name_of: impl Fn(&str, i64) -> Value,
) -> Value {
    let stored = match stored {
        Cell::Json(values) => values.as_object().cloned().unwrap_or_default(),
        _ => Map::new(),
    };
    let with_value = |mut definition: Value| {
        let name = definition
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let comodel = definition
            .get("comodel")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let pair = |id: &Value| match id.as_i64() {
            Some(number) => json!([number, name_of(&comodel, number)]),
            None => false.into(),
        };
        let value = match (
            definition.get("type").and_then(Value::as_str),
            stored.get(&name),
        ) {
            (_, None) => definition.get("default").cloned().filter(python::is_true),
            (Some("many2one"), Some(id)) if python::is_true(id) => Some(pair(id)),
            (Some("many2many"), Some(Value::Array(ids))) => Some(ids.iter().map(pair).collect()),
            (_, Some(value)) => Some(value.clone()),
        };
        if let (Some(members), value) = (definition.as_object_mut(), value) {
            match value.filter(|value| !python::is_none(value)) {
                Some(value) => members.insert("value".to_owned(), value),
                None if version.omits_unset_properties() => None,
                None => members.insert("value".to_owned(), false.into()),
            };
        }
        definition
    };
    definitions.into_iter().map(with_value).collect()
}

/// The stored form of written values: a member for each property.
///
/// A list may contain new definitions, which are returned.
pub(crate) fn write_properties(value: &Value) -> (Cell, Option<Value>) {
    let (values, definitions) = match value {
        Value::Array(items) => {
            let changed = items
                .iter()
                .any(|item| item["definition_changed"] == Value::Bool(true));
            let values = items.iter().filter_map(|item| {
                let name = item["name"].as_str()?.to_owned();
                Some((name, bare(item.get("value")?)))
            });
            let without_values = items.iter().map(|item| {
                let mut item = item.clone();
                if let Some(members) = item.as_object_mut() {
                    members.remove("value");
                    members.remove("definition_changed");
                }
                item
            });
            let definitions = changed.then(|| without_values.collect());
            (values.collect::<Map<_, _>>(), definitions)
        }
        Value::Object(values) => {
            let values = values
                .iter()
                .map(|(name, value)| (name.clone(), bare(value)));
            (values.collect(), None)
        }
        _ => return (Cell::Null, None),
    };
    (Cell::Json(Value::Object(values).into()), definitions)
}

/// A link without the name that a read includes.
fn bare(value: &Value) -> Value {
    let id = |item: &Value| match item.as_array().map(Vec::as_slice) {
        Some([id, Value::String(_)]) if id.is_number() => Some(id.clone()),
        _ => None,
    };
    match value {
        Value::Array(items) if id(value).is_none() => {
            let items = items.iter();
            items
                .map(|item| id(item).unwrap_or_else(|| item.clone()))
                .collect()
        }
        other => id(other).unwrap_or_else(|| other.clone()),
    }
}
