use serde_json::{Map, Value};

/// The arguments of a call by name, and the records that it runs on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arguments {
    /// The ids as received: a list, one id, or nothing.
    pub(crate) ids: Option<Value>,
    pub(crate) named: Map<String, Value>,
}

impl Arguments {
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.named.get(name)
    }

    /// The argument, or Python's `None`.
    pub(crate) fn value(&self, name: &str) -> Value {
        self.get(name).cloned().unwrap_or_default()
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    pub(crate) fn flag(&self, name: &str, default: bool) -> bool {
        self.get(name).map_or(default, crate::python::is_true)
    }

    pub(crate) fn named(&self) -> &Map<String, Value> {
        &self.named
    }
}
