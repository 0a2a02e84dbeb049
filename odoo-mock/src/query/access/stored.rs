//! Record rules stored in `ir.rule`.

use serde_json::Value;

use crate::{
    domain::{Node, parse},
    exception::{Result, value_error},
    python::literal,
    query::{Operation, View, users},
    schema::Model,
    storage::{Cell, Row},
};

/// The domains of a model's record rules: global rules, and rules for the user's groups.
///
/// Every rule for everybody must hold, and one of the rules for groups.
pub(super) fn domains(
    view: &View<'_>,
    model: &Model,
    operation: Operation,
) -> Result<(Vec<Node>, Vec<Node>)> {
    let (mut for_all, mut for_some) = (Vec::new(), Vec::new());
    let Some(rules) = view.db.schema.get("ir.rule") else {
        return Ok((for_all, for_some));
    };
    let groups = view.groups();
    for (id, row) in view.db.table("ir.rule").rows() {
        if !holds(view, rules, row, model, operation) {
            continue;
        }
        let text = rules
            .find("domain_force")
            .and_then(|field| row.get(field).as_text("").map(str::to_owned));
        let domain = domain(view, text.as_deref().unwrap_or("[]"))?;
        let of = rules
            .find("groups")
            .map_or_else(Vec::new, |field| view.db.linked(rules, field, id));
        if of.is_empty() {
            for_all.push(domain);
        } else if of.iter().any(|group| groups.contains(group)) {
            for_some.push(domain);
        }
    }
    Ok((for_all, for_some))
}

fn holds(view: &View<'_>, rules: &Model, row: &Row, model: &Model, operation: Operation) -> bool {
    let is = |name: &str| {
        rules
            .find(name)
            .is_some_and(|field| row.get(field) == &Cell::Bool(true))
    };
    let named = (|| {
        let models = view.db.schema.get("ir.model")?;
        let id = row.get(rules.find("model_id")?).id()?;
        view.db
            .row(models, id)?
            .get(models.find("model")?)
            .as_text("")
            .map(str::to_owned)
    })();
    is("active")
        && is(&format!("perm_{}", operation.as_str()))
        && named.as_deref() == Some(&*model.name)
}

fn domain(view: &View<'_>, text: &str) -> Result<Node> {
    let name = |name: &str| -> Option<Value> {
        let cell = |field: &str| users::cell(view.db, view.env.user, field)?.id();
        match name {
            "user.id" => Some(view.env.user.into()),
            "user.partner_id.id" => cell("partner_id").map(Into::into),
            "user.company_id.id" | "company_id" => cell("company_id").map(Into::into),
            "company_ids" => cell("company_id").map(|id| vec![id].into()),
            _ => None,
        }
    };
    let value = literal(text, &name).ok_or_else(|| {
        value_error(format!(
            "the in-memory Odoo cannot parse the domain of a record rule: {text}"
        ))
    })?;
    parse(&value, view.version())
}
