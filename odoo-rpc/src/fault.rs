mod json;
mod kinds;
mod names;
#[cfg(feature = "xml-rpc")]
mod xml_rpc;

#[cfg(feature = "xml-rpc")]
pub(crate) use xml_rpc::XmlFault;

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{call_info::CallInfo, outcome::Outcome, printable::Printable};

/// An exception that the server raised. The call was rolled back.
///
/// The predicates, such as [`is_access`](Self::is_access), compare the exception's class. They do not read its message, which is translated,
/// except where a protocol has no class: [`is_unknown_model`](Self::is_unknown_model), and [`is_missing`](Self::is_missing) by XML-RPC. They hold on Odoo 14 to 19.
///
/// ```
/// use odoo_orm::Fault;
///
/// let fault = Fault::from_json(br#"{
///     "code": 200,
///     "message": "Odoo Server Error",
///     "data": {
///         "name": "odoo.exceptions.ValidationError",
///         "message": "A tag needs a name.",
///         "arguments": ["A tag needs a name."],
///         "context": {},
///         "debug": "Traceback (most recent call last): ..."
///     }
/// }"#)?;
/// assert!(fault.is_validation() && !fault.is_access());
/// assert_eq!(fault.to_string(), "A tag needs a name. (odoo.exceptions.ValidationError)");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Deserialize)]
#[serde(from = "Value")]
pub struct Fault {
    code: i64,
    name: String,
    message: String,
    arguments: Vec<Value>,
    context: Value,
    debug: String,
    /// Boxed, because it is rarely read and faults are moved around.
    around: Box<Around>,
    call: Option<CallInfo>,
    missing_fields: Vec<String>,
    /// The rejected record, one of many.
    rejected: Option<Box<Rejected>>,
    /// Whether an earlier call of the same operation succeeded.
    follows_a_part: bool,
}

/// A record that the server rejected.
#[derive(Clone, PartialEq)]
struct Rejected {
    external_id: String,
    /// The part of the message about this record.
    message: String,
}

/// The parts of an error around its exception.
#[derive(Clone, Default, PartialEq)]
struct Around {
    title: String,
    subtype: String,
    /// Members of `data` without a field here.
    data: Map<String, Value>,
    /// Members of the error itself without a field here.
    others: Map<String, Value>,
}

const VALIDATION: &str = "odoo.exceptions.ValidationError";
const REDIRECT_WARNING: &str = "odoo.exceptions.RedirectWarning";

impl Fault {
    /// The name of a fault for values that `load` refused.
    ///
    /// `load` returns messages instead of exceptions, so the class is unknown. [`is_validation`](Self::is_validation) is true for it.
    pub const LOAD: &'static str = "load";

    /// Creates an exception of this class with this message.
    ///
    /// It is for transports, and for methods that report exceptions in their own way.
    pub fn new(name: impl Into<String>, message: impl Into<String>) -> Self {
        let message = message.into();
        Fault {
            code: 0,
            name: name.into(),
            arguments: vec![message.as_str().into()],
            message,
            context: Value::Null,
            debug: String::new(),
            around: Box::default(),
            call: None,
            missing_fields: Vec::new(),
            rejected: None,
            follows_a_part: false,
        }
    }

    /// Sets the required fields that were not given.
    #[must_use]
    pub fn with_missing_fields(mut self, fields: Vec<String>) -> Self {
        self.missing_fields = fields;
        self
    }

    /// Sets the external id of the rejected record, and its part of the message.
    #[must_use]
    pub fn with_rejected(mut self, external_id: &str, message: String) -> Self {
        let external_id = external_id.to_owned();
        self.rejected = Some(Box::new(Rejected {
            external_id,
            message,
        }));
        self
    }

    /// Leaves out what the message says of other records than the rejected one.
    #[doc(hidden)]
    #[must_use]
    pub fn of_rejected_alone(mut self) -> Self {
        if let Some(rejected) = &self.rejected {
            self.message.clone_from(&rejected.message);
            self.arguments = vec![rejected.message.as_str().into()];
        }
        self
    }

    /// Sets the call that failed.
    #[must_use]
    pub fn of_call(mut self, call: CallInfo) -> Self {
        self.call = Some(call);
        self
    }

    /// Returns the server's code.
    ///
    /// It is 100 for an expired session, 404 for what does not exist, else 200 (Odoo 14 to 18) or 0 (19). By XML-RPC it is 1 to 4.
    pub fn code(&self) -> i64 {
        self.code
    }

    /// Returns the title of the error: "Odoo Server Error", "Odoo Session Expired".
    ///
    /// It is empty with JSON-2.
    pub fn title(&self) -> &str {
        &self.around.title
    }

    /// Returns the error's `type`, which Odoo's web client calls its subtype.
    ///
    /// Odoo 14 to 19 send none.
    pub fn subtype(&self) -> Option<&str> {
        Some(self.around.subtype.as_str()).filter(|subtype| !subtype.is_empty())
    }

    /// Returns the members of the error's `data` that no other method returns.
    ///
    /// Servers before 14 sent `exception_type`, for example, and modules may add members.
    pub fn data(&self) -> &Map<String, Value> {
        &self.around.data
    }

    /// Returns the other members of the error itself, such as `http_status` (14).
    pub fn other_members(&self) -> &Map<String, Value> {
        &self.around.others
    }

    /// Returns the exception's class with its module, such as `odoo.exceptions.ValidationError`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the server's message.
    ///
    /// It is usually in the language of the call's context. Some messages are always English.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the exception's arguments.
    pub fn arguments(&self) -> &[Value] {
        &self.arguments
    }

    /// Returns the exception's context.
    ///
    /// Odoo 18 and 19 suggest a company there after an access error, for example.
    pub fn context(&self) -> &Value {
        &self.context
    }

    /// Returns the server's traceback, which contains paths: for logs, not for users.
    pub fn debug(&self) -> &str {
        &self.debug
    }

    /// Returns the call that failed.
    pub fn call(&self) -> Option<&CallInfo> {
        self.call.as_ref()
    }

    /// Returns the required fields that a new record had no value for.
    ///
    /// They are set for records created by `odoo-orm`. The server itself names at most the first one, in its message.
    pub fn missing_fields(&self) -> &[String] {
        &self.missing_fields
    }

    /// Converts the fault to the validation error that Odoo lost.
    ///
    /// The constraint's name may be empty.
    #[cfg(feature = "http")]
    pub(crate) fn of_constraint(mut self, constraint: &str) -> Self {
        let which = match constraint {
            "" => "an SQL constraint".to_owned(),
            name => format!("the SQL constraint `{name}`"),
        };
        self.message = format!(
            "The values violate {which}; Odoo 16 loses its message by `execute_kw`, and not by `call_kw`, which a password uses"
        );
        VALIDATION.clone_into(&mut self.name);
        self
    }

    /// The external id of the first record that the server refused.
    ///
    /// It is known for the writes of `upsert` and `upsert_many` of `odoo-orm`.
    pub fn external_id(&self) -> Option<&str> {
        let rejected = self.rejected.as_deref()?;
        Some(&rejected.external_id)
    }

    pub(crate) fn after_a_part(mut self) -> Self {
        self.follows_a_part = true;
        self
    }

    pub(crate) fn outcome(&self) -> Outcome {
        if self.follows_a_part {
            Outcome::Unknown
        } else {
            Outcome::NotDone
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(call) = &self.call {
            write!(f, "{call} failed: ")?;
        }
        if self.is_unknown_model() {
            f.write_str("the server has no such model; is its module installed? It said: ")?;
        }
        let (message, name) = (Printable(self.message.trim()), Printable(&self.name));
        match (message.0.is_empty(), name.0.is_empty()) {
            (false, false) => write!(f, "{message} ({name})"),
            (false, true) => write!(f, "{message}"),
            (true, false) => write!(f, "{name}"),
            (true, true) => write!(
                f,
                "the server raised an error without a name, code {}",
                self.code
            ),
        }?;
        match self.missing_fields.as_slice() {
            [] => Ok(()),
            fields => {
                let fields = fields.join("`, `");
                write!(f, "; required and not given: `{}`", Printable(&fields))
            }
        }
    }
}

/// Shows everything but the traceback: see [`Fault::debug`].
impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fault")
            .field("call", &self.call)
            .field("code", &self.code)
            .field("name", &self.name)
            .field("message", &self.message)
            .field("arguments", &self.arguments)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests;
