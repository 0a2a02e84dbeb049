use serde::{Serialize, Serializer};
use serde_json::{Value, value::RawValue};

/// One argument: its name, its value, and whether it goes by position where the wire has positions.
#[derive(Clone)]
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) value: Value,
    /// The value as it is sent, if the order of its objects' members matters: a [`Value`] sorts them.
    text: Option<Box<RawValue>>,
    pub(crate) by_name: bool,
}

impl Argument {
    pub(super) fn new(name: String, value: Value, by_name: bool) -> Self {
        Argument {
            name,
            value,
            text: None,
            by_name,
        }
    }

    /// One that goes by name and is sent as `text`.
    pub(super) fn in_order(name: &str, text: String) -> Self {
        Argument {
            name: name.to_owned(),
            value: serde_json::from_str(&text).unwrap_or_default(),
            text: RawValue::from_string(text).ok(),
            by_name: true,
        }
    }
}

impl PartialEq for Argument {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.value, self.by_name) == (&other.name, &other.value, other.by_name)
    }
}

/// The value alone, as it is sent.
impl Serialize for Argument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.text {
            Some(text) => text.serialize(serializer),
            None => self.value.serialize(serializer),
        }
    }
}
