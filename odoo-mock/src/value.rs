//! Conversion of values: a written value becomes a cell, and a cell becomes JSON.

mod dates;
mod html;
mod numbers;
mod properties;
mod write;

pub(crate) use dates::{parse_date_lenient, parse_time_lenient};
pub(crate) use numbers::round;
pub(crate) use properties::{definitions, read_properties, write_properties};
pub(crate) use write::{Way, to_cell};

use serde_json::{Map, Value};

use crate::{
    schema::{Field, Kind},
    storage::{Cell, date_text, time_text},
};

/// The value of a column in a read (`orm/fields*.py`, `convert_to_read`).
///
/// Links and lists are converted elsewhere.
pub(crate) fn to_json(field: &Field, cell: &Cell, language: &str) -> Value {
    match cell {
        Cell::Null => match field.kind {
            Kind::Integer | Kind::Many2oneReference => 0.into(),
            Kind::Float | Kind::Monetary => 0.0.into(),
            _ => false.into(),
        },
        Cell::Bool(value) => (*value).into(),
        Cell::Int(_) if field.kind.is_float() => cell.as_number().into(),
        Cell::Int(number) => (*number).into(),
        Cell::Float(number) => (*number).into(),
        Cell::Text(_) | Cell::Terms(_) => cell.as_text(language).map_or(false.into(), Into::into),
        Cell::Date(day) => date_text(*day).into(),
        Cell::Time(time) => time_text(*time).into(),
        Cell::Json(value) if !crate::python::is_true(value) => false.into(),
        Cell::Json(value) => Value::clone(value),
    }
}

/// An object with these members.
pub(crate) fn object<K: Into<String>>(
    members: impl IntoIterator<Item = (K, Value)>,
) -> Map<String, Value> {
    let members = members.into_iter();
    members.map(|(key, value)| (key.into(), value)).collect()
}
