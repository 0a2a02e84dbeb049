//! Calls as data.

mod argument;
mod arguments;
mod body;
mod call_kw;
mod execute_kw;
mod info;
mod json2;
#[cfg(feature = "xml-rpc")]
mod xml_rpc;

use std::{fmt, time::Duration};

pub(crate) use argument::Argument;
use arguments::Arguments;
use serde::Serialize;
use serde_json::Value;

use crate::{call_info::Effect, context::Context, error::ConfigError};

/// One call as data: the method or controller, its arguments, and its context.
///
/// Arguments have a name and a position, because the protocols differ. `call_kw` passes leading arguments by position. Some methods need that:
/// `create` reads its first positional argument, and `search` renamed its own from `args` to `domain` in Odoo 16. JSON-2 passes all arguments by name.
///
/// `to_call_kw`, `to_execute_kw`, `to_json2` and `to_xml_rpc` (feature `xml-rpc`) render a call without I/O. Two calls are equal if they ask for the same.
///
/// ```
/// use odoo_orm::Call;
/// use serde_json::json;
///
/// let call = Call::read("res.partner", "name_search").arg("name", "acme").kwarg("limit", 5);
/// let body: serde_json::Value = serde_json::from_slice(&call.to_call_kw(7))?;
/// assert_eq!(
///     body["params"],
///     json!({
///         "model": "res.partner",
///         "method": "name_search",
///         "args": ["acme"],
///         "kwargs": {"limit": 5, "context": {}},
///     })
/// );
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq)]
#[must_use = "a call does nothing until a client sends it"]
pub struct Call {
    pub(crate) target: Target,
    pub(crate) arguments: Arguments,
    pub(crate) context: Context,
    pub(crate) effect: Effect,
    pub(crate) timeout: Option<Duration>,
    pub(crate) silent: bool,
    /// Whether the call only checks the connection: it skips the queue and is not retried.
    pub(crate) probe: bool,
    /// A label that tells apart several calls of the same method.
    label: Option<String>,
    /// The models of linked records that the result contains.
    #[cfg(feature = "cache")]
    pub(crate) linked: Vec<&'static str>,
}

/// The target of a call.
#[derive(Clone, PartialEq)]
pub(crate) enum Target {
    /// A method of a model, on records or on the model itself.
    Method {
        model: String,
        method: String,
        ids: Option<Vec<i64>>,
    },
    /// A JSON controller, by its path.
    Route {
        path: String,
        /// Whether it needs a session.
        for_users: bool,
    },
    /// A page or a file, by its path and query.
    Page {
        path: String,
        /// The path with placeholders in place of ids.
        template: Option<String>,
        /// How many records it belongs to.
        records: Option<usize>,
        /// Whether it needs a session.
        for_users: bool,
    },
}

pub(crate) const LOGOUT: &str = "/web/session/destroy";

impl Call {
    /// Creates a call of a method that only reads.
    pub fn read(model: impl Into<String>, method: impl Into<String>) -> Self {
        Self::of_method(model.into(), method.into(), Effect::Read)
    }

    /// Creates a call of a method that may write.
    pub fn write(model: impl Into<String>, method: impl Into<String>) -> Self {
        Self::of_method(model.into(), method.into(), Effect::Write)
    }

    fn of_method(model: String, method: String, effect: Effect) -> Self {
        Self::new(
            Target::Method {
                model,
                method,
                ids: None,
            },
            effect,
        )
    }

    /// Creates a call of a JSON controller, at a path such as `/web/session/get_session_info`.
    ///
    /// Its arguments are passed by name, and the client's context is one of them. The call counts as a write unless [`reads`](Self::reads)
    /// marks it as a read. It needs a session, so a client with an API key cannot send it.
    pub fn controller(path: impl Into<String>) -> Self {
        Self::at(path, true)
    }

    /// Marks the call as one that only reads, so that it can be retried.
    pub fn reads(mut self) -> Self {
        self.effect = Effect::Read;
        self
    }

    /// A controller that needs no session and only reads.
    pub(crate) fn route(path: impl Into<String>) -> Self {
        Self::at(path, false).reads()
    }

    fn at(path: impl Into<String>, for_users: bool) -> Self {
        let path = path.into();
        Self::new(Target::Route { path, for_users }, Effect::Write)
    }

    /// A request for the server's version. It needs no login.
    pub(crate) fn server_version() -> Self {
        Self::route("/web/webclient/version_info")
    }

    /// A request to end the session.
    pub(crate) fn logout() -> Self {
        Self::controller(LOGOUT).reads()
    }

    fn new(target: Target, effect: Effect) -> Self {
        Call {
            target,
            arguments: Arguments::default(),
            context: Context::new(),
            effect,
            timeout: None,
            silent: false,
            probe: false,
            label: None,
            #[cfg(feature = "cache")]
            linked: Vec::new(),
        }
    }

    /// A page or a file, requested with GET.
    pub(crate) fn page(path: impl Into<String>, for_users: bool) -> Self {
        let target = Target::Page {
            path: path.into(),
            template: None,
            records: None,
            for_users,
        };
        Self::new(target, Effect::Read)
    }

    /// Sets the number of records of a page, and its path with placeholders for ids.
    pub(crate) fn of_records(mut self, count: usize, text: String) -> Self {
        if let Target::Page {
            template, records, ..
        } = &mut self.target
        {
            *template = Some(text);
            *records = Some(count);
        }
        self
    }

    /// Sets the records that the method runs on.
    ///
    /// An empty list calls the method on no records, which differs from a method of the model itself.
    pub fn on(mut self, records: impl IntoIterator<Item = i64>) -> Self {
        if let Target::Method { ids, .. } = &mut self.target {
            *ids = Some(records.into_iter().collect());
        }
        self
    }

    /// Adds an argument, or replaces the argument of the same name.
    ///
    /// It is passed by position where the protocol has positions, in the order of these calls.
    pub fn arg(self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.argument(name.into(), value.into(), false)
    }

    /// Adds a keyword argument, which is always passed by name.
    pub fn kwarg(self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.argument(name.into(), value.into(), true)
    }

    /// Adds each field of `params`, a struct or a map, as a keyword argument.
    ///
    /// # Errors
    ///
    /// Returns an error if `params` does not serialize to an object, or if a map has keys that are not strings.
    pub fn params(self, params: impl Serialize) -> Result<Self, ConfigError> {
        match serde_json::to_value(params) {
            Ok(Value::Object(params)) => Ok(params
                .into_iter()
                .fold(self, |call, (name, value)| call.kwarg(name, value))),
            Ok(Value::Null) => Ok(self),
            Ok(_) => {
                Err(self.not_expressible("its parameters have no names: use a struct or a map"))
            }
            Err(error) => {
                Err(self.not_expressible(&format!("its parameters cannot be written ({error})")))
            }
        }
    }

    fn argument(mut self, name: String, value: Value, by_name: bool) -> Self {
        match value {
            Value::Object(context) if name == "context" => {
                self.context = self.context.merge(&context.into());
            }
            value => {
                self.arguments.put(Argument::new(name, value, by_name));
            }
        }
        self
    }

    /// Adds a list of names as an argument, by name or by position.
    #[doc(hidden)]
    pub fn arg_names(mut self, name: &str, names: Vec<&'static str>, by_name: bool) -> Self {
        self.arguments.put(Argument::names(name, names, by_name));
        self
    }

    /// Adds an argument as JSON text, by name or by position.
    ///
    /// The text is sent as it is, so it keeps the order of object members: Odoo returns the fields of a specification in its order. The caller
    /// guarantees that it is JSON.
    #[doc(hidden)]
    pub fn arg_json(mut self, name: &str, json: Vec<u8>, by_name: bool) -> Self {
        self.arguments.put(Argument::json(name, json, by_name));
        self
    }

    /// Names the models of linked records that the result contains, whose writes make it outdated.
    #[cfg(feature = "cache")]
    #[doc(hidden)]
    pub fn with_linked(mut self, models: impl IntoIterator<Item = &'static str>) -> Self {
        self.linked.extend(models);
        self
    }

    /// Only a cache needs the models.
    #[cfg(not(feature = "cache"))]
    #[doc(hidden)]
    pub fn with_linked(self, _: impl IntoIterator<Item = &'static str>) -> Self {
        self
    }

    /// Adds a label, such as a page number, which errors show after the call's name.
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Merges a context into the call's own, whose keys it overrides.
    ///
    /// An argument named `context` does the same.
    pub fn with_context(mut self, context: &Context) -> Self {
        self.context = self.context.merge(context);
        self
    }

    /// Sets the timeout of the call, including waiting in the queue and login.
    ///
    /// Without one, the client's or the transport's timeout applies.
    pub fn with_timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Hides the call from [events](crate::Client::events) and the [loading state](crate::Client::loading).
    ///
    /// This is for calls that nobody waits for, such as a poll in the background.
    pub fn silent(mut self) -> Self {
        self.silent = true;
        self
    }

    pub(crate) fn probe(mut self) -> Self {
        self.probe = true;
        self
    }

    /// Returns the context of the call.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Returns the timeout of the call, if one is set.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// Returns whether the call is hidden from events and the loading state.
    pub fn is_silent(&self) -> bool {
        self.silent
    }

    /// Returns the path and query of a controller or file; `None` for a method.
    ///
    /// A query may contain a token, which [`info`](Self::info) omits.
    ///
    /// ```
    /// use odoo_orm::Call;
    ///
    /// assert_eq!(Call::controller("/my/route?page=2").path(), Some("/my/route?page=2"));
    /// assert_eq!(Call::read("res.partner", "search").path(), None);
    /// ```
    pub fn path(&self) -> Option<&str> {
        match &self.target {
            Target::Route { path, .. } | Target::Page { path, .. } => Some(path),
            Target::Method { .. } => None,
        }
    }

    /// Returns the name of the method.
    pub fn method(&self) -> Option<&str> {
        match &self.target {
            Target::Method { method, .. } => Some(method),
            Target::Route { .. } | Target::Page { .. } => None,
        }
    }

    /// Returns the ids that the method runs on; `None` for a model's method.
    pub fn ids(&self) -> Option<&[i64]> {
        match &self.target {
            Target::Method { ids, .. } => ids.as_deref(),
            Target::Route { .. } | Target::Page { .. } => None,
        }
    }

    /// Returns the arguments in their order, with their names.
    pub fn arguments(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.arguments
            .iter()
            .map(|argument| (argument.name.as_str(), argument.value()))
    }

    /// Returns whether the call reads or writes.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// Returns the model whose method is called.
    pub fn model(&self) -> Option<&str> {
        match &self.target {
            Target::Method { model, .. } => Some(model),
            Target::Route { .. } | Target::Page { .. } => None,
        }
    }
}

/// Shows no values, which may be personal data.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Call");
        out.field("name", &self.name())
            .field("effect", &self.effect);
        if let Target::Method { ids: Some(ids), .. } = &self.target {
            out.field("records", &ids.len());
        }
        let names: Vec<&str> = self.arguments.iter().map(|a| a.name.as_str()).collect();
        out.field("arguments", &names).finish_non_exhaustive()
    }
}
