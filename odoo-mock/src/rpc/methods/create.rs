use serde_json::{Map, Value, json};

use super::Invocation;
use crate::{
    exception::{Exception, Result, attribute_error, type_error},
    python,
    query::View,
    records,
    rpc::{Output, Protocol},
    schema::{Kind, Name},
};

pub(super) fn create(call: &mut Invocation<'_>) -> Result<Output> {
    let given = call.arguments.value("vals_list");
    let version = call.db.version;
    let (all, one): (Vec<Value>, bool) = match given {
        Value::Array(items) => (items, false),
        Value::Object(_) => (vec![given], call.request.protocol != Protocol::Json2),
        Value::Null if version.create_refuses_none() => {
            return Err(crate::exception::assertion_error(""));
        }
        value if !python::is_true(&value) => return Ok(json!([]).into()),
        other => {
            return Err(attribute_error(format!(
                "'{}' object has no attribute 'items'",
                python::type_name(&other)
            )));
        }
    };
    let maps = all.into_iter().map(|values| match values {
        Value::Object(values) => Ok(values),
        other => Err(no_values(&other)),
    });
    let maps = maps.collect::<Result<Vec<Map<String, Value>>>>()?;
    let ids = records::create(call.db, call.env, call.model, &maps)?;
    Ok(match (one, ids.as_slice()) {
        (true, [id]) => (*id).into(),
        _ => ids.into(),
    })
}

fn no_values(value: &Value) -> Exception {
    let sentence = format!(
        "'{}' object is not a dictionary of values",
        python::type_name(value)
    );
    type_error(sentence)
}

pub(super) fn default_get(call: &mut Invocation<'_>) -> Result<Output> {
    let names = call.names("fields")?.unwrap_or_default();
    let view = call.view();
    let names: Vec<Name> = names.iter().map(|name| Name::from(name.as_str())).collect();
    let defaults = records::defaults(&view, call.model, &names)?;
    let defaults = defaults.into_iter().map(|(name, value)| {
        let value = as_read(&view, call, &name, value);
        (name, value)
    });
    Ok(Value::Object(defaults.collect()).into())
}

/// Converts a default to the format of `create`.
///
/// Lists become commands. Other values have the format of a read.
fn as_read(view: &View<'_>, call: &Invocation<'_>, name: &str, value: Value) -> Value {
    let Some(field) = call.model.find(name) else {
        return value;
    };
    match field.kind {
        kind if kind.is_list() => match &value {
            Value::Array(items) if items.iter().all(Value::is_number) => json!([[6, 0, items]]),
            Value::Array(items)
                if items
                    .iter()
                    .all(|item| item.get(0).and_then(Value::as_i64) == Some(5)) =>
            {
                json!([[6, 0, []]])
            }
            _ => value,
        },
        Kind::Many2one => value,
        _ => match crate::value::to_cell(field, &value, crate::value::Way::Write, view.version()) {
            Ok(stored) => view.json(field, &stored),
            Err(_) => value,
        },
    }
}
