//! Methods, controllers and reports that a test adds in place of a module's.

use std::{collections::BTreeMap, fmt, sync::Arc};

use odoo_rpc::Fault;
use serde_json::{Map, Value};

use super::Arguments;
use crate::{query::Env, storage::Database};

/// A function that returns a `T` for a call.
pub(crate) type Handler<T> =
    Arc<dyn Fn(&mut MethodCall<'_>) -> Result<T, Box<Fault>> + Send + Sync>;

#[derive(Clone, Default)]
pub(crate) struct Handlers {
    /// By model and name. A method for every model has no model.
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

/// A call of a [method](crate::World::method), [controller](crate::World::controller) or [report](crate::World::report) of a test.
///
/// If it fails, its changes are rolled back.
pub struct MethodCall<'a> {
    pub(crate) db: &'a mut Database,
    pub(crate) handlers: &'a Handlers,
    pub(crate) env: &'a Env,
    pub(crate) model: &'a str,
    pub(crate) arguments: &'a Arguments,
}

impl MethodCall<'_> {
    /// Returns the model of the method; empty for a controller or a report.
    pub fn model(&self) -> &str {
        self.model
    }

    /// Returns the ids of the records that it is called on.
    pub fn ids(&self) -> Vec<i64> {
        match &self.arguments.ids {
            Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_i64).collect(),
            Some(one) => one.as_i64().into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Returns an argument by name, or by position after the ids: `"0"`.
    pub fn argument(&self, name: &str) -> Option<&Value> {
        self.arguments.get(name)
    }

    /// Returns all arguments by name, or by position after the ids.
    pub fn arguments(&self) -> &Map<String, Value> {
        self.arguments.named()
    }

    /// Returns the first argument of a call without records.
    ///
    /// Use it for a method of the model itself.
    pub fn first(&self) -> Option<&Value> {
        self.arguments.ids.as_ref()
    }

    /// Returns the context of the call.
    pub fn context(&self) -> &Map<String, Value> {
        &self.env.context
    }

    /// Returns the id of the calling user.
    pub fn user(&self) -> i64 {
        self.env.user
    }

    /// Returns the version of the server, 14 to 19.
    pub fn version(&self) -> u16 {
        self.db.version.major()
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
