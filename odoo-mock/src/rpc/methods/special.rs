//! Methods of single models that clients rely on.

use serde_json::{Value, json};

use super::Invocation;
use crate::{
    exception::{Result, access_error, value_error},
    query::{Env, Operation, users},
    rpc::Output,
};

/// `ir.model.data`: the model and the id of an external id.
pub(super) fn check_object_reference(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    let text = |name: &str| call.arguments.text(name).unwrap_or_default().to_owned();
    let name = format!("{}.{}", text("module"), text("xml_id"));
    let none = || value_error(format!("External ID not found in the system: {name}"));
    let (model, id) = view.external_id(&name).ok_or_else(none)?;
    let schema_model = view.db.schema.get(&model).ok_or_else(none)?;
    if view.db.row(schema_model, id).is_none() {
        return Err(none());
    }
    let visible = view.has_right(schema_model, Operation::Read)
        && view
            .check_rules(schema_model, Operation::Read, &[id])
            .is_ok();
    if visible {
        return Ok(json!([model, id]).into());
    }
    if call.arguments.flag("raise_on_access_error", false) {
        return Err(access_error(format!(
            "Not enough access rights on the external ID {name:?}"
        )));
    }
    Ok(json!([model, false]).into())
}

/// `res.users`: the language and the time zone of the user.
pub(super) fn context_get(call: &mut Invocation<'_>) -> Result<Output> {
    Ok(Value::Object(users::context(&call.view())).into())
}

/// `res.users`: whether the user is in a group.
pub(super) fn has_group(call: &mut Invocation<'_>) -> Result<Output> {
    let group = call.arguments.text("group_ext_id").unwrap_or_default();
    let user = call.ids().first().copied().unwrap_or(call.env.user);
    let env = Env {
        user,
        ..call.env.clone()
    };
    Ok(call.view().with_env(env).has_group(group).into())
}
