//! The body of a request as values to write.

mod error;
mod object;
#[cfg(test)]
mod tests;

use std::{fmt, marker::PhantomData};

pub use error::{Mistake, PatchError};
pub(crate) use error::{Mistakes, write_all};
use serde_json::{Map, Value, value::RawValue};

use self::{error::escaped, object::Object};
use crate::{
    record::{Record, Write, writes},
    value::record_id,
    values::Values,
};

#[doc = include_str!("../docs/patch.md")]
pub struct Patch<R: Record> {
    values: Values<R::Model>,
    shape: PhantomData<fn() -> R>,
}

impl<R: Record> Patch<R> {
    /// Reads a JSON object.
    ///
    /// # Errors
    ///
    /// With every mistake and its path: an unknown or read-only field, a duplicate key, a value of the wrong type, `null` where the field is not an
    /// `Option`, a value that Odoo does not have.
    pub fn from_json(body: &[u8]) -> Result<Self, PatchError> {
        let body = serde_json::from_slice(body).map_err(|error| PatchError::syntax(&error))?;
        Self::from_raw(body)
    }

    fn from_raw(body: &RawValue) -> Result<Self, PatchError> {
        let mut mistakes = Mistakes::default();
        let fields = record(body, "", &writes::<R>(), &mut mistakes);
        mistakes.into_result()?;
        Ok(Patch {
            values: Values::from_map(fields),
            shape: PhantomData,
        })
    }

    /// Returns the values, for a `create` or a `write`.
    pub fn into_values(self) -> Values<R::Model> {
        self.values
    }
}

impl<R: Record> fmt::Debug for Patch<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Patch").field(&self.values).finish()
    }
}

/// Reads JSON alone. [`Patch::from_json`] keeps the mistakes apart.
#[cfg(feature = "serde")]
impl<'de, R: Record> serde::Deserialize<'de> for Patch<R> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let body = Box::<RawValue>::deserialize(deserializer)?;
        Self::from_raw(&body).map_err(serde::de::Error::custom)
    }
}

/// The fields of one object.
fn record(
    json: &RawValue,
    path: &str,
    writes: &[Write],
    mistakes: &mut Mistakes,
) -> Map<String, Value> {
    let mut fields = Map::new();
    let Ok(Object(members)) = serde_json::from_str::<Object<'_>>(json.get()) else {
        mistakes.push(path, format!("expected an object, found {}", kind(json)));
        return fields;
    };
    let mut seen = Vec::new();
    for (key, json) in members {
        let path = format!("{path}/{}", escaped(&key));
        let Some(write) = writes.iter().find(|write| write.name == key) else {
            mistakes.push(&path, unknown(writes));
            continue;
        };
        if seen.contains(&write.name) {
            mistakes.push(&path, "duplicate key");
            continue;
        }
        seen.push(write.name);
        if !write.is_writable {
            mistakes.push(&path, "read-only field");
        } else if let Some(value) = value(json, &path, write, mistakes) {
            fields.insert(key, value);
        }
    }
    fields
}

/// The value of one field; none if it has mistakes.
fn value(json: &RawValue, path: &str, write: &Write, mistakes: &mut Mistakes) -> Option<Value> {
    if json.get() == "null" && !write.is_nullable {
        mistakes.push(path, "expected a value, found null");
        return None;
    }
    if write.is_list {
        let nested = write.nested.map(|nested| nested());
        return list(json, path, nested.as_deref(), mistakes);
    }
    match (write.accept)(json.get()) {
        Ok(value) => Some(value),
        Err(error) => {
            mistakes.push(path, error.to_string());
            None
        }
    }
}

/// A list of records, given by their ids, or whole, which creates them.
///
/// It replaces the existing list. Whole records have the fields of the nested projection, if there is one.
fn list(
    json: &RawValue,
    path: &str,
    nested: Option<&[Write]>,
    mistakes: &mut Mistakes,
) -> Option<Value> {
    let (items, item) = match nested {
        Some(_) => ("a list of ids or objects", "an id or an object"),
        None => ("a list of ids", "an id"),
    };
    let expected = |what: &str, json: &RawValue| format!("expected {what}, found {}", kind(json));
    let Ok(all) = serde_json::from_str::<Vec<&RawValue>>(json.get()) else {
        mistakes.push(path, expected(items, json));
        return None;
    };
    let (mut ids, mut created) = (Vec::new(), Vec::new());
    for (at, json) in all.into_iter().enumerate() {
        let path = format!("{path}/{at}");
        if let Some(writes) = nested
            && json.get().starts_with('{')
        {
            let fields = record(json, &path, writes, mistakes);
            created.push(serde_json::json!([0, 0, fields]));
            continue;
        }
        match json.get().parse().map(record_id) {
            Ok(Ok(id)) => ids.push(id),
            Ok(Err(error)) => mistakes.push(&path, error.to_string()),
            Err(_) => mistakes.push(&path, expected(item, json)),
        }
    }
    let mut commands = vec![serde_json::json!([6, 0, ids])];
    commands.extend(created);
    Some(commands.into())
}

fn unknown(writes: &[Write]) -> String {
    let writable = writes.iter().filter(|write| write.is_writable);
    let names: Vec<String> = writable.map(|write| format!("`{}`", write.name)).collect();
    format!("unknown field: expected one of {}", names.join(", "))
}

/// The kind of the value, without the value itself.
fn kind(json: &RawValue) -> &'static str {
    match json.get().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "text",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}
