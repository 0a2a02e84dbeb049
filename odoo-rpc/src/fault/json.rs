//! Exceptions as JSON.
//!
//! It is the `error` member of JSON-RPC (`odoo/http.py`, `serialize_exception`, 14 to 19), or the body of a JSON-2 response (19).

use serde_json::{Map, Value};

use super::{Around, Fault, REDIRECT_WARNING};
use crate::json::{DecodeError, JsonReader};

impl Fault {
    /// Reads the `error` member of a JSON-RPC response.
    ///
    /// Members of an unexpected shape are kept as far as possible: an error may be a mere string.
    ///
    /// # Errors
    ///
    /// Returns an error if `json` is not JSON.
    pub fn from_json(json: &[u8]) -> Result<Self, serde_json::Error> {
        tolerant(json).map(Fault::from)
    }

    /// Reads the exception in a JSON-2 error; `None` if it is not Odoo's.
    #[cfg(feature = "http")]
    pub(crate) fn from_json2(body: &[u8]) -> Option<Self> {
        let data = tolerant(body).ok()?;
        let is_odoo_s = ["name", "message", "arguments", "debug"]
            .iter()
            .all(|key| data.get(key).is_some());
        is_odoo_s.then(|| Map::from_iter([("data".to_owned(), data)]).into())
    }
}

impl From<Value> for Fault {
    fn from(error: Value) -> Self {
        match error {
            Value::Object(members) => members.into(),
            // The message is all there is.
            other => Map::from_iter([("message".to_owned(), other)]).into(),
        }
    }
}

impl From<Map<String, Value>> for Fault {
    fn from(mut members: Map<String, Value>) -> Self {
        let code = integer(&take(&mut members, "code"));
        let title = text(take(&mut members, "message"));
        let subtype = text(take(&mut members, "type"));
        let mut data = match take(&mut members, "data") {
            Value::Object(data) => data,
            Value::Null => Map::new(),
            // Odoo sends an object. Another value is kept with the error's members.
            other => {
                members.insert("data".to_owned(), other);
                Map::new()
            }
        };
        let name = text(take(&mut data, "name"));
        let arguments = match take(&mut data, "arguments") {
            Value::Array(items) => items,
            Value::Null => Vec::new(),
            other => vec![other],
        };
        let own = text(take(&mut data, "message"));
        let message = match arguments.first() {
            // Its message is all arguments. The sentence is the first.
            Some(Value::String(sentence)) if name == REDIRECT_WARNING => sentence.clone(),
            _ if own.is_empty() => title.clone(),
            _ => own,
        };
        Fault {
            code,
            message,
            arguments,
            context: take(&mut data, "context"),
            debug: text(take(&mut data, "debug")),
            around: Box::new(Around {
                title,
                subtype,
                data,
                others: members,
            }),
            ..Fault::new(name, "")
        }
    }
}

fn take(members: &mut Map<String, Value>, key: &str) -> Value {
    members.remove(key).unwrap_or_default()
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Reads an integer from a number or a string, or 0.
fn integer(value: &Value) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a code has three digits")]
    let whole = |number: f64| number as i64;
    match value {
        Value::Number(number) => number.as_i64().or(number.as_f64().map(whole)),
        Value::String(text) => text.trim().parse().ok().map(whole),
        _ => None,
    }
    .unwrap_or_default()
}

/// How deep values that are not JSON, such as `NaN`, are searched.
const DEPTH: u32 = 4;

/// Reads JSON. Values that JSON does not have, such as `NaN`, become strings.
fn tolerant(json: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(json).or_else(|error| {
        let mut reader = JsonReader::new(json);
        let value = part_by_part(&mut reader, DEPTH);
        let end = reader.end();
        value
            .and_then(|value| end.map(|()| value))
            .map_err(|_| error)
    })
}

fn part_by_part(json: &mut JsonReader<'_>, depth: u32) -> Result<Value, DecodeError> {
    let start = json.position();
    let raw = json.raw()?;
    if let Ok(value) = serde_json::from_slice(raw) {
        return Ok(value);
    }
    let end = json.position();
    json.set_position(start);
    let value = if depth > 0 && json.is_object() {
        let mut members = Map::new();
        json.object(|key, json| {
            members.insert(key.to_owned(), part_by_part(json, depth - 1)?);
            Ok(())
        })
        .map(|()| Value::Object(members))
    } else if depth > 0 && json.is_array() {
        let mut items = Vec::new();
        json.array(|_, json| {
            items.push(part_by_part(json, depth - 1)?);
            Ok(())
        })
        .map(|()| Value::Array(items))
    } else {
        Ok(Value::String(String::from_utf8_lossy(raw).into_owned()))
    };
    json.set_position(end);
    value
}
