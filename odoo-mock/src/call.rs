//! One call of a method, as a transaction.

mod bind;
mod output;
mod signature;

pub(crate) use bind::Arguments;
pub(crate) use output::Output;

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{
    exception::{
        Exception, Result, access_error, attribute_error, key_error, type_error, user_error,
    },
    handlers::{Handlers, MethodCall},
    methods::{self, Invocation},
    query::Env,
    schema::Model,
    storage::Database,
    version::Version,
};

/// A call as received by a protocol.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) model: String,
    pub(crate) method: String,
    pub(crate) args: Vec<Value>,
    pub(crate) kwargs: Map<String, Value>,
    pub(crate) wire: Protocol,
}

/// The protocol of a call. Each handles unknown arguments in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "http"),
    expect(dead_code, reason = "in-process calls use `call_kw`")
)]
pub(crate) enum Protocol {
    CallKw,
    ExecuteKw,
    Json2,
}

impl Request {
    /// The name of the call, such as `res.partner.create`.
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.model, self.method)
    }
}

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
pub(crate) fn run(
    db: &mut Database,
    handlers: &Handlers,
    env: &Env,
    mut request: Request,
) -> Result<Output> {
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
    Err(match request.wire {
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
    let named = if version.since(18) {
        format!("'{model}.{method}'")
    } else {
        method.to_owned()
    };
    Err(access_error(format!(
        "Private methods (such as {named}) cannot be called remotely."
    )))
}

/// The exception for an unknown method.
pub(crate) fn no_such_method(version: Version, request: &Request) -> Exception {
    let (model, method) = (&request.model, &request.method);
    match request.wire {
        Protocol::Json2 => {
            Exception::not_found(format!("The method '{model}.{method}' does not exist"))
        }
        _ if version.since(18) => {
            attribute_error(format!("The method '{model}.{method}' does not exist"))
        }
        _ if version.since(17) => attribute_error(format!(
            "The method '{method}' does not exist on the model '{model}'"
        )),
        _ => attribute_error(format!("type object '{model}' has no attribute '{method}'")),
    }
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
