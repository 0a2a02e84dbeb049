use std::sync::{Arc, OnceLock};

use serde_json::Value;

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
    /// JSON text, which is sent as it is.
    ///
    /// A [`Value`] would sort the members of its objects.
    Json(Arc<Vec<u8>>, OnceLock<Value>),
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

    pub(super) fn json(name: &str, json: Vec<u8>, by_name: bool) -> Self {
        Argument {
            name: name.to_owned(),
            content: Content::Json(Arc::new(json), OnceLock::new()),
            by_name,
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
            Content::Json(json, value) => value.get_or_init(|| {
                let value = serde_json::from_slice(json);
                debug_assert!(value.is_ok(), "{value:?}");
                value.unwrap_or_default()
            }),
            Content::Names(names, value) => value.get_or_init(|| names.as_slice().into()),
        }
    }

    /// Returns the length of the value, if it is JSON text.
    pub(super) fn encoded_len(&self) -> usize {
        match &self.content {
            Content::Json(json, _) => json.len(),
            Content::Value(_) | Content::Names(..) => 0,
        }
    }

    /// Writes the value alone.
    pub(super) fn write_json(&self, out: &mut Vec<u8>) {
        // Writing to memory cannot fail.
        let written = match &self.content {
            Content::Value(value) => serde_json::to_writer(out, value),
            Content::Json(json, _) => {
                out.extend_from_slice(json);
                Ok(())
            }
            Content::Names(names, _) => serde_json::to_writer(out, names),
        };
        debug_assert!(written.is_ok(), "{written:?}");
    }
}

impl PartialEq for Argument {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, self.value(), self.by_name) == (&other.name, other.value(), other.by_name)
    }
}
