use serde_json::{Value, json};

use super::{Invocation, count};
use crate::{
    exception::{Result, user_error},
    python,
    query::Operation,
    records,
    rpc::Output,
    value::object,
};

pub(super) fn name_search(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    view.check_right(call.model, Operation::Read)?;
    let name = match call.arguments.get("name") {
        Some(value) if python::is_true(value) => python::str(value),
        _ => String::new(),
    };
    let operator = call.arguments.text("operator").unwrap_or("ilike");
    let limit = match call.arguments.get("limit") {
        Some(limit) => count(limit, "Limit")?,
        None => Some(100),
    };
    let ids = view.name_search(
        call.model,
        &name,
        operator,
        call.domain_or_all("domain")?,
        limit,
    )?;
    let pairs = ids
        .into_iter()
        .map(|id| json!([id, super::read::name(&view, call.model, id)]));
    Ok(Value::Array(pairs.collect()).into())
}

pub(super) fn name_get(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    view.check_right(call.model, Operation::Read)?;
    let ids = call.ids();
    let pairs = ids
        .into_iter()
        .filter(|id| view.db.row(call.model, *id).is_some());
    let pairs = pairs.map(|id| json!([id, super::read::name(&view, call.model, id)]));
    Ok(Value::Array(pairs.collect()).into())
}

pub(super) fn name_create(call: &mut Invocation<'_>) -> Result<Output> {
    let Some(field) = call.model.rec_name.clone() else {
        return Err(user_error(format!(
            "Cannot execute name_create, no _rec_name defined on {}",
            call.model.name
        )));
    };
    let values = object([(&*field, call.arguments.value("name"))]);
    let ids = records::create(call.db, call.env, call.model, &[values])?;
    let view = call.view();
    let pair = ids
        .first()
        .map(|id| json!([id, super::read::name(&view, call.model, *id)]));
    Ok(pair.unwrap_or_default().into())
}
