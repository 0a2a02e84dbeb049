//! Runs a call: checks it, binds its arguments, and calls the method.
//!
//! The method is one that a test added, or one of Odoo's.

use std::sync::Arc;

use odoo_rpc::Fault;
use serde_json::{Map, Value};

use super::{
    Handlers, MethodCall, Output, Protocol, Request, bind,
    methods::{self, Invocation},
};
use crate::{
    exception::{Exception, Result, access_error, key_error, type_error, user_error},
    misuse::refuse,
    query::Env,
    schema::Model,
    storage::Database,
    value::object,
    version::Version,
};

/// Runs a call as a transaction.
pub(crate) fn execute(
    db: &mut Database,
    handlers: &Handlers,
    env: &Env,
    request: Request,
) -> Result<Output> {
    db.transaction(|db| run(db, handlers, env, request))
}

/// Runs a call within a transaction.
fn run(db: &mut Database, handlers: &Handlers, env: &Env, mut request: Request) -> Result<Output> {
    let model = model(db, &request)?;
    check_method(db.version, &request)?;
    let env = in_context(env, &mut request)?;
    if let Some(handler) = handlers.method(&request.model, &request.method) {
        return handler(&mut MethodCall {
            db,
            handlers,
            env: &env,
            model: &request.model,
            arguments: &bind::free(&request),
        })
        .map(Output::Value)
        .map_err(|fault| Exception::from(*fault));
    }
    let arguments = bind::bind(db.version, &request)?;
    methods::invoke(Invocation {
        db,
        env: &env,
        model: &model,
        arguments,
        request: &request,
    })
}

fn model(db: &Database, request: &Request) -> Result<Arc<Model>> {
    let name = request.model.as_str();
    if let Some(model) = db.schema.get(name) {
        return Ok(Arc::clone(model));
    }
    Err(match request.protocol {
        Protocol::Json2 => Exception::not_found(format!("the model '{name}' does not exist")),
        Protocol::ExecuteKw => user_error(format!("Object {name} doesn't exist")),
        Protocol::CallKw if db.version.unknown_model_is_404() => {
            Exception::not_found("404 Not Found: The requested URL was not found on the server.")
        }
        Protocol::CallKw => key_error(name),
    })
}

/// Whether a method is private (`odoo/api.py`, `@api.private`; before: names that begin with `_`).
const PRIVATE: &[&str] = &[
    "ensure_one",
    "with_env",
    "sudo",
    "with_user",
    "with_company",
    "with_context",
    "with_prefetch",
    "mapped",
    "filtered",
    "grouped",
    "filtered_domain",
    "sorted",
    "flush_model",
    "flush_recordset",
    "new",
    "concat",
    "union",
    "invalidate_model",
    "invalidate_recordset",
];
const PRIVATE_SINCE_19: &[&str] = &[
    "fetch",
    "search_fetch",
    "check_access",
    "exists",
    "browse",
    "update",
    "modified",
    "lock_for_update",
    "try_lock_for_update",
];

fn check_method(version: Version, request: &Request) -> Result<()> {
    let (model, method) = (&request.model, request.method.as_str());
    let private = method.starts_with('_')
        || method == "init"
        || (version.has_private_helpers() && PRIVATE.contains(&method))
        || (version.has_more_private_helpers() && PRIVATE_SINCE_19.contains(&method));
    if !private {
        return Ok(());
    }
    let named = if version.names_methods_with_model() {
        format!("'{model}.{method}'")
    } else {
        method.to_owned()
    };
    Err(access_error(format!(
        "Private methods (such as {named}) cannot be called remotely."
    )))
}

/// The user's context merged with the context of the call.
fn in_context(env: &Env, request: &mut Request) -> Result<Env> {
    match request.kwargs.remove("context") {
        None | Some(Value::Null) => Ok(env.clone()),
        Some(Value::Object(context)) => Ok(Env {
            context: Arc::new(context),
            ..env.clone()
        }),
        Some(other) => Err(type_error(format!(
            "'{}' object is not a mapping",
            crate::python::type_name(&other)
        ))),
    }
}

impl MethodCall<'_> {
    /// Calls another method in the same transaction, user and context.
    ///
    /// `args` is a list as in `call_kw`, with the ids first.
    ///
    /// # Errors
    ///
    /// Returns the exception that the server raises.
    ///
    /// # Panics
    ///
    /// If `args` is not a list.
    #[track_caller]
    pub fn call(
        &mut self,
        model: &str,
        method: &str,
        args: Value,
    ) -> std::result::Result<Value, Box<Fault>> {
        let Value::Array(args) = args else {
            refuse(&format!(
                "invalid arguments of `{model}.{method}`: expected a list, found {args}"
            ))
        };
        let context = Value::Object(Map::clone(&self.env.context));
        let request = Request {
            model: model.to_owned(),
            method: method.to_owned(),
            args,
            kwargs: object([("context", context)]),
            protocol: Protocol::CallKw,
        };
        let version = self.db.version;
        run(self.db, self.handlers, self.env, request)
            .map(Output::into_value)
            .map_err(|exception| exception.into_fault(version).into())
    }

    /// Writes to the records of the call.
    ///
    /// # Errors
    ///
    /// Returns the exception that the server raises.
    pub fn write(&mut self, values: Value) -> std::result::Result<(), Box<Fault>> {
        let (model, ids) = (self.model.to_owned(), Value::from(self.ids()));
        self.call(&model, "write", Value::Array(vec![ids, values]))
            .map(drop)
    }
}
