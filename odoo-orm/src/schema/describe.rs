//! A model from the response of `fields_get`.

use std::collections::BTreeMap;

use odoo_rpc::{Call, Client, Error};
use odoo_schema::{Field, Model};
use serde_json::{Map, Value};

/// The attributes of a field in a snapshot.
///
/// Labels and help are left out, because they depend on the language.
const ATTRIBUTES: [&str; 15] = [
    "context",
    "currency_field",
    "definition_record",
    "definition_record_field",
    "digits",
    "model_field",
    "readonly",
    "relation",
    "relation_field",
    "required",
    "selection",
    "size",
    "store",
    "translate",
    "type",
];

/// Longer lists of keys, as of languages and time zones, depend on the installation.
const MOST_KEYS: usize = 40;

/// Fields whose keys depend on the installation, however few they are.
const INSTALLED: [&str; 2] = ["lang", "tz"];

/// Asks for a model. Returns also why fields were left out, one sentence for each.
pub(super) async fn describe(client: &Client, name: &str) -> Result<(Model, Vec<String>), Error> {
    let call = Call::read(name, "fields_get").kwarg("attributes", ATTRIBUTES.to_vec());
    let fields: BTreeMap<String, Map<String, Value>> = client.call(call).await?.decode()?;
    let mut left_out = Vec::new();
    let mut model = match Model::new(name) {
        Ok(model) => model,
        Err(error) => return Err(odoo_rpc::ConfigError::new(error.to_string()).into()),
    };
    for (name, attributes) in &fields {
        if let Err(error) = model.insert(name, field(name, attributes)) {
            left_out.push(error.to_string());
        }
    }
    Ok((model, left_out))
}

fn field(name: &str, attributes: &Map<String, Value>) -> Field {
    let text = |key: &str| attributes.get(key).and_then(Value::as_str);
    let owned = |key: &str| {
        let text = text(key).filter(|text| !text.is_empty());
        text.map(str::to_owned)
    };
    let flag = |key: &str| attributes.get(key) == Some(&Value::Bool(true));
    let number = |value: Option<&Value>| {
        let number = value.and_then(Value::as_u64);
        number.and_then(|number| u32::try_from(number).ok())
    };
    let digits = attributes.get("digits");
    let digit = |at: usize| number(digits.and_then(|digits| digits.get(at)));
    let mut field = Field::new(text("type").unwrap_or_default());
    field.relation = owned("relation").filter(|_| field.is_relation());
    field.inverse = owned("relation_field").filter(|_| field.kind == "one2many");
    field.keys = keys(name, attributes.get("selection"));
    field.required = flag("required");
    field.readonly = flag("readonly");
    // What is not said is not known to be computed.
    field.stored = attributes.get("store") != Some(&Value::Bool(false));
    field.translate = flag("translate");
    field.archived = attributes
        .get("context")
        .and_then(|context| context.get("active_test"))
        == Some(&Value::Bool(false));
    field.size = number(attributes.get("size")).filter(|size| *size > 0);
    field.digits = digit(0).zip(digit(1));
    field.currency = owned("currency_field");
    field.model_field = owned("model_field");
    field.definition = owned("definition_record").zip(owned("definition_record_field"));
    field
}

fn keys(name: &str, selection: Option<&Value>) -> Option<Vec<String>> {
    let pairs = selection?.as_array()?;
    if pairs.len() > MOST_KEYS || INSTALLED.contains(&name) {
        return None;
    }
    let keys = pairs.iter().map(|pair| pair.get(0)?.as_str());
    keys.map(|key| key.map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn line(name: &str, attributes: Value) -> String {
        let Value::Object(attributes) = attributes else {
            panic!("no object")
        };
        field(name, &attributes).to_string()
    }

    #[test]
    fn a_field_has_what_the_server_says() {
        for (attributes, expected) in [
            (
                json!({"type": "char", "size": 2, "required": true, "store": true}),
                "char required size=2",
            ),
            (
                json!({"type": "many2one", "relation": "res.country", "readonly": true, "store": false}),
                "many2one res.country readonly unstored",
            ),
            (
                json!({"type": "one2many", "relation": "a.b", "relation_field": "a_id", "context": {"active_test": false}}),
                "one2many a.b a_id archived",
            ),
            (
                json!({"type": "monetary", "currency_field": "currency_id", "digits": false}),
                "monetary currency=currency_id",
            ),
            (
                json!({"type": "float", "digits": [16, 2]}),
                "float digits=16,2",
            ),
            (
                json!({"type": "selection", "selection": [["a b", "A"], ["c", "C"]]}),
                "selection keys=a%20b|c",
            ),
            (
                json!({"type": "selection", "selection": [[1, "One"]]}),
                "selection open",
            ),
        ] {
            assert_eq!(line("x", attributes), expected);
        }
    }

    #[test]
    fn keys_that_depend_on_the_installation_are_left_out() {
        let few = json!({"type": "selection", "selection": [["en_US", "English"]]});
        assert_eq!(line("lang", few.clone()), "selection open");
        assert_eq!(line("language", few), "selection keys=en_US");
        let many: Vec<_> = (0..41)
            .map(|key| [key.to_string(), String::new()])
            .collect();
        let many = json!({"type": "selection", "selection": many});
        assert_eq!(line("x", many), "selection open");
    }
}
