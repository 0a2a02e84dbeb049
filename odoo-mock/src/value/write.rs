//! What is written to a column.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{dates, html, round};
use crate::{
    cell::Cell,
    exception::{Exception, Result, type_error, value_error},
    field::Kind,
    python,
    schema::Field,
    version::Version,
};

/// The cell of a value that `create` or `write` is given (`odoo/fields.py`, `convert_to_column` and `convert_to_cache`). Lists and properties are
/// not columns.
pub(crate) fn to_cell(field: &Field, value: &Value, version: Version) -> Result<Cell> {
    let none = python::is_none(value);
    match field.kind {
        Kind::Char | Kind::Text if none => Ok(Cell::Null),
        Kind::Char | Kind::Text => text(field, &python::str(value)),
        Kind::Html if none => Ok(Cell::Null),
        Kind::Html => {
            let html = html::sanitize(&python::str(value), version);
            text(field, &html)
        }
        Kind::Integer | Kind::Many2oneReference | Kind::Id => integer(value),
        Kind::Float | Kind::Monetary => float(field, value),
        Kind::Boolean => Ok(Cell::Bool(python::is_true(value))),
        Kind::Date => date(value, version),
        Kind::Datetime => time(value, version),
        Kind::Selection => selection(field, value, version),
        Kind::Many2one => many2one(value, version),
        Kind::Reference => reference(field, value),
        Kind::Binary if none => Ok(Cell::Null),
        Kind::Binary => binary(value),
        Kind::Json | Kind::PropertiesDefinition if !python::is_true(value) => Ok(Cell::Null),
        Kind::Json | Kind::PropertiesDefinition => Ok(Cell::Json(value.clone().into())),
        Kind::One2many | Kind::Many2many | Kind::Properties => Ok(Cell::Null),
    }
}

fn raised((class, message): (&str, String)) -> Exception {
    Exception::new(class, message)
}

fn text(field: &Field, text: &str) -> Result<Cell> {
    if text.contains('\0') {
        return Err(value_error(
            "A string literal cannot contain NUL (0x00) characters.",
        ));
    }
    let cut: String = match field.size {
        Some(size) => text.chars().take(size).collect(),
        None => return Ok(Cell::text(text)),
    };
    Ok(Cell::text(cut))
}

fn integer(value: &Value) -> Result<Cell> {
    if !python::is_true(value) {
        return Ok(Cell::Int(0));
    }
    let number = python::int(value).map_err(raised)?;
    match i32::try_from(number) {
        Ok(_) => Ok(Cell::Int(number)),
        Err(_) => Err(out_of_range()),
    }
}

pub(super) fn out_of_range() -> Exception {
    Exception::postgres("NumericValueOutOfRange", "integer out of range")
}

fn float(field: &Field, value: &Value) -> Result<Cell> {
    let number = if python::is_true(value) {
        python::float(value).map_err(raised)?
    } else {
        0.0
    };
    if !number.is_finite() {
        return Err(value_error(
            "the in-memory Odoo stores no NaN and no infinity, which JSON does not have",
        ));
    }
    let decimals = match (field.kind, field.digits) {
        (_, Some((_, decimals))) => Some(decimals),
        // Of a currency with cents, which nearly all are.
        (Kind::Monetary, None) if field.currency.is_some() => Some(2),
        _ => None,
    };
    Ok(Cell::Float(decimals.map_or(number, |decimals| round(number, decimals))))
}

fn date(value: &Value, version: Version) -> Result<Cell> {
    if python::is_none(value) {
        return Ok(Cell::Null);
    }
    let text = match value {
        Value::String(text) => text,
        // Python calls these false, and Odoo asks Python first (`Date.to_date`).
        other if !python::is_true(other) => return Ok(Cell::Null),
        other => return Err(not_a_date(other, "date")),
    };
    if text.is_empty() {
        return empty_text(version, "date");
    }
    match dates::written_date(text) {
        Some(day) => Ok(Cell::Date(day)),
        None if version.has_python_errors() => Err(value_error(format!(
            "time data '{text}' does not match format '%Y-%m-%d'"
        ))),
        // Up to 18 the text goes to the database as it is.
        None => super::parse_date_lenient(text).map(Cell::Date),
    }
}

fn time(value: &Value, version: Version) -> Result<Cell> {
    match value {
        Value::String(text) if text.is_empty() => empty_text(version, "timestamp"),
        Value::String(text) => dates::written_time(text, version).map(Cell::Time),
        other if !python::is_true(other) => Ok(Cell::Null),
        other => Err(not_a_date(other, "datetime")),
    }
}

fn empty_text(version: Version, kind: &str) -> Result<Cell> {
    if version.empty_text_is_no_date() {
        return Ok(Cell::Null);
    }
    Err(Exception::postgres(
        "InvalidDatetimeFormat",
        format!("invalid input syntax for type {kind}: \"\""),
    ))
}

fn not_a_date(value: &Value, kind: &str) -> Exception {
    match value {
        Value::Number(_) | Value::Bool(_) => type_error(format!(
            "'{}' object is not subscriptable",
            python::type_name(value)
        )),
        other => value_error(format!("{} is no {kind}", python::repr(other))),
    }
}

fn selection(field: &Field, value: &Value, _: Version) -> Result<Cell> {
    if !python::is_true(value) {
        return Ok(Cell::Null);
    }
    let known = |key: &str| field.open || field.selection.iter().any(|(known, _)| known == key);
    match value {
        Value::String(key) if known(key) => Ok(Cell::text(key.as_str())),
        other => Err(value_error(format!(
            "Wrong value for {}: {}",
            field.name,
            python::repr(other)
        ))),
    }
}

fn many2one(value: &Value, _: Version) -> Result<Cell> {
    match value {
        value if !python::is_true(value) => Ok(Cell::Null),
        Value::Bool(_) => Ok(Cell::Int(1)),
        Value::Number(number) => match number.as_i64().map(i32::try_from) {
            Some(Ok(id)) => Ok(Cell::Int(id.into())),
            _ => Err(out_of_range()),
        },
        Value::String(text) => match text.trim().parse::<i32>() {
            Ok(id) => Ok(Cell::Int(id.into())),
            Err(_) => Err(Exception::postgres(
                "InvalidTextRepresentation",
                format!("invalid input syntax for type integer: \"{text}\""),
            )),
        },
        Value::Array(items) => match items.first().and_then(Value::as_i64) {
            Some(id) if items.len() == 1 => Ok(Cell::Int(id)),
            _ => Err(value_error(format!("Wrong value: {}", python::repr(value)))),
        },
        other => Err(value_error(format!("Wrong value: {}", python::repr(other)))),
    }
}

fn reference(field: &Field, value: &Value) -> Result<Cell> {
    if python::is_none(value) {
        return Ok(Cell::Null);
    }
    let wrong = || value_error(format!("Wrong value for {}: {}", field.name, python::repr(value)));
    let text = value.as_str().ok_or_else(wrong)?;
    let (model, id) = text.split_once(',').ok_or_else(wrong)?;
    let known = field.open || field.selection.iter().any(|(known, _)| known == model);
    match id.parse::<i64>() {
        Ok(_) if known => Ok(Cell::text(text)),
        _ => Err(wrong()),
    }
}

fn binary(value: &Value) -> Result<Cell> {
    let text = python::str(value);
    if text.is_empty() {
        return Ok(Cell::Null);
    }
    let joined: String = text.split_ascii_whitespace().collect();
    match STANDARD.decode(&joined) {
        Ok(_) => Ok(Cell::text(joined)),
        Err(error) => Err(Exception::new("binascii.Error", error.to_string())),
    }
}
