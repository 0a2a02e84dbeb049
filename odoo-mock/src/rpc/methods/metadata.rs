//! Information about records beyond their fields.

use serde_json::{Map, Value, json};

use super::{Invocation, read};
use crate::{exception::Result, rpc::Output, value::object};

pub(super) fn get_metadata(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    let mut rows = Vec::new();
    for id in call.ids() {
        let Some(row) = view.db.row(call.model, id) else {
            continue;
        };
        let mut members = vec![("id", json!(id))];
        for name in ["create_uid", "create_date", "write_uid", "write_date"] {
            let field = call.model.field(name)?;
            let logged = row.get(field);
            let value = match (logged.id(), view.db.schema.get(field.comodel())) {
                (Some(user), Some(users)) => json!([user, read::name(&view, users, user)]),
                _ => view.json(field, logged),
            };
            members.push((name, value));
        }
        let ids = view.external_ids(&call.model.name, id);
        let first = ids.first().cloned();
        members.push((
            "xmlid",
            first
                .as_ref()
                .map_or(false.into(), |(name, _)| name.as_str().into()),
        ));
        members.push((
            "noupdate",
            first.is_some_and(|(_, noupdate)| noupdate).into(),
        ));
        if view.version().metadata_has_all_ids() {
            let ids = ids
                .iter()
                .map(|(name, noupdate)| json!({"xmlid": name, "noupdate": noupdate}));
            members.push(("xmlids", ids.collect()));
        }
        rows.push(Value::Object(object(members)));
    }
    Ok(Value::Array(rows).into())
}

pub(super) fn get_external_id(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    let name = |id: i64| {
        view.external_ids(&call.model.name, id)
            .into_iter()
            .next()
            .map_or(String::new(), |(name, _)| name)
    };
    let pairs = call
        .ids()
        .into_iter()
        .map(|id| (id.to_string(), name(id).into()));
    Ok(Value::Object(pairs.collect::<Map<_, _>>()).into())
}

pub(super) fn exists(call: &mut Invocation<'_>) -> Result<Output> {
    let ids = call.ids();
    let there = ids
        .into_iter()
        .filter(|id| call.db.row(call.model, *id).is_some());
    let ids: Vec<i64> = there.collect();
    Ok(recordset(call, &ids))
}

/// The records, with superuser rights until the end of the call.
pub(super) fn sudo(call: &mut Invocation<'_>) -> Result<Output> {
    let ids = call.ids();
    Ok(recordset(call, &ids))
}

/// Records that a method returns without declaring a result type: text, up to 18.
fn recordset(call: &Invocation<'_>, ids: &[i64]) -> Output {
    if call.db.version.recordsets_are_lists() || call.request.method == "exists" {
        return ids.to_vec().into();
    }
    let numbers = match ids {
        [one] => format!("{one},"),
        several => several
            .iter()
            .map(i64::to_string)
            .collect::<Vec<_>>()
            .join(", "),
    };
    format!("{}({numbers})", call.model.name).into()
}

/// No record has a form view of its own.
pub(super) fn get_formview_id(_: &mut Invocation<'_>) -> Result<Output> {
    Ok(false.into())
}
