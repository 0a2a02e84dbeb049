//! What a test brings: the methods, controllers and reports of modules, which are not in here.

use std::{collections::BTreeMap, fmt, sync::Arc};

use odoo_rpc::Fault;
use serde_json::{Map, Value};

use crate::{
    call::{Arguments, Output, Protocol, Request, run},
    database::Database,
    env::Env,
    value::object,
    world::refuse,
};

/// What gives a `T` for a call.
pub(crate) type Handler<T> =
    Arc<dyn Fn(&mut MethodCall<'_>) -> Result<T, Box<Fault>> + Send + Sync>;

#[derive(Clone, Default)]
pub(crate) struct Handlers {
    /// By model and name; one that is for every model has none.
    pub(crate) methods: BTreeMap<(String, String), Handler<Value>>,
    /// By path.
    pub(crate) controllers: BTreeMap<String, Handler<Value>>,
    /// By name.
    pub(crate) reports: BTreeMap<String, Handler<Vec<u8>>>,
}

impl Handlers {
    pub(crate) fn method(&self, model: &str, method: &str) -> Option<&Handler<Value>> {
        let of = |model: &str| self.methods.get(&(model.to_owned(), method.to_owned()));
        of(model).or_else(|| of(""))
    }
}

impl fmt::Debug for Handlers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let controllers = self.controllers.keys().chain(self.reports.keys());
        f.debug_set()
            .entries(self.methods.keys())
            .entries(controllers)
            .finish()
    }
}

/// A call of what a test brings: a [method](crate::World::method), a [controller](crate::World::controller) or a
/// [report](crate::World::report). What it changes is rolled back if it fails.
pub struct MethodCall<'a> {
    pub(crate) db: &'a mut Database,
    pub(crate) env: &'a Env,
    pub(crate) model: &'a str,
    pub(crate) arguments: &'a Arguments,
}

impl MethodCall<'_> {
    /// The model whose method is called; empty for a controller and a report.
    pub fn model(&self) -> &str {
        self.model
    }

    /// The records that it is called on.
    pub fn ids(&self) -> Vec<i64> {
        match &self.arguments.ids {
            Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_i64).collect(),
            Some(one) => one.as_i64().into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// An argument by its name; one that came by position, by its place behind the records: `"0"`.
    pub fn argument(&self, name: &str) -> Option<&Value> {
        self.arguments.get(name)
    }

    /// All arguments by their names, and by their places behind the records.
    pub fn arguments(&self) -> &Map<String, Value> {
        self.arguments.named()
    }

    /// What came first where a method of the model itself is called, which has no records.
    pub fn first(&self) -> Option<&Value> {
        self.arguments.ids.as_ref()
    }

    /// The context of the call.
    pub fn context(&self) -> &Map<String, Value> {
        &self.env.context
    }

    /// The user who calls, by number.
    pub fn user(&self) -> i64 {
        self.env.user
    }

    /// The version of the server, 14 to 19.
    pub fn version(&self) -> u16 {
        self.db.version.major()
    }

    /// Calls another method, in the same transaction, as the same user and in the same context: `args` are a list as `call_kw` has it, the ids first.
    ///
    /// # Errors
    ///
    /// What the server raises.
    ///
    /// # Panics
    ///
    /// When `args` are no list.
    #[track_caller]
    pub fn call(&mut self, model: &str, method: &str, args: Value) -> Result<Value, Box<Fault>> {
        let Value::Array(args) = args else {
            refuse(&format!(
                "`{model}.{method}` is called with a list of arguments, and not with {args}"
            ))
        };
        let context = Value::Object(Map::clone(&self.env.context));
        let request = Request {
            model: model.to_owned(),
            method: method.to_owned(),
            args,
            kwargs: object([("context", context)]),
            wire: Protocol::CallKw,
        };
        let version = self.db.version;
        run(self.db, self.env, request)
            .map(Output::into_value)
            .map_err(|exception| exception.into_fault(version).into())
    }

    /// Writes to the records of the call.
    ///
    /// # Errors
    ///
    /// What the server raises.
    pub fn write(&mut self, values: Value) -> Result<(), Box<Fault>> {
        let (model, ids) = (self.model.to_owned(), Value::from(self.ids()));
        self.call(&model, "write", Value::Array(vec![ids, values]))
            .map(drop)
    }
}

impl fmt::Debug for MethodCall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MethodCall")
            .field("model", &self.model)
            .field("ids", &self.ids())
            .finish_non_exhaustive()
    }
}
