use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::Invocation;
use crate::{
    exception::{Result, value_error},
    query::View,
    records,
    rpc::Output,
    schema::{Kind, Model},
    storage::Cell,
};

pub(super) fn copy(call: &mut Invocation<'_>) -> Result<Output> {
    let given = default(call);
    let ids = call.ids();
    if !call.db.version.copy_gives_list() && ids.len() != 1 {
        return Err(not_one(call.model, &ids));
    }
    let mut copies = Vec::with_capacity(ids.len());
    for id in ids {
        let values = data(&call.view(), call.model, id, &given)?;
        copies.extend(records::create(call.db, call.env, call.model, &[values])?);
    }
    Ok(match copies.as_slice() {
        [id] if !call.db.version.copy_gives_list() => (*id).into(),
        _ => copies.into(),
    })
}

pub(super) fn copy_data(call: &mut Invocation<'_>) -> Result<Output> {
    let given = default(call);
    let view = call.view();
    let ids = call.ids();
    let all = ids
        .iter()
        .map(|id| data(&view, call.model, *id, &given).map(Value::Object));
    let mut all = all.collect::<Result<Vec<Value>>>()?;
    Ok(match (all.pop(), call.db.version.copy_gives_list()) {
        (Some(last), true) => {
            all.push(last);
            all.into()
        }
        (Some(only), false) => only.into(),
        (None, _) => json!([]).into(),
    })
}

fn not_one(model: &Model, ids: &[i64]) -> crate::exception::Exception {
    let ids: Vec<String> = ids.iter().map(|id| format!("{id},")).collect();
    value_error(format!(
        "Expected singleton: {}({})",
        model.name,
        ids.join(" ")
    ))
}

fn default(call: &Invocation<'_>) -> Map<String, Value> {
    match call.arguments.get("default") {
        Some(Value::Object(values)) => values.clone(),
        _ => Map::new(),
    }
}

/// The values of a copy (`copy_data`).
///
/// They include only the fields that are copied. The name is marked as a copy.
fn data(
    view: &View<'_>,
    model: &Arc<Model>,
    id: i64,
    given: &Map<String, Value>,
) -> Result<Map<String, Value>> {
    let Some(row) = view.db.row(model, id) else {
        return Err(records::missing(&model.name, id, view.env.user));
    };
    let mut values = given.clone();
    let links: Vec<&str> = model.inherits.iter().map(|(_, link)| &**link).collect();
    for field in &model.fields {
        if !field.copy
            || field.compute.is_some()
            || values.contains_key(&*field.name)
            || links.contains(&&*field.name)
        {
            continue;
        }
        let value = match field.kind {
            Kind::Id | Kind::One2many => continue,
            Kind::Many2many => {
                let ids = view
                    .with_env(view.env.with_archived())
                    .list(model, id, field)?;
                json!([[6, 0, ids]])
            }
            Kind::Properties => match row.get(field) {
                Cell::Json(values) => (**values).clone(),
                _ => continue,
            },
            _ => {
                let cell = row.get(field);
                if cell.is_null() {
                    false.into()
                } else {
                    view.json(field, cell)
                }
            }
        };
        values.insert(field.name.to_string(), value);
    }
    mark(model, given, &mut values);
    Ok(values)
}

/// The name of a copy.
fn mark(model: &Model, given: &Map<String, Value>, values: &mut Map<String, Value>) {
    // Models whose copies are marked.
    if ![
        "res.partner",
        "res.users",
        "res.partner.category",
        "product.template",
    ]
    .contains(&&*model.name)
    {
        return;
    }
    let Some(name) = model
        .rec_name
        .as_ref()
        .filter(|name| !given.contains_key(&***name))
    else {
        return;
    };
    let is_text = model
        .find(name)
        .is_some_and(|field| field.kind == Kind::Char && field.copy && field.compute.is_none());
    if !is_text {
        return;
    }
    if let Some(Value::String(text)) = values.get(&**name) {
        let marked = format!("{text} (copy)");
        values.insert(name.to_string(), marked.into());
    }
}
