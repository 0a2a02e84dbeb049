//! Groups in the format of responses.

use serde_json::{Map, Value, json};

use super::{
    grouping::{Group, Grouping},
    key::Key,
};
use crate::{
    domain::{count_terms, parse, to_list},
    exception::Result,
};

impl Grouping<'_, '_> {
    /// A group in the format of `read_group`.
    pub(super) fn row(
        &self,
        group: &Group,
        domain: &Value,
        later: Option<&[String]>,
    ) -> Result<Value> {
        let version = self.view.version();
        let mut row = Map::new();
        for (key, part) in self.keys.iter().zip(&group.parts) {
            row.insert(key.name.clone(), key.value(part, self.view)?);
        }
        if !group.is_filled || version.has_new_read_group() {
            let count = match (later, self.keys.first()) {
                (Some(_), Some(first)) => format!("{}_count", first.field.name),
                _ => "__count".to_owned(),
            };
            row.insert(count, group.ids.len().into());
        }
        for aggregate in &self.aggregates {
            let value = aggregate.value(self.view, self.model, &group.ids);
            // 14 and 16 return `None` without keys.
            let value = if value.is_null() && !self.keys.is_empty() {
                false.into()
            } else {
                value
            };
            row.insert(aggregate.alias.clone(), value);
        }
        if self.keys.is_empty() && !version.has_new_read_group() {
            // The field that the query counts by.
            row.insert("id".to_owned(), group.ids.first().copied().into());
        }
        let query = domain.as_array().cloned().unwrap_or_default();
        if version.joins_keys_in_turn() && !self.keys.is_empty() {
            // An empty domain is omitted.
            let query = if Value::from(query.clone()) == json!([[1, "=", 1]]) {
                Vec::new()
            } else {
                query
            };
            let whole = self
                .domains_of(group)
                .fold(query, |whole, own| join([whole, own]));
            row.insert("__domain".to_owned(), whole.into());
        } else if version.joins_keys_in_turn() {
            row.insert("__domain".to_owned(), query.into());
        } else if !self.keys.is_empty() || version.has_new_read_group() {
            let own = join(self.domains_of(group));
            let parts = if version.has_new_read_group() {
                [query, own]
            } else {
                [own, query]
            };
            row.insert("__domain".to_owned(), self.joined(parts)?.into());
        }
        if version.groups_by_lists() && self.keys.iter().any(Key::is_date) {
            let dates = self
                .keys
                .iter()
                .zip(&group.parts)
                .filter(|(key, _)| key.is_date());
            let ranges = dates.map(|(key, part)| (key.name.clone(), key.range(part, self.view)));
            row.insert("__range".to_owned(), Value::Object(ranges.collect()));
        }
        if let Some(later) = later.filter(|later| !later.is_empty()) {
            row.insert("__context".to_owned(), json!({"group_by": later}));
        }
        Ok(row.into())
    }

    /// A group in the format of `formatted_read_group`.
    pub(super) fn formatted(&self, group: &Group) -> Result<Value> {
        let mut row = Map::new();
        for (key, part) in self.keys.iter().zip(&group.parts) {
            row.insert(key.name.clone(), key.formatted(part, self.view)?);
        }
        for aggregate in &self.aggregates {
            row.insert(
                aggregate.alias.clone(),
                aggregate.value(self.view, self.model, &group.ids),
            );
        }
        let domain = self.joined([join(self.domains_of(group)), Vec::new()])?;
        row.insert("__extra_domain".to_owned(), domain.into());
        Ok(row.into())
    }

    /// The condition of each key of a group.
    fn domains_of(&self, group: &Group) -> impl Iterator<Item = Vec<Value>> {
        let keys = self.keys.iter().zip(&group.parts);
        keys.map(|(key, part)| key.domain(part, self.view))
    }

    /// Joins domains by `and`, in the version's notation.
    fn joined(&self, parts: [Vec<Value>; 2]) -> Result<Vec<Value>> {
        let version = self.view.version();
        let whole = join(parts);
        if version.has_domain_trees() {
            return Ok(to_list(&parse(&Value::Array(whole), version)?, version));
        }
        Ok(whole)
    }
}

/// Domains joined by `&`.
fn join(parts: impl IntoIterator<Item = Vec<Value>>) -> Vec<Value> {
    let parts: Vec<Vec<Value>> = parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(explicit)
        .collect();
    let ands = vec![Value::from("&"); parts.len().saturating_sub(1)];
    [ands, parts.concat()].concat()
}

/// A domain with explicit `&` operators.
fn explicit(domain: Vec<Value>) -> Vec<Value> {
    let (missing, _) = count_terms(&domain);
    [vec![Value::from("&"); missing], domain].concat()
}
