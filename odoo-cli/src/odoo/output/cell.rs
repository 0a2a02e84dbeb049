//! One value of a record, as text and as JSON.

use std::fmt::Write as _;

use odoo_rpc::__private::Printable;
use serde_json::Value;

/// A column: its name, and the type of its field.
#[derive(Debug, Clone)]
pub(in crate::odoo) struct Column {
    pub(in crate::odoo) name: String,
    /// The type in `fields_get`, or an empty text for other columns.
    pub(in crate::odoo) kind: String,
}

impl Column {
    pub(in crate::odoo) fn new(name: impl Into<String>, kind: impl Into<String>) -> Self {
        Column {
            name: name.into(),
            kind: kind.into(),
        }
    }

    /// Whether its values are aligned to the right.
    pub(super) fn is_number(&self) -> bool {
        matches!(
            self.kind.as_str(),
            "integer" | "float" | "monetary" | "many2one_reference"
        )
    }
}

/// A value as text.
///
/// Odoo returns `false` for an empty field of any type.
pub(super) fn text(kind: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(false) if !matches!(kind, "boolean" | "") => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => match items.as_slice() {
            // A many2one field with its name, or a reference of a group.
            [Value::Number(_), Value::String(name)] => name.clone(),
            items => {
                let mut text = String::new();
                for item in items {
                    let separator = if text.is_empty() { "" } else { ", " };
                    let _ = write!(text, "{separator}{}", self::text(kind, item));
                }
                text
            }
        },
        Value::Object(_) => value.to_string(),
    }
}

/// A value as JSON. An empty value is null.
pub(super) fn json(kind: &str, value: Value) -> Value {
    match value {
        Value::Bool(false) if !matches!(kind, "boolean" | "") => Value::Null,
        other => other,
    }
}

/// Text on one line, without the control characters of terminals.
pub(in crate::odoo) fn printable(text: &str) -> String {
    Printable(text).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn false_is_empty_but_in_a_boolean() {
        assert_eq!(text("char", &json!(false)), "");
        assert_eq!(text("boolean", &json!(false)), "false");
        assert_eq!(json("char", json!(false)), Value::Null);
        assert_eq!(json("boolean", json!(false)), json!(false));
    }

    #[test]
    fn relations_show_names_and_lists_their_items() {
        assert_eq!(text("many2one", &json!([3, "Acme"])), "Acme");
        assert_eq!(text("one2many", &json!([3, 4])), "3, 4");
        assert_eq!(text("char", &json!(["a", false])), "a, ");
        assert_eq!(text("properties", &json!({"a": 1})), r#"{"a":1}"#);
    }
}
