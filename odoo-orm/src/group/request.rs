//! The request of a group query, in the format of the server's version.

mod check;

use std::borrow::Cow;

use odoo_rpc::{Call, ConfigError, ServerVersion};
use serde_json::Value;

use super::{
    aggregate::AggregateSpec,
    key::KeySpec,
    order::{OrderTerm, Sorted},
};
use crate::{model::ModelMeta, version};

/// The method for the query, which decides the format of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// `read_group`, up to Odoo 18: deprecated in 19.
    ReadGroup,
    /// `formatted_read_group`, from Odoo 19 on (`addons/web/models/models.py`).
    Formatted,
}

/// Keys, aggregates and order, without types and duplicates.
#[derive(Debug, Clone, Default)]
pub(super) struct Request {
    pub(super) keys: Vec<KeySpec>,
    /// The aggregates that are read or only used for sorting.
    aggregates: Vec<AggregateSpec>,
    order: Vec<OrderTerm>,
    /// The fields that have another name on the server's version, with that name.
    renamed: Vec<(&'static str, &'static str)>,
}

/// The alias of the count: `read_group` cannot sort by `__count` before Odoo 17.
const COUNT: &str = "__records";

impl Method {
    pub(super) fn of(version: &ServerVersion) -> Self {
        if version::HAS_FORMATTED_READ_GROUP.holds_on(version) {
            Method::Formatted
        } else {
            Method::ReadGroup
        }
    }
}

impl Request {
    pub(super) fn add_key(&mut self, key: KeySpec) {
        if !self.keys.contains(&key) {
            self.keys.push(key);
        }
    }

    pub(super) fn add_aggregate(&mut self, aggregate: AggregateSpec) {
        if !self.aggregates.contains(&aggregate) {
            self.aggregates.push(aggregate);
        }
    }

    pub(super) fn add_order(&mut self, term: OrderTerm) {
        if let Sorted::Aggregate(aggregate) = term.by {
            self.add_aggregate(aggregate);
        }
        self.order.push(term);
    }

    /// Returns the request with the names of a version.
    ///
    /// # Errors
    ///
    /// If the version does not have one of the fields.
    pub(super) fn on(
        &self,
        model: &ModelMeta,
        version: &ServerVersion,
    ) -> Result<Cow<'_, Self>, ConfigError> {
        if !model.is_versioned() {
            return Ok(Cow::Borrowed(self));
        }
        let mut request = self.clone();
        let keys = request.keys.iter_mut().map(|key| &mut key.field);
        let aggregates = request.aggregates.iter_mut();
        let aggregates = aggregates.filter_map(AggregateSpec::field_mut);
        let sorted = request.order.iter_mut();
        let sorted = sorted.filter_map(|term| match &mut term.by {
            Sorted::Field(field) => Some(field),
            Sorted::Aggregate(aggregate) => aggregate.field_mut(),
        });
        for field in keys.chain(aggregates).chain(sorted) {
            let own = *field;
            *field = model.name_on(own, version)?;
            request.renamed.push((own, *field));
        }
        Ok(Cow::Owned(request))
    }

    /// Returns the name of a field on the server's version.
    pub(super) fn on_server(&self, field: &'static str) -> &'static str {
        let mut renamed = self.renamed.iter();
        let named = renamed.find(|(own, _)| *own == field);
        named.map_or(field, |(_, on_server)| on_server)
    }

    /// Builds the call; `domain` is the domain's JSON.
    pub(super) fn call(
        &self,
        method: Method,
        model: &str,
        domain: Value,
    ) -> Result<Call, ConfigError> {
        let keys: Vec<String> = self.keys.iter().map(KeySpec::name).collect();
        let order = self.order_terms(model, method)?.join(", ");
        Ok(match method {
            Method::ReadGroup => Call::read(model, "read_group")
                .arg("domain", domain)
                .arg("fields", self.fields())
                .arg("groupby", keys)
                .kwarg("orderby", order)
                .kwarg("lazy", false),
            Method::Formatted => {
                let mut aggregates = vec![AggregateSpec::Count.to_string()];
                let others = self.aggregates.iter().map(ToString::to_string);
                aggregates.extend(others.filter(|name| name != "__count"));
                Call::read(model, "formatted_read_group")
                    .arg("domain", domain)
                    .arg("groupby", keys)
                    .arg("aggregates", aggregates)
                    .kwarg("order", order)
            }
        })
    }

    /// Returns the `fields` of `read_group`: `alias:function(field)`.
    ///
    /// On Odoo 14 to 16, an empty list would mean all numeric fields of the model. Every version ignores `__count`, which is always in the response.
    fn fields(&self) -> Vec<String> {
        let mut fields = vec!["__count".to_owned()];
        for (index, aggregate) in self.aggregates.iter().enumerate() {
            match aggregate {
                AggregateSpec::Count => fields.push(format!("{COUNT}:count(id)")),
                AggregateSpec::Of { function, field } => {
                    fields.push(format!("{}:{function}({field})", alias(index)));
                }
            }
        }
        fields
    }

    /// Returns the name of an aggregate in the rows.
    pub(super) fn name_of(&self, aggregate: AggregateSpec, method: Method) -> String {
        let mut all = self.aggregates.iter();
        let index = all.position(|other| *other == aggregate);
        match (aggregate, method, index) {
            (AggregateSpec::Of { .. }, Method::ReadGroup, Some(index)) => alias(index),
            _ => aggregate.to_string(),
        }
    }

    /// Returns the requested order followed by all other keys, so that the order is deterministic.
    fn order_terms(&self, model: &str, method: Method) -> Result<Vec<String>, ConfigError> {
        let mut terms = Vec::new();
        let mut left: Vec<&KeySpec> = self.keys.iter().collect();
        for term in &self.order {
            let direction = if term.descending { " desc" } else { "" };
            match term.by {
                Sorted::Aggregate(AggregateSpec::Count) if method == Method::ReadGroup => {
                    terms.push(format!("{COUNT}{direction}"));
                }
                Sorted::Aggregate(aggregate) => {
                    terms.push(format!("{}{direction}", self.name_of(aggregate, method)));
                }
                Sorted::Field(field) => {
                    if self.keys.iter().all(|key| key.field != field) {
                        return Err(ConfigError::new(format!(
                            "groups of `{model}` cannot be sorted by `{field}`: it is not one of their keys"
                        )));
                    }
                    let of_field = left.extract_if(.., |key| key.field == field);
                    terms.extend(of_field.map(|key| format!("{}{direction}", key.name())));
                }
            }
        }
        terms.extend(left.into_iter().map(KeySpec::name));
        Ok(terms)
    }
}

fn alias(index: usize) -> String {
    format!("__a{index}")
}

#[cfg(test)]
mod tests;
