//! Values of requests, as JSON.

use odoo_rpc::{ConfigError, DecodeError, JsonReader};

use super::{EncodeResult, Encoder, FieldType, encode_id, record_id, written};

/// Reads and encodes a value whose JSON is the same in a request.
pub(super) fn of<T: FieldType>(json: &str, encoder: &mut Encoder<'_>) -> EncodeResult {
    let mut reader = JsonReader::new(json.as_bytes());
    match (T::decode(&mut reader), T::KEYS) {
        (Ok(value), _) => match written(|encoder| value.encode(encoder))? {
            Some(value) => encoder.json(&value),
            None => Err(ConfigError::invalid_value("the field cannot be written")),
        },
        (Err(_), Some(keys)) if !T::TAKES_OTHER_KEYS => {
            let keys: Vec<String> = keys.iter().map(|key| format!("{key:?}")).collect();
            Err(expected(&format!("one of {}", keys.join(", ")), json))
        }
        (Err(error), _) => Err(ConfigError::invalid_value(error.to_string())),
    }
}

/// `3`, or an object with an `id`, as serde writes a link with its name.
pub(crate) fn link(json: &str, encoder: &mut Encoder<'_>) -> EncodeResult {
    let mut reader = JsonReader::new(json.as_bytes());
    let id = if reader.is_object() {
        member_id(&mut reader).ok_or_else(|| expected("an object with one `id`", json))
    } else {
        reader.integer().map_err(|_| expected("an id", json))
    };
    encode_id(id?, encoder)
}

/// The id of an object; none without one, and none with two.
fn member_id(reader: &mut JsonReader<'_>) -> Option<i64> {
    let mut ids = Vec::new();
    let read = reader.object(|key, json| match key {
        "id" => json.integer().map(|number| ids.push(number)),
        _ => json.skip(),
    });
    match (read, &ids[..]) {
        (Ok(()), [id]) => Some(*id),
        _ => None,
    }
}

/// A list of ids, which replaces the current list.
pub(crate) fn links(json: &str, encoder: &mut Encoder<'_>) -> EncodeResult {
    let mut ids = Vec::new();
    let mut reader = JsonReader::new(json.as_bytes());
    let read = reader.is_array().then(|| {
        reader.array(|_, json| {
            ids.push(json.integer()?);
            Ok::<_, DecodeError>(())
        })
    });
    if !matches!(read, Some(Ok(()))) {
        return Err(expected("a list of ids", json));
    }
    let ids: Result<Vec<i64>, ConfigError> = ids.into_iter().map(record_id).collect();
    encoder.json(&[(6, 0, ids?)])
}

/// The error of JSON that is something else.
pub(crate) fn expected(what: &str, json: &str) -> ConfigError {
    let mut found: String = json.chars().take(32).collect();
    if found.len() < json.len() {
        found.push('…');
    }
    ConfigError::invalid_value(format!("expected {what}, found {found}"))
}
