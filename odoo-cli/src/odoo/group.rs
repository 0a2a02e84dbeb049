//! `odoo group`: `read_group` up to Odoo 18, `formatted_read_group` from 19 on.

use std::collections::BTreeSet;

use odoo_rpc::Call;
use serde_json::{Map, Value, json};

use super::{arguments::Group, output::Column, run::Run, search::terms};
use crate::failure::{Failure, Result};
use odoo_schema::did_you_mean;

/// The aggregates that all versions have.
const AGGREGATES: [&str; 8] = [
    "sum",
    "avg",
    "min",
    "max",
    "count",
    "count_distinct",
    "bool_and",
    "bool_or",
];

/// The first version with `formatted_read_group`.
const FORMATTED: u16 = 19;

/// The alias of a count that `read_group` can sort by.
///
/// Versions before 17 can sort by it as well.
const COUNT: &str = "__records";

/// Groups records by keys such as `state` or `date_order:month`.
pub(super) async fn group(run: &mut Run<'_>, group: Group) -> Result<()> {
    let (domain, aggregates) = terms(&group.terms, &group.model)?;
    let (schema, client, model) = (&run.session.schema, &run.client, &group.model);
    let keys: Vec<String> = group
        .by
        .split(',')
        .map(|key| key.trim().to_owned())
        .collect();
    let mut parsed = Vec::new();
    for aggregate in &aggregates {
        parsed.push(parse(aggregate)?);
    }
    let field = |name: &str| name.split([':', '.']).next().unwrap_or(name).to_owned();
    let mut names: BTreeSet<String> = keys.iter().map(|key| field(key)).collect();
    names.extend(parsed.iter().map(|(name, _)| (*name).to_owned()));
    let fields = schema.fields(client, model, &names).await?;
    domain.check(schema, client, model).await?;
    let is_formatted = client.server_version().await?.major() >= FORMATTED;
    let order = order(group.order.as_deref(), &keys, &aggregates, is_formatted)?;
    let alias = |at: usize| format!("__a{at}");
    let mut call = if is_formatted {
        let mut wanted = vec!["__count".to_owned()];
        wanted.extend(aggregates.iter().cloned());
        Call::read(model, "formatted_read_group")
            .arg("domain", domain.json())
            .arg("groupby", json!(keys))
            .arg("aggregates", json!(wanted))
            .kwarg("order", order)
    } else {
        let mut wanted = vec!["__count".to_owned(), format!("{COUNT}:count(id)")];
        let aliased = parsed.iter().enumerate();
        wanted.extend(
            aliased.map(|(at, (name, function))| format!("{}:{function}({name})", alias(at))),
        );
        Call::read(model, "read_group")
            .arg("domain", domain.json())
            .arg("fields", json!(wanted))
            .arg("groupby", json!(keys))
            .kwarg("orderby", order)
            .kwarg("lazy", false)
    };
    if let Some(limit) = group.limit {
        call = call.kwarg("limit", limit);
    }
    let groups: Vec<Map<String, Value>> = client.call(call).await?.decode()?;
    let kind = |name: &str| {
        fields
            .get(name)
            .map(|field| field.kind().to_owned())
            .unwrap_or_default()
    };
    let key_kind = |key: &str| match kind(&field(key)) {
        // The server returns a label.
        kind if kind.starts_with("date") => "char".to_owned(),
        kind => kind,
    };
    let mut columns: Vec<Column> = keys
        .iter()
        .map(|key| Column::new(key, key_kind(key)))
        .collect();
    columns.push(Column::new("count", "integer"));
    columns.extend(aggregates.iter().map(|name| Column::new(name, "float")));
    let mut records = run.output.records(columns);
    for mut found in groups {
        let mut row: Vec<Value> = Vec::new();
        for key in &keys {
            row.push(label(found.remove(key).unwrap_or_default()));
        }
        row.push(found.remove("__count").unwrap_or_default());
        for (at, name) in aggregates.iter().enumerate() {
            let name = if is_formatted {
                name.clone()
            } else {
                alias(at)
            };
            row.push(found.remove(&name).unwrap_or_default());
        }
        records.row(row)?;
    }
    records.end()?;
    Ok(())
}

/// The label of a date group. Odoo 19 also sends its start.
fn label(key: Value) -> Value {
    match &key {
        Value::Array(pair) => match pair.as_slice() {
            [Value::String(_), Value::String(label)] => label.as_str().into(),
            _ => key,
        },
        _ => key,
    }
}

/// The field and the function of an aggregate such as `amount_total:sum`.
fn parse(aggregate: &str) -> Result<(&str, &str)> {
    let wrong = |why: String| Failure::usage(format!("invalid aggregate `{aggregate}`: {why}"));
    let Some((field, function)) = aggregate.split_once(':') else {
        return Err(wrong(
            "expected a field and a function, such as amount_total:sum".to_owned(),
        ));
    };
    if !AGGREGATES.contains(&function) {
        let near = did_you_mean(function, AGGREGATES);
        return Err(wrong(format!(
            "expected one of {}{near}",
            AGGREGATES.join(", ")
        )));
    }
    Ok((field, function))
}

/// The order in the version's format. Its terms are keys, aggregates or `count`.
///
/// The keys are appended, so that the order is deterministic.
fn order(
    order: Option<&str>,
    keys: &[String],
    aggregates: &[String],
    is_formatted: bool,
) -> Result<String> {
    let mut terms = Vec::new();
    let mut left: Vec<&String> = keys.iter().collect();
    for term in order.into_iter().flat_map(|order| order.split(',')) {
        let mut words = term.split_whitespace();
        let name = words.next().unwrap_or_default();
        let direction = words
            .next()
            .map(|word| format!(" {word}"))
            .unwrap_or_default();
        let at = aggregates.iter().position(|aggregate| aggregate == name);
        let known = match (name, at) {
            ("count", _) => {
                if is_formatted {
                    "__count".to_owned()
                } else {
                    COUNT.to_owned()
                }
            }
            (name, Some(_)) if is_formatted => name.to_owned(),
            (_, Some(at)) => format!("__a{at}"),
            (name, None) if keys.iter().any(|key| key == name) => {
                left.retain(|key| *key != name);
                name.to_owned()
            }
            _ => {
                return Err(Failure::usage(format!(
                    "groups cannot be sorted by `{name}`: expected a key, an aggregate that is shown, or `count`"
                )));
            }
        };
        terms.push(format!("{known}{direction}"));
    }
    terms.extend(left.into_iter().cloned());
    Ok(terms.join(", "))
}
