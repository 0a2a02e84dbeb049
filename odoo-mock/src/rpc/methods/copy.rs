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
        copies.push(if &*call.model.name == "product.product" {
            variant(call, id, &given)?
        } else {
            one(call, call.model, id, &given)?
        });
    }
    Ok(match copies.as_slice() {
        [id] if !call.db.version.copy_gives_list() => (*id).into(),
        _ => copies.into(),
    })
}

fn one(
    call: &mut Invocation<'_>,
    model: &Arc<Model>,
    id: i64,
    given: &Map<String, Value>,
) -> Result<i64> {
    let values = marked(&call.view(), model, id, given)?;
    let copies = records::create(call.db, call.env, model, &[values])?;
    copies
        .first()
        .copied()
        .ok_or_else(|| value_error("no copy"))
}

/// The copy of a variant: the variant of a copy of its template.
///
/// See 14: `product/models/product.py`, 19: `product/models/product_product.py`, `copy`.
fn variant(call: &mut Invocation<'_>, id: i64, given: &Map<String, Value>) -> Result<i64> {
    let link = call.model.field("product_tmpl_id")?;
    let Some(row) = call.db.row(call.model, id) else {
        return Err(records::missing(&call.model.name, id, call.env.user));
    };
    let template = row.get(link).id().unwrap_or_default();
    let templates = Arc::clone(call.db.schema.model("product.template")?);
    let copy = one(call, &templates, template, given)?;
    let mut rows = call.db.table(&call.model.name).rows();
    let variant = rows.find(|(_, row)| row.get(link).id() == Some(copy));
    variant
        .map(|(id, _)| id)
        .ok_or_else(|| records::missing(&call.model.name, copy, call.env.user))
}

pub(super) fn copy_data(call: &mut Invocation<'_>) -> Result<Output> {
    let given = default(call);
    let view = call.view();
    let ids = call.ids();
    let all = ids
        .iter()
        .map(|id| marked(&view, call.model, *id, &given).map(Value::Object));
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

/// The values of a copy (`copy_data`). The name is marked as a copy.
fn marked(
    view: &View<'_>,
    model: &Arc<Model>,
    id: i64,
    given: &Map<String, Value>,
) -> Result<Map<String, Value>> {
    let mut values = data(view, model, id, given)?;
    mark(model, given, &mut values);
    Ok(values)
}

/// The fields that are copied, including inherited fields.
///
/// If the values name such a record, its fields belong to that record and are left out (14: `odoo/models.py`, 19: `odoo/orm/models.py`).
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
    for (parent, link) in &model.inherits {
        let parent = view.db.schema.model(parent)?;
        let Some(id) = row.get(model.field(link)?).id() else {
            continue;
        };
        if given.contains_key(&**link) {
            continue;
        }
        for (name, value) in data(view, parent, id, given)? {
            let is_inherited = model.find(&name).is_some_and(|field| field.inherited);
            if is_inherited && !values.contains_key(&name) && !is_redeclared(view, model, &name) {
                values.insert(name, value);
            }
        }
    }
    Ok(values)
}

/// Whether a user has the partner's field as a related field, which is not copied.
///
/// See 19: `base/models/res_users.py`.
fn is_redeclared(view: &View<'_>, model: &Model, field: &str) -> bool {
    &*model.name == "res.users"
        && matches!(field, "email" | "phone")
        && !view.db.version.copies_addresses_of_users()
}

/// Marks the name of a copy, and the login of a user.
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
    let login = (&*model.name == "res.users").then_some("login");
    for name in model.rec_name.as_deref().into_iter().chain(login) {
        let is_text = model.find(name).is_some_and(|field| {
            field.kind == Kind::Char && field.copy && (field.compute.is_none() || field.inherited)
        });
        if !is_text || given.contains_key(name) {
            continue;
        }
        if let Some(Value::String(text)) = values.get(name) {
            let marked = format!("{text} (copy)");
            values.insert(name.to_owned(), marked.into());
        }
    }
}
