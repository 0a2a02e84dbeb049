use std::sync::{Arc, OnceLock};

use serde::{Serialize, Serializer};
use serde_json::{Value, value::RawValue};

/// One argument: its name, its value, and whether it goes by position where the wire has positions.
#[derive(Clone)]
pub(crate) struct Argument {
    pub(crate) name: String,
    content: Content,
    pub(crate) by_name: bool,
}

/// What is sent, and where that is no value as it is, the value that it comes to, once somebody asks for it.
#[derive(Clone)]
enum Content {
    Value(Value),
    /// What somebody keeps as well.
    Shared(Arc<Value>),
    /// JSON whose objects keep the order of their members: a [`Value`] sorts them.
    Text(Box<RawValue>, OnceLock<Value>),
    /// A list of names, which a [`Value`] would hold a copy of each of.
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

    /// One that goes by name and is sent as `text`; what is no JSON is sent as null.
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

    /// One that goes by position.
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

/// The value alone, as it is sent.
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
