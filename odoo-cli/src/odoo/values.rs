//! The values of a write: `FIELD=VALUE` pairs, or one JSON object.
//!
//! The type of the field determines how a value is read.

use std::collections::BTreeSet;

use odoo_orm::schema::FieldInfo;
use odoo_rpc::Client;
use serde_json::{Map, Value, json};

use super::{ids, schema::Schema};
use crate::failure::{Failure, Result};
use odoo_schema::did_you_mean;

/// Reads the values and checks the names of their fields.
pub(super) async fn parse(
    schema: &Schema,
    client: &Client,
    model: &str,
    arguments: &[String],
) -> Result<Map<String, Value>> {
    let mut texts = Vec::new();
    let mut values = Map::new();
    for argument in arguments {
        if argument.trim_start().starts_with('{') {
            let object: Map<String, Value> = serde_json::from_str(argument).map_err(|error| {
                Failure::usage(format!("invalid values: expected a JSON object: {error}"))
            })?;
            values.extend(object);
        } else if let Some((name, text)) = argument.split_once('=') {
            texts.push((name.trim(), text));
        } else {
            return Err(Failure::usage(format!(
                "invalid value `{argument}`: expected FIELD=VALUE, or a JSON object"
            )));
        }
    }
    let mut names: BTreeSet<String> = values.keys().cloned().collect();
    names.extend(texts.iter().map(|(name, _)| (*name).to_owned()));
    let fields = schema.fields(client, model, &names).await?;
    for (name, text) in texts {
        let Some(field) = fields.get(name) else {
            continue;
        };
        let value = match (field.kind(), field.relation()) {
            ("many2one", Some(target)) if text.contains('.') => {
                json!(ids::parse(client, target, text).await?.first())
            }
            ("one2many" | "many2many", Some(target))
                if !text.is_empty() && !text.starts_with('[') =>
            {
                json!([[6, 0, ids::parse(client, target, text).await?]])
            }
            _ => typed(name, field, text)?,
        };
        if values.insert(name.to_owned(), value).is_some() {
            return Err(Failure::usage(format!("field `{name}` is given twice")));
        }
    }
    Ok(values)
}

/// Parses a value whose type needs no request to the server.
fn typed(name: &str, field: &FieldInfo, text: &str) -> Result<Value> {
    let kind = field.kind();
    let wrong = |expected: &str| {
        Failure::usage(format!(
            "invalid value of `{name}`: expected {expected}, found `{text}`"
        ))
    };
    Ok(match kind {
        _ if text.is_empty() => match kind {
            "one2many" | "many2many" => json!([[6, 0, []]]),
            _ => false.into(),
        },
        "integer" | "many2one" | "many2one_reference" => {
            let number: i64 = text.parse().map_err(|_| match kind {
                "many2one" => wrong("an id, an external id, or nothing"),
                _ => wrong("a whole number"),
            })?;
            number.into()
        }
        "float" | "monetary" => {
            let number: f64 = text.parse().map_err(|_| wrong("a number"))?;
            let number = serde_json::Number::from_f64(number).ok_or_else(|| wrong("a number"))?;
            number.into()
        }
        "boolean" => match text.to_lowercase().as_str() {
            "true" | "1" | "yes" => true.into(),
            "false" | "0" | "no" => false.into(),
            _ => return Err(wrong("true or false")),
        },
        "selection" => {
            let keys: Vec<&str> = field.selection().map(|(key, _)| key).collect();
            if !keys.is_empty() && !keys.contains(&text) {
                let near = did_you_mean(text, keys.iter().copied());
                return Err(wrong(&format!("one of {}{near}", keys.join(", "))));
            }
            text.into()
        }
        "one2many" | "many2many" | "json" | "properties" => {
            serde_json::from_str(text).map_err(|_| wrong("JSON"))?
        }
        _ => text.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(kind: &str, text: &str) -> Result<Value> {
        let json = json!({"type": kind, "selection": [["draft", "Draft"], ["done", "Done"]]});
        typed("x", &serde_json::from_value(json).unwrap(), text)
    }

    #[test]
    fn the_type_of_the_field_reads_the_text() {
        assert_eq!(value("char", "1000").unwrap(), json!("1000"));
        assert_eq!(value("integer", "1000").unwrap(), json!(1000));
        assert_eq!(value("float", "1.5").unwrap(), json!(1.5));
        assert_eq!(value("boolean", "no").unwrap(), json!(false));
        assert_eq!(value("char", "").unwrap(), json!(false));
        assert_eq!(value("many2many", "").unwrap(), json!([[6, 0, []]]));
        assert_eq!(value("one2many", "[[5]]").unwrap(), json!([[5]]));
        assert_eq!(value("selection", "done").unwrap(), json!("done"));
    }

    #[test]
    fn a_value_of_another_type_is_refused() {
        let sentence = |kind: &str, text: &str| value(kind, text).unwrap_err().sentence;
        assert_eq!(
            sentence("integer", "x"),
            "invalid value of `x`: expected a whole number, found `x`"
        );
        assert!(sentence("float", "inf").contains("a number"));
        assert!(sentence("boolean", "maybe").contains("true or false"));
        assert!(sentence("selection", "dne").contains("did you mean `done`?"));
    }
}
