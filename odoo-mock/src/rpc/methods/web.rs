//! Reads with a specification: nested fields of linked records (Odoo 17 and later).

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    Invocation,
    read::{Shape, scalar},
    search::read_found,
};
use crate::{
    domain::Node,
    exception::{Result, attribute_error},
    python,
    query::{Env, Operation, Page, View},
    records::{self, check_language},
    rpc::Output,
    schema::{Field, Kind, Model},
    storage::Cell,
};

pub(super) fn web_read(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    view.check_right(call.model, Operation::Read)?;
    let ids = call.ids();
    view.check_rules(call.model, Operation::Read, &ids)?;
    Ok(rows(&view, call.model, &ids, &specification(call)?)?.into())
}

pub(super) fn web_save(call: &mut Invocation<'_>) -> Result<Output> {
    let (ids, values) = (call.ids(), call.values("vals")?);
    let specification = specification(call)?;
    let ids = if ids.is_empty() {
        records::create(call.db, call.env, call.model, &[values])?
    } else {
        records::write(call.db, call.env, call.model, &ids, &values)?;
        ids
    };
    Ok(rows(&call.view(), call.model, &ids, &specification)?.into())
}

pub(super) fn web_search_read(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    view.check_right(call.model, Operation::Read)?;
    let domain = if call.db.version.has_web_read() {
        call.domain("domain")?
    } else {
        call.domain_or_all("domain")?
    };
    let page = call.page()?;
    let records: Value = if call.db.version.has_web_read() {
        let specification = specification(call)?;
        let ids = view.search(call.model, &domain, &page)?;
        rows(&view, call.model, &ids, &specification)?.into()
    } else {
        let shape = Shape::new(&view, call.model, call.names("fields")?, None)?;
        let ids = view.search(call.model, &domain, &page)?;
        read_found(&view, &shape, &ids)?.into_value()
    };
    let all = view.search_all(call.model, &domain)?.len();
    let most = call
        .arguments
        .get("count_limit")
        .filter(|most| python::is_true(most))
        .and_then(Value::as_u64);
    let length = most
        .and_then(|most| usize::try_from(most).ok())
        .map_or(all, |most| all.min(most));
    Ok(json!({"length": length, "records": records}).into())
}

fn specification(call: &Invocation<'_>) -> Result<Map<String, Value>> {
    match call.arguments.get("specification") {
        Some(Value::Object(specification)) => Ok(specification.clone()),
        other => Err(attribute_error(format!(
            "'{}' object has no attribute 'keys'",
            other.map_or("NoneType", python::type_name)
        ))),
    }
}

fn rows(
    view: &View<'_>,
    model: &Arc<Model>,
    ids: &[i64],
    specification: &Map<String, Value>,
) -> Result<Vec<Value>> {
    for name in specification.keys() {
        let field = model.field(name)?;
        if !view.may_see(field) {
            return Err(crate::exception::access_error(format!(
                "You do not have enough rights to access the field \"{name}\""
            )));
        }
        check_language(view.db, &view.env, field)?;
    }
    let kind = |name: &str| model.find(name).map(|field| field.kind);
    let nested = specification
        .iter()
        .any(|(name, wanted)| kind(name) == Some(Kind::Many2one) && wanted.get("fields").is_some());
    let without_columns = specification
        .keys()
        .all(|name| kind(name).is_some_and(Kind::is_list));
    let is_there = |id: &&i64| view.db.row(model, **id).is_some();
    let missing = ids.iter().find(|id| !is_there(id));
    if let Some(missing) = missing.filter(|_| nested && ids.iter().any(|id| is_there(&id))) {
        // The linked records are read for all records at once, if there are any.
        return Err(records::missing(&model.name, *missing, view.env.user));
    }
    // Without columns, the server does not check whether a record exists.
    let there = ids
        .iter()
        .filter(|id| without_columns || view.db.row(model, **id).is_some());
    there
        .map(|id| row(view, model, *id, specification))
        .collect()
}

fn row(
    view: &View<'_>,
    model: &Arc<Model>,
    id: i64,
    specification: &Map<String, Value>,
) -> Result<Value> {
    let mut members = Map::new();
    members.insert("id".to_owned(), id.into());
    let record = view.db.row(model, id).cloned().unwrap_or_default();
    for (name, wanted) in specification {
        let field = model.field(name)?;
        let fields = wanted.get("fields").and_then(Value::as_object);
        let value = if field.kind.is_list() {
            list(view, model, id, field, wanted)?
        } else {
            let cell = view.cell(model, id, &record, field);
            match (field.kind, &cell, fields) {
                (Kind::Many2one, Cell::Int(target), Some(fields)) => {
                    linked(&in_context(view, wanted), field, *target, fields)?
                }
                _ => scalar(view, model, field, &record, &cell),
            }
        };
        members.insert(name.clone(), value);
    }
    Ok(members.into())
}

/// A linked record with its fields. The user needs read access, except for its name.
fn linked(
    view: &View<'_>,
    field: &Field,
    target: i64,
    fields: &Map<String, Value>,
) -> Result<Value> {
    let comodel = Arc::clone(view.db.schema.model(field.comodel())?);
    if fields
        .keys()
        .any(|name| name != "display_name" && name != "id")
    {
        view.check_right(&comodel, Operation::Read)?;
        view.check_rules(&comodel, Operation::Read, &[target])?;
        return Ok(rows(view, &comodel, &[target], fields)?
            .pop()
            .unwrap_or(false.into()));
    }
    Ok(rows(&view.sudo(), &comodel, &[target], fields)?
        .pop()
        .unwrap_or(false.into()))
}

/// The view in the context of a part of the specification.
fn in_context<'a>(view: &View<'a>, wanted: &Value) -> View<'a> {
    let Some(more) = wanted.get("context").and_then(Value::as_object) else {
        return view.clone();
    };
    let mut context = Map::clone(&view.env.context);
    context.extend(more.clone());
    view.with_env(Env {
        context: Arc::new(context),
        ..view.env.clone()
    })
}

/// The records of a list.
///
/// Records within the limit have their fields, the others only their ids.
fn list(
    view: &View<'_>,
    model: &Arc<Model>,
    id: i64,
    field: &Field,
    wanted: &Value,
) -> Result<Value> {
    let mut ids = view.list(model, id, field)?;
    let Some(fields) = wanted.get("fields").and_then(Value::as_object) else {
        return Ok(ids.into());
    };
    let comodel = Arc::clone(view.db.schema.model(field.comodel())?);
    let view = in_context(view, wanted);
    if let Some(order) = wanted
        .get("order")
        .and_then(Value::as_str)
        .filter(|order| !order.is_empty())
    {
        let page = Page {
            order: Some(order.to_owned()),
            ..Page::default()
        };
        let env = if view.db.version.web_read_sorts_archived() {
            view.env.with_archived()
        } else {
            view.env.clone()
        };
        ids = view
            .with_env(env)
            .search(&comodel, &Node::leaf("id", "in", ids), &page)?;
    }
    let limit = wanted
        .get("limit")
        .and_then(Value::as_u64)
        .and_then(|limit| usize::try_from(limit).ok());
    let (shown, rest) = ids.split_at(limit.unwrap_or(ids.len()).min(ids.len()));
    let mut all = rows(&view, &comodel, shown, fields)?;
    all.extend(rest.iter().map(|id| json!({"id": id})));
    Ok(all.into())
}
