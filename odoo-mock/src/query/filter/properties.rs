//! Conditions on properties.

use std::sync::Arc;

use serde_json::Value;

use super::{
    Compiler,
    predicate::{Getter, Predicate},
};
use crate::{
    domain::Leaf,
    exception::Result,
    schema::{Field, Kind},
    storage::Cell,
};

impl<'a> Compiler<'_, 'a> {
    /// `properties.name`: the value of that name, of any type. An unset value is NULL.
    pub(super) fn property(
        &self,
        field: &Arc<Field>,
        name: &str,
        leaf: &Leaf,
    ) -> Result<Predicate<'a>> {
        let (field, name) = (Arc::clone(field), name.to_owned());
        let get: Getter<'a> = Box::new(move |_, row| match row.get(&field) {
            Cell::Json(values) => values.get(&name).map_or(Cell::Null, cell),
            _ => Cell::Null,
        });
        let kind = match first(&leaf.value) {
            Value::Bool(_) => Kind::Boolean,
            Value::Number(number) if number.is_f64() => Kind::Float,
            Value::Number(_) => Kind::Integer,
            _ => Kind::Selection,
        };
        let value = Field {
            open: true,
            ..Field::of(kind)
        };
        self.ask(&value, leaf, get)
    }
}

fn first(value: &Value) -> &Value {
    match value {
        Value::Array(items) => items.first().unwrap_or(value),
        other => other,
    }
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Null | Value::Bool(false) => Cell::Null,
        Value::Bool(true) => Cell::Bool(true),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Cell::Int(number),
            None => Cell::Float(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Cell::text(text.as_str()),
        other => Cell::Json(other.clone().into()),
    }
}
