//! One property in the server's format for reads and writes.

use odoo_rpc::{ConfigError, DecodeError, JsonReader};
use serde_json::{Map, Value};

use crate::value::FieldType;

/// The definition of a property, with the record's `value` in it.
///
/// Odoo 19 omits `value` if it is empty.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry(Map<String, Value>);

impl Entry {
    pub(super) fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        let mut start = json.clone();
        match serde_json::from_slice(json.raw()?) {
            Ok(Value::Object(map)) if map.get("name").is_some_and(Value::is_string) => {
                Ok(Entry(map))
            }
            _ => Err(start.mismatch("a property")),
        }
    }

    #[cfg(feature = "serde")]
    pub(super) fn definition(&self) -> &Map<String, Value> {
        &self.0
    }

    fn text(&self, key: &str) -> &str {
        self.0.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn name(&self) -> &str {
        self.text("name")
    }

    pub(super) fn label(&self) -> &str {
        self.text("string")
    }

    /// Returns the value in the format of a field, with links as ids.
    pub(super) fn read(&self) -> Value {
        let value = self.0.get("value").cloned().unwrap_or_default();
        match (self.text("type"), value) {
            ("many2many", Value::Array(links)) => links.into_iter().map(without_name).collect(),
            (_, value) => value,
        }
    }

    /// Checks that the property's values have the type `T`.
    pub(super) fn check<T: FieldType>(&self) -> Result<(), ConfigError> {
        let kind = match self.text("type") {
            // A list of strings, as `Json<Vec<String>>` reads it.
            "tags" => "json",
            kind => kind,
        };
        if T::TYPES.contains(&kind) {
            return Ok(());
        }
        let (name, label) = (self.name(), self.label());
        Err(ConfigError::new(format!(
            "the property `{name}` ({label}) is of type `{kind}`: expected a value of that type, found `{}`",
            T::TYPES.join("` or `")
        )))
    }

    /// Tells whether a selection has this key.
    ///
    /// Its options are pairs of a key and a label.
    fn has_key(&self, key: &Value) -> bool {
        let pairs = self.0.get("selection").and_then(Value::as_array);
        pairs.is_none_or(|pairs| pairs.iter().any(|pair| pair.get(0) == Some(key)))
    }

    pub(super) fn write(&mut self, value: Value) -> Result<(), ConfigError> {
        let value = match (self.text("type"), value) {
            ("selection", key @ Value::String(_)) if !self.has_key(&key) => {
                return Err(ConfigError::invalid_value(format!(
                    "the property `{}` ({}) is a selection without the key {key}",
                    self.name(),
                    self.label()
                )));
            }
            // The value is a list of commands, as for a field; a property takes plain ids.
            ("many2many", Value::Array(commands)) => match commands.as_slice() {
                [Value::Array(command)] if command.first() == Some(&Value::from(6)) => {
                    command.get(2).cloned().unwrap_or_default()
                }
                _ => {
                    return Err(ConfigError::new(format!(
                        "the property `{}` is a list of records: expected one `Command::Set` with all of them",
                        self.name()
                    )));
                }
            },
            (_, value) => value,
        };
        self.0.insert("value".to_owned(), value);
        Ok(())
    }

    /// Returns the name and the value as it is written.
    ///
    /// Returns `None` for a separator line, which has no value.
    pub(super) fn written(&self) -> Option<(String, Value)> {
        let kind = self.text("type");
        if kind == "separator" {
            return None;
        }
        let value = match (kind, self.read()) {
            (_, Value::Null) => Value::Bool(false),
            ("many2one", link) => without_name(link),
            (_, value) => value,
        };
        Some((self.name().to_owned(), value))
    }
}

/// Converts `[3, "name"]` to `3`.
fn without_name(link: Value) -> Value {
    match link {
        Value::Array(pair) => pair.into_iter().next().unwrap_or_default(),
        id => id,
    }
}
