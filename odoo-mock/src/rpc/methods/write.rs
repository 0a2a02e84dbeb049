use serde_json::Value;

use super::Invocation;
use crate::{
    exception::{Exception, Result},
    records,
    rpc::Output,
};

pub(super) fn write(call: &mut Invocation<'_>) -> Result<Output> {
    check_ids(call)?;
    let ids = call.ids();
    if ids.is_empty() {
        return Ok(true.into());
    }
    let values = call.values("vals")?;
    records::write(call.db, call.env, call.model, &ids, &values)?;
    Ok(true.into())
}

pub(super) fn unlink(call: &mut Invocation<'_>) -> Result<Output> {
    check_ids(call)?;
    let ids = call.ids();
    records::unlink(call.db, call.env, call.model, &ids)?;
    Ok(true.into())
}

/// The database rejects ids that are not numbers.
fn check_ids(call: &Invocation<'_>) -> Result<()> {
    let items = call.arguments.ids.as_ref().and_then(Value::as_array);
    match items.into_iter().flatten().find(|item| !item.is_number()) {
        None => Ok(()),
        Some(Value::Bool(_)) => Err(Exception::postgres(
            "UndefinedFunction",
            "operator does not exist: integer = boolean",
        )),
        Some(_) => Err(Exception::postgres(
            "UndefinedFunction",
            "operator does not exist: integer = text",
        )),
    }
}
