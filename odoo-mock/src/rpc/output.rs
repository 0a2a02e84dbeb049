use serde_json::Value;

use crate::schema::Name;

/// The result of a method.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Output {
    Value(Value),
    /// Records with their fields in the requested order, as the server writes them.
    Rows(Vec<Vec<(Name, Value)>>),
}

impl Output {
    pub(crate) fn into_value(self) -> Value {
        match self {
            Output::Value(value) => value,
            Output::Rows(rows) => {
                let object = |row: Vec<(Name, Value)>| {
                    Value::Object(
                        row.into_iter()
                            .map(|(name, value)| (name.to_string(), value))
                            .collect(),
                    )
                };
                rows.into_iter().map(object).collect()
            }
        }
    }

    /// Converts the result to JSON.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Output::Value(value) => value.to_string(),
            Output::Rows(rows) => {
                let member =
                    |(name, value): &(Name, Value)| format!("{}: {value}", Value::from(&**name));
                let object = |row: &Vec<(Name, Value)>| {
                    format!(
                        "{{{}}}",
                        row.iter().map(member).collect::<Vec<_>>().join(", ")
                    )
                };
                format!(
                    "[{}]",
                    rows.iter().map(object).collect::<Vec<_>>().join(", ")
                )
            }
        }
    }
}

impl<T: Into<Value>> From<T> for Output {
    fn from(value: T) -> Self {
        Output::Value(value.into())
    }
}
