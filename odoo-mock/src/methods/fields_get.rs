use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::Invocation;
use crate::{
    call::Output,
    exception::Result,
    field::{Compute, Kind},
    schema::{Field, Model, label},
    view::View,
};

pub(super) fn fields_get(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    let wanted = call.names("allfields")?;
    let attributes = call.names("attributes")?;
    let is_wanted = |field: &Arc<Field>| {
        wanted
            .as_ref()
            .is_none_or(|names| names.iter().any(|name| **name == *field.name))
    };
    let mut fields = Map::new();
    for field in call
        .model
        .fields
        .iter()
        .filter(|field| is_wanted(field) && view.may_see(field))
    {
        let mut all = describe(&view, call.model, field)?;
        if let Some(names) = &attributes {
            all.retain(|name, _| names.contains(name));
        }
        fields.insert(field.name.to_string(), all.into());
    }
    Ok(Value::Object(fields).into())
}

fn describe(view: &View<'_>, model: &Arc<Model>, field: &Field) -> Result<Map<String, Value>> {
    let version = view.version();
    let mut all = Map::new();
    let mut set = |name: &str, value: Value| {
        all.insert(name.to_owned(), value);
    };
    let related = field.path().is_some();
    let searchable = field.store
        || related
        || (matches!(field.compute, Some(Compute::DisplayName)) && version.searches_display_name());
    let sortable = !field.kind.is_list()
        && field.kind != Kind::Binary
        && (field.store || (related && (field.inherited || version.since(18))));
    set("type", field.kind.name().into());
    set(
        "string",
        field
            .label
            .clone()
            .unwrap_or_else(|| label(&field.name))
            .into(),
    );
    set("required", field.required.into());
    set("readonly", field.readonly.into());
    set("store", (field.store && !field.inherited).into());
    set("searchable", searchable.into());
    set("sortable", sortable.into());
    set("manual", field.name.starts_with("x_").into());
    set("company_dependent", false.into());
    set("change_default", false.into());
    set("depends", depends(field).into());
    if let Some(path) = field.path() {
        let path: Vec<&str> = path.iter().map(|name| &**name).collect();
        set(
            "related",
            if version.since(16) {
                path.join(".").into()
            } else {
                path.into()
            },
        );
    }
    if !field.groups.is_empty() {
        set("groups", field.groups.join(",").into());
    }
    if field.kind.is_relation() {
        set("relation", field.comodel().into());
        set("context", json!({}));
        set("domain", json!([]));
    }
    if field.kind == Kind::One2many {
        set(
            "relation_field",
            view.db
                .schema
                .inverse(model, field)?
                .name
                .to_string()
                .into(),
        );
    }
    if matches!(field.kind, Kind::Selection | Kind::Reference) {
        set(
            "selection",
            field
                .selection
                .iter()
                .map(|(key, label)| json!([key, label]))
                .collect(),
        );
    }
    if matches!(field.kind, Kind::Char | Kind::Text | Kind::Html) {
        set("translate", field.translate.into());
    }
    if field.kind == Kind::Char {
        set("trim", true.into());
        if let Some(size) = field.size {
            set("size", size.into());
        }
    }
    if field.kind == Kind::Float
        && let Some((all_digits, decimals)) = field.digits
    {
        set("digits", json!([all_digits, decimals]));
    }
    if let Some(currency) = &field.currency {
        set("currency_field", currency.to_string().into());
    }
    if let Some((record, name)) = &field.definition {
        set("definition_record", record.to_string().into());
        set("definition_record_field", name.to_string().into());
    }
    let aggregates = field.kind.is_number() && field.store && field.kind != Kind::Many2oneReference;
    if aggregates {
        set(
            if version.since(18) {
                "aggregator"
            } else {
                "group_operator"
            },
            "sum".into(),
        );
    }
    if version.since(16) {
        set("name", field.name.to_string().into());
        set("exportable", true.into());
    }
    if version.since(18) {
        set(
            "groupable",
            (field.store && field.kind != Kind::One2many && field.kind != Kind::Binary).into(),
        );
        if let Some(model_field) = &field.model_field {
            set("model_field", model_field.to_string().into());
        }
    }
    Ok(all)
}

fn depends(field: &Field) -> Vec<String> {
    match &field.compute {
        Some(Compute::Related(path)) => vec![
            path.iter()
                .map(|name| &**name)
                .collect::<Vec<_>>()
                .join("."),
        ],
        Some(Compute::Sum(list, name)) => vec![format!("{list}.{name}")],
        Some(Compute::Product(a, b) | Compute::Add(a, b)) => vec![a.to_string(), b.to_string()],
        Some(Compute::Commercial) => vec![
            "is_company".to_owned(),
            "parent_id.commercial_partner_id".to_owned(),
        ],
        Some(Compute::First(_) | Compute::DisplayName) | None => Vec::new(),
    }
}
