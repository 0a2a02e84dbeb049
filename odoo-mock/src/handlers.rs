//! Methods that a test brings: those of modules, which are not in here.

use std::{collections::BTreeMap, fmt, sync::Arc};

use odoo_rpc::Fault;
use serde_json::{Map, Value};

use crate::{
    call::{Arguments, Output, Request, Wire, run},
    database::Database,
    env::Env,
    value::object,
    world::refuse,
};

type Handler = dyn Fn(&mut MethodCall<'_>) -> Result<Value, Box<Fault>> + Send + Sync;

/// The methods, by model and name.
#[derive(Clone, Default)]
pub(crate) struct Handlers(BTreeMap<(String, String), Arc<Handler>>);

impl Handlers {
    pub(crate) fn find(&self, model: &str, method: &str) -> Option<&Arc<Handler>> {
        // One that is for every model has none.
        let of = |model: &str| self.0.get(&(model.to_owned(), method.to_owned()));
        of(model).or_else(|| of(""))
    }

    pub(crate) fn add(
        &mut self,
        model: &str,
        method: &str,
        handler: impl Fn(&mut MethodCall<'_>) -> Result<Value, Box<Fault>> + Send + Sync + 'static,
    ) {
        self.0
            .insert((model.to_owned(), method.to_owned()), Arc::new(handler));
    }
}

impl fmt::Debug for Handlers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// A call of a method that a test brings: see [`World::method`](crate::World::method). What it changes is rolled back if it fails.
pub struct MethodCall<'a> {
    pub(crate) db: &'a mut Database,
    pub(crate) env: &'a Env,
    pub(crate) model: &'a str,
    pub(crate) arguments: &'a Arguments,
}

impl MethodCall<'_> {
    /// The model whose method is called.
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
            wire: Wire::CallKw,
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
