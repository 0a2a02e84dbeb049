//! Behavior of single models of Odoo's.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Map, Value, json};

use crate::{
    exception::{Result, user_error, validation_error, value_error},
    query::Env,
    schema::{Field, Model},
    storage::{Cell, Database, Row},
    value::object,
};

/// Values that depend on other values.
pub(super) fn before_create(
    db: &Database,
    env: &Env,
    model: &Model,
    values: &mut Map<String, Value>,
) {
    match &*model.name {
        // A sequence names orders.
        "sale.order" if !values.contains_key("name") => {
            let name = format!("S{:05}", db.table("sale.order").next_id());
            values.insert("name".to_owned(), name.into());
        }
        "ir.filters" if !values.contains_key("user_id") => {
            values.insert("user_id".to_owned(), env.user.into());
        }
        _ => {}
    }
    if &*model.name == "sale.order" && !values.contains_key("currency_id") {
        let list = values.get("pricelist_id").and_then(Value::as_i64);
        let currency = list.and_then(|list| {
            let lists = db.schema.get("product.pricelist")?;
            db.row(lists, list)?.get(lists.find("currency_id")?).id()
        });
        if let Some(currency) = currency {
            values.insert("currency_id".to_owned(), currency.into());
        }
    }
}

/// Selections without listed keys, because their keys are the names of all models.
pub(super) fn check_values(
    db: &Database,
    model: &Model,
    cells: &[(Arc<Field>, Cell)],
) -> Result<()> {
    if &*model.name != "ir.filters" {
        return Ok(());
    }
    for (field, cell) in cells.iter().filter(|(field, _)| &*field.name == "model_id") {
        let name = cell.as_text("").unwrap_or_default();
        if !name.is_empty() && db.schema.get(name).is_none() {
            return Err(value_error(format!(
                "Wrong value for ir.filters.{}: '{name}'",
                field.name
            )));
        }
    }
    Ok(())
}

pub(super) fn after_create(
    db: &mut Database,
    env: &Env,
    model: &Arc<Model>,
    id: i64,
    given: &Map<String, Value>,
) -> Result<()> {
    match &*model.name {
        "res.partner" => check_partner(db, model, id),
        // A user is an internal user by default.
        "res.users" if !given.contains_key("group_ids") && !given.contains_key("groups_id") => {
            join_internal_users(db, env, model, id)
        }
        "product.template" if !env.flag(CREATES_VARIANT, false) => {
            let variants = Arc::clone(db.schema.model("product.product")?);
            let mut values = object([("product_tmpl_id", id.into())]);
            for name in ["barcode", "default_code"] {
                values.extend(
                    given
                        .get_key_value(name)
                        .map(|(k, v)| (k.clone(), v.clone())),
                );
            }
            super::create(db, &env.sudo(), &variants, &[values]).map(drop)
        }
        "product.product" => check_variant(db, model, id),
        _ => Ok(()),
    }
}

/// The context key of a variant that creates its template itself.
///
/// See 14 to 19: `product/models/product_product.py`, `create`.
const CREATES_VARIANT: &str = "create_product_product";

/// The context in which a record creates the record that it inherits from.
pub(super) fn env_of_parent(env: &Env, model: &Model) -> Env {
    match &*model.name {
        "product.product" => env.with(CREATES_VARIANT, true),
        _ => env.clone(),
    }
}

pub(super) fn after_write(db: &Database, model: &Arc<Model>, id: i64) -> Result<()> {
    match &*model.name {
        "res.partner" => check_partner(db, model, id),
        "product.product" => check_variant(db, model, id),
        _ => Ok(()),
    }
}

/// The templates to delete with their last variants (14 to 19: `product/models/product_product.py`, `unlink`).
pub(super) fn templates_left(db: &Database, model: &Arc<Model>, ids: &[i64]) -> Result<Vec<i64>> {
    if &*model.name != "product.product" {
        return Ok(Vec::new());
    }
    let link = model.field("product_tmpl_id")?;
    let of = |wanted: bool| -> BTreeSet<i64> {
        let rows = db.table(&model.name).rows();
        rows.filter(|(id, _)| ids.contains(id) == wanted)
            .filter_map(|(_, row)| row.get(link).id())
            .collect()
    };
    Ok(of(true).difference(&of(false)).copied().collect())
}

pub(super) fn before_unlink(
    db: &mut Database,
    env: &Env,
    model: &Arc<Model>,
    ids: &[i64],
) -> Result<()> {
    match &*model.name {
        "sale.order" => {
            let state = model.field("state")?;
            let in_force = |id: &i64| {
                let row = db.row(model, *id);
                row.is_some_and(|row| {
                    !matches!(
                        row.get(state).as_text(""),
                        Some("draft" | "sent" | "cancel")
                    )
                })
            };
            if ids.iter().any(in_force) {
                return Err(user_error(
                    "a confirmed order must be cancelled before it can be deleted",
                ));
            }
            Ok(())
        }
        "res.users" if ids.contains(&env.user) || ids.contains(&crate::query::SUPERUSER) => Err(
            user_error("the server's own user and the calling user cannot be deleted"),
        ),
        // A user's partner cannot be deleted before the user.
        _ => Ok(()),
    }
}

/// A person or a contact address needs a name: a constraint of the table.
fn check_partner(db: &Database, model: &Arc<Model>, id: i64) -> Result<()> {
    let Some(row) = db.row(model, id) else {
        return Ok(());
    };
    let (kind, name) = (model.field("type")?, model.field("name")?);
    if row.get(kind).as_text("") == Some("contact") && row.get(name).is_null() {
        return Err(validation_error("a contact needs a name"));
    }
    Ok(())
}

/// Without attributes, a template has one active variant (14 to 19: the index `product_product_combination_unique`).
fn check_variant(db: &Database, model: &Arc<Model>, id: i64) -> Result<()> {
    let (link, active) = (model.field("product_tmpl_id")?, model.field("active")?);
    let template = |row: &Row| {
        let is_active = row.get(active) == &Cell::Bool(true);
        is_active.then(|| row.get(link).id()).flatten()
    };
    let Some(own) = db.row(model, id).and_then(|row| template(row)) else {
        return Ok(());
    };
    let mut others = db
        .table(&model.name)
        .rows()
        .filter(|(other, _)| *other != id);
    if others.any(|(_, row)| template(row) == Some(own)) {
        return Err(validation_error("the template already has a variant"));
    }
    Ok(())
}

fn join_internal_users(db: &mut Database, env: &Env, model: &Arc<Model>, id: i64) -> Result<()> {
    let view = crate::query::View::new(db, env);
    let Some((_, group)) = view.external_id("base.group_user") else {
        return Ok(());
    };
    let name = if model.find("group_ids").is_some() {
        "group_ids"
    } else {
        "groups_id"
    };
    let values = object([(name, json!([[4, group]]))]);
    super::write(db, &env.sudo(), model, &[id], &values)
}
