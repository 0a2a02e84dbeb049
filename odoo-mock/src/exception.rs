//! Exceptions of the server.

use odoo_rpc::Fault;
use serde_json::{Map, Value, json};

use crate::version::Version;

/// An exception of the server: its class and its data.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Exception {
    pub(crate) name: String,
    pub(crate) message: String,
    pub(crate) arguments: Vec<Value>,
    pub(crate) context: Map<String, Value>,
    /// The code of JSON-RPC if it is a special one: 100 or 404.
    pub(crate) code: Option<i64>,
}

/// The result of a call.
pub(crate) type Result<T> = std::result::Result<T, Exception>;

/// Constructors of the common classes.
macro_rules! classes {
    ($($function:ident = $class:literal),* $(,)?) => {
        $(pub(crate) fn $function(message: impl Into<String>) -> Exception {
            Exception::new($class, message)
        })*
    };
}

classes! {
    value_error = "builtins.ValueError",
    type_error = "builtins.TypeError",
    key_error = "builtins.KeyError",
    index_error = "builtins.IndexError",
    attribute_error = "builtins.AttributeError",
    assertion_error = "builtins.AssertionError",
    user_error = "odoo.exceptions.UserError",
    validation_error = "odoo.exceptions.ValidationError",
    access_error = "odoo.exceptions.AccessError",
    missing_error = "odoo.exceptions.MissingError",
}

impl Exception {
    pub(crate) fn new(name: impl Into<String>, message: impl Into<String>) -> Self {
        let message = message.into();
        Exception {
            name: name.into(),
            arguments: vec![message.as_str().into()],
            message,
            context: Map::new(),
            code: None,
        }
    }

    /// An exception of the database, such as `postgres("UndefinedFunction", ...)`.
    pub(crate) fn postgres(class: &str, message: impl Into<String>) -> Self {
        Self::new(format!("psycopg2.errors.{class}"), message)
    }

    pub(crate) fn session_expired() -> Self {
        Exception {
            code: Some(100),
            ..Self::new("odoo.http.SessionExpiredException", "Session expired")
        }
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Exception {
            code: Some(404),
            ..Self::new("werkzeug.exceptions.NotFound", message)
        }
    }

    /// The `data` of an error, which is also the whole body of a JSON-2 error.
    ///
    /// See `serialize_exception` in `odoo/http.py`.
    pub(crate) fn data(&self) -> Value {
        json!({
            "name": self.name,
            "debug": format!("Traceback (most recent call last):\n  (in memory)\n{}: {}\n", self.name, self.message),
            "message": self.message,
            "arguments": self.arguments,
            "context": self.context,
        })
    }

    /// The `error` of an envelope.
    pub(crate) fn error(&self, version: Version) -> Value {
        let (code, message) = match self.code {
            Some(100) => (100, "Odoo Session Expired"),
            Some(404) => (404, "404: Not Found"),
            Some(other) => (other, "Odoo Server Error"),
            None if version.errors_have_code_0() => (0, "Odoo Server Error"),
            None => (200, "Odoo Server Error"),
        };
        json!({"code": code, "message": message, "data": self.data()})
    }

    /// The same for an in-process client.
    pub(crate) fn into_fault(self, version: Version) -> Fault {
        let text = self.error(version).to_string();
        Fault::from_json(text.as_bytes()).unwrap_or_else(|_| Fault::new(self.name, self.message))
    }
}

impl From<Fault> for Exception {
    fn from(fault: Fault) -> Self {
        Exception {
            name: fault.name().to_owned(),
            message: fault.message().to_owned(),
            arguments: fault.arguments().to_vec(),
            context: fault.context().as_object().cloned().unwrap_or_default(),
            code: matches!(fault.code(), 100 | 404).then(|| fault.code()),
        }
    }
}
