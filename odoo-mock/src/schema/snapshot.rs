//! Models from the result of `fields_get`.

use serde_json::{Map, Value};

use crate::{
    field::{FieldDef, Kind, OnDelete},
    model::ModelDef,
    schema::is_log,
};

/// A model from the result of `fields_get`.
///
/// It does not say how fields are computed, so a computed field is a writable column.
pub(crate) fn from_fields_get(name: &str, fields: &Map<String, Value>) -> Result<ModelDef, String> {
    let mut model = ModelDef::new(name);
    for (name, attributes) in fields {
        if name == "id" || name == "display_name" || name == "__last_update" || is_log(name) {
            continue;
        }
        let kind = attributes.get("type").and_then(Value::as_str);
        let kind = kind.and_then(Kind::named).ok_or_else(|| {
            format!(
                "unknown type of field `{name}` of `{}`: {}",
                model.name,
                attributes.get("type").unwrap_or(&Value::Null)
            )
        })?;
        model = model.field(name, field(kind, attributes));
    }
    Ok(model)
}

fn field(kind: Kind, attributes: &Value) -> FieldDef {
    let flag = |name: &str| attributes.get(name) == Some(&Value::Bool(true));
    let text = |name: &str| attributes.get(name).and_then(Value::as_str);
    let number = |value: Option<&Value>| value.and_then(Value::as_u64);
    let pairs = attributes.get("selection").and_then(Value::as_array);
    let pairs = pairs.into_iter().flatten().filter_map(|pair| {
        let part = |at: usize| pair.get(at).and_then(Value::as_str).map(str::to_owned);
        part(0).zip(part(1))
    });
    let digits = attributes.get("digits");
    let digit = |at: usize| {
        number(digits.and_then(|digits| digits.get(at))).and_then(|value| u32::try_from(value).ok())
    };
    FieldDef {
        label: text("string").map(str::to_owned),
        required: flag("required"),
        readonly: flag("readonly"),
        translate: flag("translate"),
        archived: attributes.pointer("/context/active_test") == Some(&Value::Bool(false)),
        size: number(attributes.get("size")).and_then(|size| usize::try_from(size).ok()),
        digits: digit(0).zip(digit(1)),
        currency: text("currency_field").map(Into::into),
        relation: text("relation").map(Into::into),
        inverse: text("relation_field").map(Into::into),
        selection: pairs.collect(),
        groups: text("groups")
            .map(|groups| groups.split(',').map(str::to_owned).collect())
            .unwrap_or_default(),
        on_delete: flag("required").then_some(OnDelete::Restrict),
        model_field: text("model_field").map(Into::into),
        definition: text("definition_record")
            .zip(text("definition_record_field"))
            .map(|(record, field)| (record.into(), field.into())),
        ..FieldDef::of(kind)
    }
}
