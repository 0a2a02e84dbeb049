//! The methods of models.

#![expect(
    clippy::unnecessary_wraps,
    reason = "all methods of the table have one signature"
)]

mod access;
mod archive;
mod copy;
mod create;
mod export;
mod fields_get;
mod groups;
mod load;
mod metadata;
mod names;
mod read;
mod search;
mod special;
mod web;
mod write;

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Arguments, Output, Request, request::no_such_method};
use crate::{
    domain::{Node, parse},
    exception::{Exception, Result, attribute_error, type_error},
    python,
    query::{Env, Page, View},
    schema::Model,
    storage::Database,
};

/// A call with bound arguments.
pub(crate) struct Invocation<'a> {
    pub(crate) db: &'a mut Database,
    pub(crate) env: &'a Env,
    pub(crate) model: &'a Arc<Model>,
    pub(crate) arguments: Arguments,
    pub(crate) request: &'a Request,
}

type Method = fn(&mut Invocation<'_>) -> Result<Output>;

/// The implementations, by name. The table of signatures says which version has which method.
const METHODS: &[(&str, Method)] = &[
    ("search", search::search),
    ("search_count", search::search_count),
    ("search_read", search::search_read),
    ("read", read::read),
    ("create", create::create),
    ("write", write::write),
    ("unlink", write::unlink),
    ("copy", copy::copy),
    ("copy_data", copy::copy_data),
    ("name_search", names::name_search),
    ("name_create", names::name_create),
    ("name_get", names::name_get),
    ("fields_get", fields_get::fields_get),
    ("default_get", create::default_get),
    ("load", load::load),
    ("export_data", export::export_data),
    ("read_group", groups::read_group),
    ("formatted_read_group", groups::formatted_read_group),
    ("web_read", web::web_read),
    ("web_search_read", web::web_search_read),
    ("web_save", web::web_save),
    ("action_archive", archive::archive),
    ("action_unarchive", archive::unarchive),
    ("toggle_active", archive::toggle),
    ("get_metadata", metadata::get_metadata),
    ("get_external_id", metadata::get_external_id),
    ("exists", metadata::exists),
    ("sudo", metadata::sudo),
    ("get_formview_id", metadata::get_formview_id),
    ("check_access_rights", access::check_access_rights),
    ("check_access_rule", access::check_access_rule),
    ("check_access", access::check_access_rule),
    ("has_access", access::has_access),
    ("check_object_reference", special::check_object_reference),
    ("context_get", special::context_get),
    ("has_group", special::has_group),
];

pub(crate) fn invoke(mut call: Invocation<'_>) -> Result<Output> {
    let request = call.request;
    match METHODS.iter().find(|(name, _)| *name == request.method) {
        Some((_, method)) => method(&mut call),
        None => Err(no_such_method(call.db.version, request)),
    }
}

impl Invocation<'_> {
    pub(crate) fn view(&self) -> View<'_> {
        View::new(self.db, self.env)
    }

    /// The domain in an argument, or `default` without one.
    fn domain(&self, name: &str) -> Result<Node> {
        match self.arguments.get(name) {
            None => Ok(Node::Constant(true)),
            Some(value) => parse(value, self.db.version),
        }
    }

    /// The same, where a falsy argument means no domain.
    fn domain_or_all(&self, name: &str) -> Result<Node> {
        match self.arguments.get(name) {
            Some(value) if python::is_true(value) => parse(value, self.db.version),
            _ => Ok(Node::Constant(true)),
        }
    }

    fn page(&self) -> Result<Page> {
        let limit = self.arguments.get("limit").unwrap_or(&Value::Null);
        let offset = self.arguments.get("offset").unwrap_or(&Value::Null);
        Ok(Page {
            order: order(self.arguments.get("order"))?,
            offset: count(offset, "Offset")?.unwrap_or(0),
            limit: count(limit, "Limit")?,
        })
    }

    /// The ids that a method runs on: a list of ids, one id, or nothing.
    fn ids(&self) -> Vec<i64> {
        let number = |item: &Value| match item {
            Value::Number(number) => number.as_i64().or_else(|| {
                #[expect(clippy::cast_possible_truncation, reason = "ids are whole")]
                number.as_f64().map(|number| number as i64)
            }),
            _ => None,
        };
        match &self.arguments.ids {
            Some(Value::Array(items)) => items.iter().filter_map(number).collect(),
            Some(one @ Value::Number(_)) => number(one).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// A dictionary of values.
    fn values(&self, name: &str) -> Result<Map<String, Value>> {
        match self.arguments.get(name) {
            Some(Value::Object(values)) => Ok(values.clone()),
            Some(other) => {
                let sentence = format!(
                    "'{}' object is not a dictionary of values",
                    python::type_name(other)
                );
                Err(if self.db.version.wrong_values_are_type_error() {
                    type_error(sentence)
                } else {
                    attribute_error(sentence)
                })
            }
            None => Ok(Map::new()),
        }
    }

    /// A list of names. `None` means all.
    fn names(&self, name: &str) -> Result<Option<Vec<String>>> {
        match self.arguments.get(name) {
            Some(Value::Array(items)) if !items.is_empty() => {
                Ok(Some(items.iter().map(python::str).collect()))
            }
            Some(value) if !python::is_true(value) => Ok(None),
            None => Ok(None),
            // Python iterates over a text by character.
            Some(Value::String(text)) => Ok(Some(text.chars().map(String::from).collect())),
            Some(other) => Err(type_error(format!(
                "'{}' object is not iterable",
                python::type_name(other)
            ))),
        }
    }
}

fn order(value: Option<&Value>) -> Result<Option<String>> {
    match value {
        Some(Value::String(order)) => Ok(Some(order.clone())),
        Some(other) if python::is_true(other) => Err(attribute_error(format!(
            "'{}' object has no attribute 'split'",
            python::type_name(other)
        ))),
        _ => Ok(None),
    }
}

/// A limit or an offset.
///
/// A falsy value means none, and the database rejects a negative one.
fn count(value: &Value, clause: &str) -> Result<Option<usize>> {
    if !python::is_true(value) {
        return Ok(None);
    }
    if value.is_string() {
        return Err(type_error("%d format: a number is required, not str"));
    }
    let number = python::int(value)?;
    if let Ok(number) = usize::try_from(number) {
        Ok(Some(number))
    } else {
        let class = if clause == "Limit" {
            "InvalidRowCountInLimitClause"
        } else {
            "InvalidRowCountInResultOffsetClause"
        };
        Err(Exception::postgres(
            class,
            format!("{} must not be negative", clause.to_uppercase()),
        ))
    }
}
