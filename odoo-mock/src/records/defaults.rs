use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{
    exception::Result,
    query::View,
    schema::{Field, Kind, Model, Name},
    storage::{date_text, time_text},
};

/// The defaults of these fields: from `default_...` in the context, or from the model.
pub(crate) fn defaults(
    view: &View<'_>,
    model: &Arc<Model>,
    names: &[Name],
) -> Result<Map<String, Value>> {
    let mut defaults = Map::new();
    for name in names {
        let Some(field) = model.find(name) else {
            continue;
        };
        if let Some(value) = view.env.context.get(&format!("default_{name}")) {
            defaults.insert(name.to_string(), value.clone());
            continue;
        }
        let own = field.default.as_ref().filter(|_| !field.inherited);
        if let Some(value) = own.and_then(|value| computed(view, field, value)) {
            defaults.insert(name.to_string(), value);
        }
    }
    for (parent, link) in &model.inherits {
        // Inherited fields have the defaults of the other model.
        let parent = view.db.schema.model(parent)?;
        let inherited: Vec<Name> = names
            .iter()
            .filter(|name| {
                model.find(name).is_some_and(|field| {
                    field.inherited && field.path().and_then(<[Name]>::first) == Some(link)
                })
            })
            .cloned()
            .collect();
        let known = |name: &String| defaults.contains_key(name);
        let more = self::defaults(view, parent, &inherited)?;
        let more: Vec<(String, Value)> =
            more.into_iter().filter(|(name, _)| !known(name)).collect();
        defaults.extend(more);
    }
    Ok(defaults)
}

/// A default that depends on the user and the time: `@now`, `@today`, `@user`, `@company`, `@currency`.
fn computed(view: &View<'_>, field: &Field, value: &Value) -> Option<Value> {
    let name = match value {
        Value::String(text) if field.kind != Kind::Char || text.starts_with('@') => text.as_str(),
        other => return Some(other.clone()),
    };
    let company = || {
        let users = view.db.schema.get("res.users")?;
        view.db
            .row(users, view.env.user)?
            .get(users.find("company_id")?)
            .id()
    };
    let number = match name {
        "@now" => return Some(time_text(view.env.now).into()),
        "@today" => return Some(date_text(view.env.now.date()).into()),
        "@user" => Some(view.env.user),
        "@company" => company().or(Some(1)),
        "@currency" => {
            let companies = view.db.schema.get("res.company")?;
            view.db
                .row(companies, company().unwrap_or(1))?
                .get(companies.find("currency_id")?)
                .id()
        }
        _ => return Some(value.clone()),
    };
    number.map(Into::into)
}
