//! The body of a request as values to write.

mod error;
mod members;
#[cfg(test)]
mod tests;

use std::{fmt, marker::PhantomData};

pub use error::{Mistake, PatchError};
pub(crate) use error::{Mistakes, write_all};
use odoo_rpc::ConfigError;
use serde_json::value::RawValue;

use self::{error::escaped, members::Members};
use crate::{
    record::{Record, Write, writes},
    value::{EncodeResult, Encoder, record_id},
    values::{Object, Values},
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
            values: Values::of_object(fields),
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
fn record(json: &RawValue, path: &str, writes: &[Write], mistakes: &mut Mistakes) -> Object {
    let mut fields = Object::default();
    let Ok(Members(members)) = serde_json::from_str::<Members<'_>>(json.get()) else {
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
            continue;
        }
        let encode = |encoder: &mut Encoder<'_>| value(json, &path, write, mistakes, encoder);
        if let Err(error) = fields.put(write.name, encode) {
            mistakes.push(&path, error.to_string());
        }
    }
    fields
}

/// Encodes the value of one field.
///
/// Returns one mistake as an error, and adds several to `mistakes`.
fn value(
    json: &RawValue,
    path: &str,
    write: &Write,
    mistakes: &mut Mistakes,
    encoder: &mut Encoder<'_>,
) -> EncodeResult {
    if json.get() == "null" && !write.is_nullable {
        return Err(ConfigError::new("expected a value, found null"));
    }
    if write.is_list {
        let nested = write.nested.map(|nested| nested());
        list(json, path, nested.as_deref(), mistakes, encoder)
    } else {
        (write.accept)(json.get(), encoder)
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
    encoder: &mut Encoder<'_>,
) -> EncodeResult {
    let (items, item) = match nested {
        Some(_) => ("a list of ids or objects", "an id or an object"),
        None => ("a list of ids", "an id"),
    };
    let expected = |what: &str, json: &RawValue| format!("expected {what}, found {}", kind(json));
    let Ok(all) = serde_json::from_str::<Vec<&RawValue>>(json.get()) else {
        return Err(ConfigError::new(expected(items, json)));
    };
    let (mut ids, mut created) = (Vec::new(), Vec::new());
    for (at, json) in all.into_iter().enumerate() {
        let path = format!("{path}/{at}");
        if let Some(writes) = nested
            && json.get().starts_with('{')
        {
            let fields = record(json, &path, writes, mistakes);
            created.push(fields);
            continue;
        }
        match json.get().parse().map(record_id) {
            Ok(Ok(id)) => ids.push(id),
            Ok(Err(error)) => mistakes.push(&path, error.to_string()),
            Err(_) => mistakes.push(&path, expected(item, json)),
        }
    }
    encoder.raw(|json| {
        json.push(b'[');
        Encoder::to_json(json).json(&(6, 0, ids))?;
        for fields in created {
            json.extend_from_slice(b",[0,0,");
            fields.write(json);
            json.push(b']');
        }
        json.push(b']');
        Ok(())
    })
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
