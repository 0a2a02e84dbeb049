mod json;
mod names;

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{call::CallInfo, error::Outcome, printable::Printable};

/// An exception that the server raised. The call was rolled back.
///
/// It is kept whole and asked questions. The predicates look at the exception's class, never at its text, which is
/// translated (but for [`is_unknown_model`](Self::is_unknown_model), where a wire has no class of its own for it); they hold on Odoo 14 to 19.
///
/// ```
/// use odoo_rpc::Fault;
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
    /// In a box, because it is looked at only rarely and faults are moved around.
    around: Box<Around>,
    call: Option<CallInfo>,
    missing_fields: Vec<String>,
    /// The external id of the record that was refused, one of many.
    external_id: Option<Box<str>>,
    /// Whether something of what was asked for had been done before, by another call.
    follows_a_part: bool,
}

/// What an error has around its exception.
#[derive(Clone, Default, PartialEq)]
struct Around {
    title: String,
    subtype: String,
    /// Members of `data` that have no place of their own.
    data: Map<String, Value>,
    /// The same of the error itself.
    others: Map<String, Value>,
}

const VALIDATION: &str = "odoo.exceptions.ValidationError";
const REDIRECT_WARNING: &str = "odoo.exceptions.RedirectWarning";

impl Fault {
    /// The name of what `load` refuses: it gives messages in place of exceptions, and their class is lost. It is the server's judgment of the values, and so
    /// [`is_validation`](Self::is_validation) holds.
    pub const LOAD: &'static str = "load";

    /// An exception of this class with this message; for transports, and for methods that report exceptions in a way of their own.
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
            external_id: None,
            follows_a_part: false,
        }
    }

    /// The same, with the fields that were required and not given.
    #[must_use]
    pub fn with_missing_fields(mut self, fields: Vec<String>) -> Self {
        self.missing_fields = fields;
        self
    }

    /// The same, of the record of this external id.
    #[must_use]
    pub fn with_external_id(mut self, external_id: &str) -> Self {
        self.external_id = Some(external_id.into());
        self
    }

    /// The same, of this call.
    #[must_use]
    pub fn of_call(mut self, call: CallInfo) -> Self {
        self.call = Some(call);
        self
    }

    /// The server's code: 100 for a lost session, 404 for what does not exist, else 200 (Odoo 14 to 18) or 0 (19).
    pub fn code(&self) -> i64 {
        self.code
    }

    /// The error's own message, beside the exception's: "Odoo Server Error", "Odoo Session Expired". Empty on JSON-2.
    pub fn title(&self) -> &str {
        &self.around.title
    }

    /// The error's `type`, which Odoo's web client calls its subtype; Odoo itself writes none on 14 to 19.
    pub fn subtype(&self) -> Option<&str> {
        Some(self.around.subtype.as_str()).filter(|subtype| !subtype.is_empty())
    }

    /// The members of the error's `data` beyond those that have a method here, such as `exception_type` of servers before 14, or those of a module.
    pub fn data(&self) -> &Map<String, Value> {
        &self.around.data
    }

    /// The members of the error itself beyond those that have a method here, such as `http_status` (14).
    pub fn other_members(&self) -> &Map<String, Value> {
        &self.around.others
    }

    /// The exception's class with its module, such as `odoo.exceptions.ValidationError`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the server says. Mostly in the language of the call's context; some of it is always English.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The exception's arguments.
    pub fn arguments(&self) -> &[Value] {
        &self.arguments
    }

    /// What else the exception carries, such as the company that Odoo 18 and 19 suggest after an access error.
    pub fn context(&self) -> &Value {
        &self.context
    }

    /// The server's traceback. It names paths on the server: for logs, not for users.
    pub fn debug(&self) -> &str {
        &self.debug
    }

    /// The call that failed.
    pub fn call(&self) -> Option<&CallInfo> {
        self.call.as_ref()
    }

    /// The fields that the server requires and that a record to be created had no value for, by the server's names. Known for what `odoo-orm`'s
    /// methods create; the server names the first one at the most, in its message.
    pub fn missing_fields(&self) -> &[String] {
        &self.missing_fields
    }

    /// The exception that the violation of an SQL constraint is, where the server lost it. The name of the constraint may not be known.
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

    /// The external id of the first record that the server refused, for what `upsert` and `upsert_many` of `odoo-orm` write.
    pub fn external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
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

    fn is(&self, names: &[&str]) -> bool {
        names.contains(&self.name.as_str())
    }

    /// The user may not do this: missing access rights, a record rule, a field of another group, a private method.
    pub fn is_access(&self) -> bool {
        self.is(&["odoo.exceptions.AccessError"])
    }

    /// The user is not who they say they are: wrong password, wrong key.
    pub fn is_access_denied(&self) -> bool {
        self.is(&["odoo.exceptions.AccessDenied"])
    }

    /// The values are not allowed: a constraint of the model or of the database, such as a required or unique field. A key that
    /// a selection does not have is none: it is a `builtins.ValueError`.
    ///
    /// Odoo 16 raises `KeyError: 'lang'` by `execute_kw` where values violate an SQL constraint (`odoo/service/model.py`). The client knows that one by its traceback, and makes it the
    /// `ValidationError` that it was to be; the constraint's own message is lost.
    pub fn is_validation(&self) -> bool {
        self.is(&[VALIDATION, Self::LOAD])
    }

    /// A record does not exist, or not any more. Not every write to a missing record tells: models with record rules do
    /// (`res.partner` has some), others by the field that is written, or not at all.
    pub fn is_missing(&self) -> bool {
        self.is(&["odoo.exceptions.MissingError"])
    }

    /// The exception's message is meant for the user. It is a `UserError`, as Python's `except UserError` has it: the ones for validation, access,
    /// missing records, wrong passwords and locks are user errors too; or a `RedirectWarning`, which Python has beside it.
    pub fn is_user_error(&self) -> bool {
        self.is(&[
            "odoo.exceptions.UserError",
            VALIDATION,
            "odoo.exceptions.AccessError",
            "odoo.exceptions.AccessDenied",
            "odoo.exceptions.MissingError",
            // 19 only.
            "odoo.exceptions.LockError",
            REDIRECT_WARNING,
            // 14 only, deprecated there.
            "odoo.exceptions.Warning",
            "odoo.exceptions.except_orm",
        ])
    }

    /// The server would send the user to another view to solve the problem; the message says what it is, and [`redirect_action`](Self::redirect_action) where.
    pub fn is_redirect_warning(&self) -> bool {
        self.is(&[REDIRECT_WARNING])
    }

    /// The action that a [`RedirectWarning`](Self::is_redirect_warning) offers: its id, or the action itself as an object.
    ///
    /// ```
    /// use odoo_rpc::Fault;
    ///
    /// let fault = Fault::from_json(br#"{"code": 200, "message": "Odoo Server Error", "data": {
    ///     "name": "odoo.exceptions.RedirectWarning",
    ///     "message": "There is no chart of accounts.\n42\nGo to the settings",
    ///     "arguments": ["There is no chart of accounts.", 42, "Go to the settings"]
    /// }}"#)?;
    /// assert_eq!(fault.message(), "There is no chart of accounts.");
    /// assert_eq!(fault.redirect_action().unwrap(), 42);
    /// assert_eq!(fault.redirect_button(), Some("Go to the settings"));
    /// # Ok::<_, serde_json::Error>(())
    /// ```
    pub fn redirect_action(&self) -> Option<&Value> {
        self.redirect_argument(1)
    }

    /// The label of the button that leads to the [action](Self::redirect_action).
    pub fn redirect_button(&self) -> Option<&str> {
        self.redirect_argument(2)?.as_str()
    }

    /// `odoo/exceptions.py`, `RedirectWarning`, 14 to 19: the message, the action, the button's label, and more context for the action.
    fn redirect_argument(&self, at: usize) -> Option<&Value> {
        self.arguments
            .get(at)
            .filter(|value| self.is_redirect_warning() && !value.is_null())
    }

    /// The session ended or was never there; nothing was run.
    pub fn is_session_expired(&self) -> bool {
        self.code == 100
            || self.is(&[
                "odoo.http.SessionExpiredException",
                "odoo.http.AuthenticationError",
            ])
    }

    /// The server has no model of the name that was called: its module is not installed. Odoo 14 to 17 raise a `KeyError` with
    /// the name, 18 and 19 say that the page was not found.
    pub fn is_unknown_model(&self) -> bool {
        let model = self.call.as_ref().and_then(CallInfo::model);
        let says = |sentence: fn(&str) -> String| {
            model.is_some_and(|model| self.message == sentence(model))
        };
        let is_method = self.call.is_none() || model.is_some();
        (self.code == 404 && is_method)
            || (self.name == "builtins.KeyError" && says(str::to_owned))
            // JSON-2, and `execute_kw` where it speaks English.
            || (self.name == "werkzeug.exceptions.NotFound" && says(|model| format!("the model '{model}' does not exist")))
            || (self.name == "odoo.exceptions.UserError" && says(|model| format!("Object {model} doesn't exist")))
    }

    /// Another transaction got in the way, even after the server's own retries. It was rolled back: safe to send again.
    pub fn is_concurrency(&self) -> bool {
        self.is(&[
            "psycopg2.errors.SerializationFailure",
            "psycopg2.errors.LockNotAvailable",
            "psycopg2.errors.DeadlockDetected",
            // 14 with an older psycopg2, whose errors have no class of their own.
            "psycopg2.extensions.TransactionRollbackError",
            // 19 only.
            "odoo.exceptions.LockError",
            "odoo.exceptions.ConcurrencyError",
        ])
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

/// Everything but the traceback, which is the server's own affair: see [`Fault::debug`].
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
