use std::sync::{Arc, OnceLock};

use serde::{Serialize, Serializer};
use serde_json::{Value, value::RawValue};

/// One argument: its name, its value, and whether it is passed by name or position.
#[derive(Clone)]
pub(crate) struct Argument {
    pub(crate) name: String,
    content: Content,
    pub(crate) by_name: bool,
}

/// The value of an argument, in the form in which the caller gave it.
#[derive(Clone)]
enum Content {
    Value(Value),
    /// A value that the caller shares.
    Shared(Arc<Value>),
    /// JSON text, which keeps the order of object members. A [`Value`] sorts them.
    Text(Box<RawValue>, OnceLock<Value>),
    /// A list of static names. A [`Value`] would copy each of them.
    Names(Vec<&'static str>, OnceLock<Value>),
}

impl Argument {
    pub(super) fn new(name: String, value: Value, by_name: bool) -> Self {
        Argument {
            name,
            content: Content::Value(value),
            by_name,
        }
    }

    /// Creates a keyword argument from JSON text. Other text is sent as `null`.
    pub(super) fn in_order(name: &str, text: String) -> Self {
        Argument {
            name: name.to_owned(),
            content: match RawValue::from_string(text) {
                Ok(text) => Content::Text(text, OnceLock::new()),
                Err(_) => Content::Value(Value::Null),
            },
            by_name: true,
        }
    }

    /// Creates a positional argument.
    pub(super) fn shared(name: &str, value: Arc<Value>) -> Self {
        Argument {
            name: name.to_owned(),
            content: Content::Shared(value),
            by_name: false,
        }
    }

    pub(super) fn names(name: &str, names: Vec<&'static str>, by_name: bool) -> Self {
        Argument {
            name: name.to_owned(),
            content: Content::Names(names, OnceLock::new()),
            by_name,
        }
    }

    pub(crate) fn value(&self) -> &Value {
        match &self.content {
            Content::Value(value) => value,
            Content::Shared(value) => value,
            Content::Text(text, value) => {
                value.get_or_init(|| serde_json::from_str(text.get()).unwrap_or_default())
            }
            Content::Names(names, value) => value.get_or_init(|| names.as_slice().into()),
        }
    }
}

impl PartialEq for Argument {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, self.value(), self.by_name) == (&other.name, other.value(), other.by_name)
    }
}

/// Serializes the value alone.
impl Serialize for Argument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.content {
            Content::Value(value) => value.serialize(serializer),
            Content::Shared(value) => value.serialize(serializer),
            Content::Text(text, _) => text.serialize(serializer),
            Content::Names(names, _) => names.serialize(serializer),
        }
    }
}
