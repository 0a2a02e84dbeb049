//! What is asked of the server, as data.

mod argument;
mod arguments;
mod call_kw;
mod execute_kw;
mod info;
mod json2;

pub use info::CallInfo;

use std::{fmt, sync::Arc, time::Duration};

pub(crate) use argument::Argument;
use arguments::Arguments;
use serde::Serialize;
use serde_json::Value;

pub(crate) use self::info::Tracked;
use crate::{context::Context, error::ConfigError};

/// One call, as data: what to run, with which arguments, in which context. Rendered without I/O.
///
/// Arguments have a name and an order, because the wires differ: `call_kw` takes leading arguments by position, and must
/// (`create` looks at its first positional argument, and `search` renamed its own from `args` to `domain` in Odoo 16),
/// while JSON-2 takes all by name.
///
/// ```
/// use odoo_rpc::Call;
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
    /// Asked to see whether the server answers: it waits for no other, and is tried once.
    pub(crate) probe: bool,
    pub(crate) tracked: Tracked,
    /// Which of several calls of its name it is.
    note: Option<String>,
}

/// What a call runs.
#[derive(Clone, PartialEq)]
pub(crate) enum Target {
    /// A method of a model, on records if it is not a method of the model itself.
    Method {
        model: String,
        method: String,
        ids: Option<Vec<i64>>,
    },
    /// A JSON controller, by its path.
    Route {
        path: String,
        /// Whether it is for users, and so needs a session.
        for_users: bool,
    },
    /// A page or a file, by its path and query.
    Page {
        path: String,
        /// The path without its values, where it has some.
        template: Option<String>,
        /// Of how many records it is.
        records: Option<usize>,
        /// Whether it is for users, and so needs a session.
        for_users: bool,
    },
}

pub(crate) const LOGOUT: &str = "/web/session/destroy";

/// What a call does to the server's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It changes nothing, so it can be sent again.
    Read,
    /// It may change something.
    Write,
}

impl Call {
    /// A call of a method that changes nothing.
    pub fn read(model: impl Into<String>, method: impl Into<String>) -> Self {
        Self::of_method(model.into(), method.into(), Effect::Read)
    }

    /// A call of a method that may change something.
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

    /// A call of a JSON controller for users, at a path such as `/web/session/get_session_info`. Its arguments go by name, and the client's
    /// context is one of them. It may change something, unless [`reads`](Self::reads) says that it does not.
    ///
    /// It needs a session, so that a client with an API key cannot send it.
    pub fn controller(path: impl Into<String>) -> Self {
        Self::at(path, true)
    }

    /// Says that the call changes nothing.
    pub fn reads(mut self) -> Self {
        self.effect = Effect::Read;
        self
    }

    /// A controller that needs no session, and changes nothing.
    pub(crate) fn route(path: impl Into<String>) -> Self {
        Self::at(path, false).reads()
    }

    fn at(path: impl Into<String>, for_users: bool) -> Self {
        let path = path.into();
        Self::new(Target::Route { path, for_users }, Effect::Write)
    }

    /// The version of the server, which it tells anyone.
    pub(crate) fn server_version() -> Self {
        Self::route("/web/webclient/version_info")
    }

    /// The end of the session, if there is one.
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
            tracked: Tracked::default(),
            note: None,
        }
    }

    /// A page or a file, which a GET request gives.
    pub(crate) fn page(path: impl Into<String>, for_users: bool) -> Self {
        let target = Target::Page {
            path: path.into(),
            template: None,
            records: None,
            for_users,
        };
        Self::new(target, Effect::Read)
    }

    /// The same, of so many records, which `template` leaves out of the path.
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

    /// The records that the method runs on; no ids at all make it run on none, which is not the same as a method of the
    /// model itself.
    pub fn on(mut self, records: impl IntoIterator<Item = i64>) -> Self {
        if let Target::Method { ids, .. } = &mut self.target {
            *ids = Some(records.into_iter().collect());
        }
        self
    }

    /// Adds an argument that goes by position where the wire has positions, in the order of these calls. One of a name that
    /// is there already takes its place.
    pub fn arg(self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.argument(name.into(), value.into(), false)
    }

    /// Adds an argument that always goes by name.
    pub fn kwarg(self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.argument(name.into(), value.into(), true)
    }

    /// Adds the fields of `params`, each as an argument that goes by its name: a struct or a map that serde can write.
    ///
    /// # Errors
    ///
    /// When it is not an object, or a map has keys that are no text.
    pub fn params(self, params: impl Serialize) -> Result<Self, ConfigError> {
        match serde_json::to_value(params) {
            Ok(Value::Object(params)) => Ok(params
                .into_iter()
                .fold(self, |call, (name, value)| call.kwarg(name, value))),
            Ok(Value::Null) => Ok(self),
            Ok(_) => {
                Err(self.not_expressible("its parameters have no names: give a struct or a map"))
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

    /// Adds an argument that goes by position, and that the caller keeps as well.
    #[doc(hidden)]
    pub fn arg_shared(mut self, name: &str, value: Arc<Value>) -> Self {
        self.arguments.put(Argument::shared(name, value));
        self
    }

    /// Adds a list of names as an argument, by name or by position.
    #[doc(hidden)]
    pub fn arg_names(mut self, name: &str, names: Vec<&'static str>, by_name: bool) -> Self {
        self.arguments.put(Argument::names(name, names, by_name));
        self
    }

    /// Adds an argument that goes by name, as JSON text, whose objects keep the order of their members: Odoo answers a
    /// specification of fields in its order. What is no JSON is sent as null.
    #[doc(hidden)]
    pub fn kwarg_in_order(mut self, name: &str, text: String) -> Self {
        self.arguments.put(Argument::in_order(name, text));
        self
    }

    /// Says which of several calls of the same method it is, such as a page: it stands in errors, behind the call's name.
    pub fn with_label(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Lays a context over the one that the call has. An argument of the name `context` does the same.
    pub fn with_context(mut self, context: &Context) -> Self {
        self.context = self.context.merge(context);
        self
    }

    /// Lays the context that the call has over another.
    pub fn under_context(mut self, context: &Context) -> Self {
        self.context = context.clone().merge(&self.context);
        self
    }

    /// How long the call may take in all, waiting for its turn and logging in included. Without one, the transport's own
    /// limit holds.
    pub fn with_timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Leaves the call out of the client's [events](crate::Client::events) and of its [activity](crate::Client::loading): for what nobody waits for, such as a
    /// poll in the background.
    pub fn silent(mut self) -> Self {
        self.silent = true;
        self
    }

    pub(crate) fn probe(mut self) -> Self {
        self.probe = true;
        self
    }

    /// The context that the call has so far.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// How long the call may take, if it says so.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// Whether the call is left out of events and activity.
    pub fn is_silent(&self) -> bool {
        self.silent
    }

    /// Where a controller or a file is, with its query; none for a method. A query may have a token in it, which [`info`](Self::info) does not show.
    ///
    /// ```
    /// use odoo_rpc::Call;
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

    /// The method's name.
    pub fn method(&self) -> Option<&str> {
        match &self.target {
            Target::Method { method, .. } => Some(method),
            Target::Route { .. } | Target::Page { .. } => None,
        }
    }

    /// The records that the method runs on, unless it is a method of the model itself.
    pub fn ids(&self) -> Option<&[i64]> {
        match &self.target {
            Target::Method { ids, .. } => ids.as_deref(),
            Target::Route { .. } | Target::Page { .. } => None,
        }
    }

    /// The arguments in their order, with their names.
    pub fn arguments(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.arguments
            .iter()
            .map(|argument| (argument.name.as_str(), argument.value()))
    }

    /// What the call does to the server's data.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// The model whose method is called.
    pub fn model(&self) -> Option<&str> {
        match &self.target {
            Target::Method { model, .. } => Some(model),
            Target::Route { .. } | Target::Page { .. } => None,
        }
    }
}

/// The call without its values, which may be anyone's data.
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
