//! Python's semantics for JSON values, because Odoo's conversions and errors are Python's.

mod literal;

pub(crate) use literal::literal;

use serde_json::Value;

use crate::exception::{Result, type_error, value_error};

/// Whether a condition on the value holds: Python's truth.
pub(crate) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

/// `value is False or value is None`.
pub(crate) fn is_none(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false))
}

/// `str(value)`.
pub(crate) fn str(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => repr(other),
    }
}

/// `repr(value)`.
pub(crate) fn repr(value: &Value) -> String {
    let list = |items: &[Value]| items.iter().map(repr).collect::<Vec<_>>().join(", ");
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.contains('\'') && !text.contains('"') => format!("\"{text}\""),
        Value::String(text) => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        Value::Array(items) => format!("[{}]", list(items)),
        Value::Object(map) => {
            let pairs = map
                .iter()
                .map(|(key, value)| format!("'{key}': {}", repr(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The name of the value's class.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}

/// `int(value)`.
pub(crate) fn int(value: &Value) -> Result<i64> {
    match value {
        Value::Bool(value) => Ok(i64::from(*value)),
        Value::Number(number) => number.as_i64().map_or_else(
            || {
                let float = number.as_f64().unwrap_or_default();
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "as Python cuts it; it is out of range either way"
                )]
                Ok(float.trunc() as i64)
            },
            Ok,
        ),
        Value::String(text) => text.trim().parse().map_err(|_| {
            value_error(format!(
                "invalid literal for int() with base 10: {}",
                repr(value)
            ))
        }),
        other => Err(type_error(format!(
            "int() argument must be a string, a bytes-like object or a number, not '{}'",
            type_name(other)
        ))),
    }
}

/// `float(value)`.
pub(crate) fn float(value: &Value) -> Result<f64> {
    match value {
        Value::Bool(value) => Ok(f64::from(u8::from(*value))),
        Value::Number(number) => Ok(number.as_f64().unwrap_or_default()),
        Value::String(text) => text.trim().parse().map_err(|_| {
            value_error(format!(
                "could not convert string to float: {}",
                repr(value)
            ))
        }),
        other => Err(type_error(format!(
            "float() argument must be a string or a number, not '{}'",
            type_name(other)
        ))),
    }
}

/// Whether the two are equal in Python: `0 == False`, `1.0 == True`.
pub(crate) fn equal(a: &Value, b: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        Value::Number(number) => number.as_f64(),
        _ => None,
    };
    match (number(a), number(b)) {
        // Python compares zeros without their sign.
        (Some(a), Some(b)) => (a + 0.0).total_cmp(&(b + 0.0)).is_eq(),
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_formatted_like_python() {
        assert_eq!(
            str(&json!(["a", true, null, 1.5])),
            "['a', True, None, 1.5]"
        );
        assert_eq!(str(&json!("a'b")), "a'b");
        assert_eq!(repr(&json!({"a": "it's"})), "{'a': \"it's\"}");
    }

    #[test]
    fn false_and_zero_are_equal_but_not_identical() {
        assert!(equal(&json!(0), &json!(false)) && !is_none(&json!(0)));
        assert!(!equal(&json!(""), &json!(false)) && !is_true(&json!("")));
    }
}
