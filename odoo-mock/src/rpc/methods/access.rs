use serde_json::Value;

use super::Invocation;
use crate::{
    exception::{Result, value_error},
    query::{Operation, View, operation_named},
    rpc::Output,
};

fn operation(call: &Invocation<'_>) -> Result<Operation> {
    let name = call.arguments.text("operation").unwrap_or_default();
    operation_named(name).ok_or_else(|| value_error(format!("Invalid operation: {name:?}")))
}

pub(super) fn check_access_rights(call: &mut Invocation<'_>) -> Result<Output> {
    let (view, operation) = (call.view(), operation(call)?);
    if call.arguments.flag("raise_exception", true) {
        view.check_right(call.model, operation)?;
        if view.version().check_returns_none() {
            return Ok(Value::Null.into());
        }
    }
    Ok(view.has_right(call.model, operation).into())
}

pub(super) fn check_access_rule(call: &mut Invocation<'_>) -> Result<Output> {
    check(&call.view(), call)?;
    Ok(Value::Null.into())
}

pub(super) fn has_access(call: &mut Invocation<'_>) -> Result<Output> {
    Ok(check(&call.view(), call).is_ok().into())
}

fn check(view: &View<'_>, call: &Invocation<'_>) -> Result<()> {
    let operation = operation(call)?;
    view.check_right(call.model, operation)?;
    view.check_rules(call.model, operation, &call.ids())
}
