//! `read_group`, and `formatted_read_group` of Odoo 19.

mod aggregate;
mod fill;
mod grouping;
mod key;
mod labels;
mod row;

use serde_json::Value;

use self::{aggregate::Aggregate, grouping::Grouping};
use super::Invocation;
use crate::{
    exception::{Result, assertion_error},
    python,
    query::Operation,
    rpc::Output,
};

pub(super) fn read_group(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    view.check_right(call.model, Operation::Read)?;
    let all_keys = names(call.arguments.get("groupby"));
    let lazy = call.arguments.flag("lazy", true);
    let (now, later): (&[String], &[String]) = match all_keys.split_at_checked(1) {
        Some(parts) if lazy => parts,
        _ => (&all_keys, &[]),
    };
    let mut fields = names(call.arguments.get("fields"));
    if fields.is_empty() && !view.version().has_new_read_group() {
        let numbers = call
            .model
            .fields
            .iter()
            .filter(|field| field.kind.is_number() && field.store && !field.inherited);
        fields = numbers.map(|field| field.name.to_string()).collect();
    }
    let mut aggregates = Vec::new();
    for field in fields {
        let bare = field.split(':').next().unwrap_or_default().to_owned();
        if now
            .iter()
            .any(|key| *key == bare || key.split(':').next() == Some(&bare))
            && !field.contains(':')
        {
            continue;
        }
        let aggregate = Aggregate::named(&view, call.model, &field)?;
        // Group keys are not aggregated before 17.
        let of_key = |aggregate: &Aggregate| {
            now.iter()
                .any(|key| aggregate.is_of(key.split(':').next().unwrap_or_default()))
        };
        aggregates.extend(
            aggregate.filter(|aggregate| view.version().has_new_read_group() || !of_key(aggregate)),
        );
    }
    let grouping = Grouping::new(&view, call, now, aggregates, "orderby")?;
    let groups = grouping.groups(&call.domain_or_all("domain")?)?;
    let domain = call.arguments.value("domain");
    let rows = groups
        .iter()
        .map(|group| grouping.row(group, &domain, lazy.then_some(later)));
    Ok(Value::Array(rows.collect::<Result<_>>()?).into())
}

pub(super) fn formatted_read_group(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    view.check_right(call.model, Operation::Read)?;
    let keys = names(call.arguments.get("groupby"));
    let mut aggregates = Vec::new();
    for spec in names(call.arguments.get("aggregates")) {
        aggregates.push(Aggregate::formatted(&view, call.model, &spec)?);
    }
    if keys.is_empty() && aggregates.is_empty() {
        return Err(assertion_error(
            "expected at least one group key or aggregate",
        ));
    }
    let grouping = Grouping::new(&view, call, &keys, aggregates, "order")?;
    let mut groups = grouping.groups(&call.domain("domain")?)?;
    let having = call.arguments.value("having");
    for condition in having.as_array().into_iter().flatten() {
        groups.retain(|group| grouping.has(group, condition));
    }
    let rows = groups.iter().map(|group| grouping.formatted(group));
    Ok(Value::Array(rows.collect::<Result<_>>()?).into())
}

/// A list of names, or one name.
fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().map(python::str).collect(),
        Some(Value::String(one)) => vec![one.clone()],
        _ => Vec::new(),
    }
}
