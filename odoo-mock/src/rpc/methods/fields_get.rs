use std::{collections::HashMap, sync::Arc};

use serde_json::{Map, Value, json};

use super::Invocation;
use crate::{
    exception::Result,
    query::View,
    rpc::Output,
    schema::{Compute, Field, Kind, Model, Name},
    storage::{BASE_LANGUAGE, Row},
    version::Version,
};

pub(super) fn fields_get(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    let wanted = call.names("allfields")?;
    let attributes = call.names("attributes")?;
    let among = |names: &Option<Vec<String>>, name: &str| {
        names
            .as_ref()
            .is_none_or(|names| names.iter().any(|wanted| wanted == name))
    };
    let labels = translated_labels(&view, call.model);
    let mut fields = Map::new();
    for field in &call.model.fields {
        if !among(&wanted, &field.name) || !view.may_see(field) {
            continue;
        }
        let described = Described::new(&view, call.model, field, &labels)?;
        let all = ATTRIBUTES.iter().filter(|attribute| {
            view.version().among(attribute.versions) && among(&attributes, attribute.name)
        });
        let values = all
            .filter_map(|attribute| Some((attribute.name.to_owned(), (attribute.of)(&described)?)));
        fields.insert(field.name.to_string(), Value::Object(values.collect()));
    }
    Ok(Value::Object(fields).into())
}

/// The description of a field.
struct Described<'a> {
    version: Version,
    field: &'a Field,
    label: String,
    /// The inverse field of a one2many.
    inverse: Option<Name>,
}

/// The labels of a model's fields in the context's language: the translations of `ir.model.fields` records.
fn translated_labels(view: &View<'_>, model: &Model) -> HashMap<String, String> {
    let language = view.env.language();
    let found = (|| {
        let fields = view
            .db
            .schema
            .get("ir.model.fields")
            .filter(|_| language != BASE_LANGUAGE)?;
        let [of, name, label] =
            ["model", "name", "field_description"].map(|name| fields.find(name));
        let (of, name, label) = (of?, name?, label?);
        let rows = view.db.table("ir.model.fields").rows();
        let own = rows.filter(|(_, row)| row.get(of).as_text(BASE_LANGUAGE) == Some(&model.name));
        let pair = |(_, row): (i64, &Arc<Row>)| {
            let text = |field| row.get(field).as_text(language).map(str::to_owned);
            text(name).zip(text(label))
        };
        Some(own.filter_map(pair).collect())
    })();
    found.unwrap_or_default()
}

impl<'a> Described<'a> {
    fn new(
        view: &View<'_>,
        model: &Model,
        field: &'a Field,
        labels: &HashMap<String, String>,
    ) -> Result<Self> {
        let inverse = match field.kind {
            Kind::One2many if !field.is_unlinked() => {
                Some(Arc::clone(&view.db.schema.inverse(model, field)?.name))
            }
            _ => None,
        };
        Ok(Described {
            version: view.version(),
            field,
            label: labels
                .get(&*field.name)
                .cloned()
                .unwrap_or_else(|| field.title()),
            inverse,
        })
    }

    fn is_searchable(&self) -> bool {
        let by_name = matches!(self.field.compute, Some(Compute::DisplayName));
        self.field.store
            || self.field.path().is_some()
            || (by_name && self.version.searches_display_name())
    }

    fn is_sortable(&self) -> bool {
        let Field { kind, store, .. } = *self.field;
        let by_path = self.field.path().is_some()
            && (self.field.inherited || self.version.sorts_by_related());
        !kind.is_list() && kind != Kind::Binary && (store || by_path)
    }

    fn of_relation(&self, value: Value) -> Option<Value> {
        self.field.kind.is_relation().then_some(value)
    }

    /// The fields that its value is computed from.
    fn depends(&self) -> Vec<String> {
        match &self.field.compute {
            Some(Compute::Related(path)) => vec![path.join(".")],
            Some(Compute::Sum(list, name)) => vec![format!("{list}.{name}")],
            Some(Compute::Product(a, b) | Compute::Add(a, b)) => {
                vec![a.to_string(), b.to_string()]
            }
            Some(Compute::Commercial) => vec![
                "is_company".to_owned(),
                "parent_id.commercial_partner_id".to_owned(),
            ],
            Some(Compute::First(_) | Compute::DisplayName) | None => Vec::new(),
        }
    }
}

struct Attribute {
    name: &'static str,
    versions: (u16, u16),
    /// `None` if the field has no such attribute.
    of: fn(&Described<'_>) -> Option<Value>,
}

const fn all(name: &'static str, of: fn(&Described<'_>) -> Option<Value>) -> Attribute {
    some((14, 19), name, of)
}

const fn some(
    versions: (u16, u16),
    name: &'static str,
    of: fn(&Described<'_>) -> Option<Value>,
) -> Attribute {
    Attribute { name, versions, of }
}

fn text(name: Option<&Name>) -> Option<Value> {
    name.map(|name| Value::from(&**name))
}

/// The aggregate function of the field.
fn aggregator(it: &Described<'_>) -> Option<Value> {
    let Field { kind, store, .. } = *it.field;
    (kind.is_number() && kind != Kind::Many2oneReference && store).then(|| "sum".into())
}

fn related(it: &Described<'_>) -> Option<Value> {
    let path = it.field.path()?;
    Some(if it.version.related_is_text() {
        path.join(".").into()
    } else {
        path.iter().map(|name| Value::from(&**name)).collect()
    })
}

const ATTRIBUTES: &[Attribute] = &[
    all("type", |it| Some(it.field.kind.name().into())),
    all("string", |it| Some(it.label.clone().into())),
    all("required", |it| Some(it.field.required.into())),
    all("readonly", |it| Some(it.field.readonly.into())),
    all("store", |it| {
        Some((it.field.store && !it.field.inherited).into())
    }),
    all("searchable", |it| Some(it.is_searchable().into())),
    all("sortable", |it| Some(it.is_sortable().into())),
    all("manual", |it| Some(it.field.name.starts_with("x_").into())),
    all("company_dependent", |_| Some(false.into())),
    all("change_default", |_| Some(false.into())),
    all("depends", |it| Some(it.depends().into())),
    all("related", related),
    all("groups", |it| {
        (!it.field.groups.is_empty()).then(|| it.field.groups.join(",").into())
    }),
    all("relation", |it| it.of_relation(it.field.comodel().into())),
    all("context", |it| {
        let context = if it.field.archived {
            json!({"active_test": false})
        } else {
            json!({})
        };
        it.of_relation(context)
    }),
    all("domain", |it| it.of_relation(json!([]))),
    all("relation_field", |it| text(it.inverse.as_ref())),
    all("selection", |it| {
        let keys = it.field.selection.iter();
        matches!(it.field.kind, Kind::Selection | Kind::Reference)
            .then(|| keys.map(|(key, label)| json!([key, label])).collect())
    }),
    all("translate", |it| {
        it.field.kind.is_text().then(|| it.field.translate.into())
    }),
    all("trim", |it| {
        (it.field.kind == Kind::Char).then(|| true.into())
    }),
    all("size", |it| it.field.size.map(Into::into)),
    all("digits", |it| {
        let digits = it.field.digits.filter(|_| it.field.kind == Kind::Float);
        digits.map(|(all, decimals)| json!([all, decimals]))
    }),
    all("currency_field", |it| text(it.field.currency.as_ref())),
    some((16, 19), "definition_record", |it| {
        text(it.field.definition.as_ref().map(|(record, _)| record))
    }),
    some((16, 19), "definition_record_field", |it| {
        text(it.field.definition.as_ref().map(|(_, field)| field))
    }),
    some((14, 17), "group_operator", aggregator),
    some((18, 19), "aggregator", aggregator),
    some((16, 19), "name", |it| {
        Some(it.field.name.to_string().into())
    }),
    some((16, 19), "exportable", |_| Some(true.into())),
    some((18, 19), "groupable", |it| {
        let Field { kind, store, .. } = *it.field;
        Some((store && kind != Kind::One2many && kind != Kind::Binary).into())
    }),
    some((18, 19), "model_field", |it| {
        text(it.field.model_field.as_ref())
    }),
];
