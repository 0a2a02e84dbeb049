use std::sync::Arc;

use serde_json::Value;

use super::Invocation;
use crate::{
    exception::Result,
    records,
    rpc::Output,
    schema::{Field, Model},
    storage::Cell,
    value::object,
};

pub(super) fn archive(call: &mut Invocation<'_>) -> Result<Output> {
    set(call, |_| Some(false))
}

pub(super) fn unarchive(call: &mut Invocation<'_>) -> Result<Output> {
    set(call, |_| Some(true))
}

pub(super) fn toggle(call: &mut Invocation<'_>) -> Result<Output> {
    set(call, |active| Some(!active))
}

/// Archives or unarchives the records that are in the other state. Returns nothing.
fn set(call: &mut Invocation<'_>, wanted: impl Fn(bool) -> Option<bool>) -> Result<Output> {
    let Some(field) = active(call.model) else {
        return Ok(Value::Null.into());
    };
    for id in call.ids() {
        let Some(row) = call.db.row(call.model, id) else {
            continue;
        };
        let is_active = row.get(&field) == &Cell::Bool(true);
        if let Some(wanted) = wanted(is_active).filter(|wanted| *wanted != is_active) {
            let values = object([(&*field.name, wanted.into())]);
            records::write(call.db, call.env, call.model, &[id], &values)?;
        }
    }
    Ok(Value::Null.into())
}

fn active(model: &Model) -> Option<Arc<Field>> {
    model.find(model.active.as_deref()?).cloned()
}
