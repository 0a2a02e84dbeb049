//! Conversion of values that are written to a column.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{dates, html, round};
use crate::{
    exception::{Exception, Result, type_error, value_error},
    python,
    schema::{Field, Kind},
    storage::Cell,
    version::Version,
};

/// How a value reaches its column.
///
/// Up to 18, `create` sends values to the database unchecked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Create,
    Write,
}

/// The cell of a value in `create` or `write` (`odoo/fields.py`, `convert_to_column` and `convert_to_cache`).
///
/// Lists and properties are
/// not columns.
pub(crate) fn to_cell(field: &Field, value: &Value, way: Way, version: Version) -> Result<Cell> {
    match field.kind {
        Kind::Char | Kind::Text | Kind::Html | Kind::Binary if python::is_none(value) => {
            Ok(Cell::Null)
        }
        Kind::Char | Kind::Text => text(field, &python::str(value), version),
        Kind::Html => {
            let html = html::sanitize(&python::str(value), version);
            text(field, &html, version)
        }
        Kind::Integer | Kind::Many2oneReference | Kind::Id => integer(value),
        Kind::Float | Kind::Monetary => float(field, value),
        Kind::Boolean => Ok(Cell::Bool(python::is_true(value))),
        Kind::Date => date(value, way, version),
        Kind::Datetime => time(value, way, version),
        Kind::Selection => selection(field, value, version),
        Kind::Many2one => many2one(value, way, version),
        Kind::Reference => reference(field, value),
        Kind::Binary => binary(value),
        Kind::Json | Kind::PropertiesDefinition if python::is_true(value) => {
            Ok(Cell::Json(value.clone().into()))
        }
        Kind::Json
        | Kind::PropertiesDefinition
        | Kind::One2many
        | Kind::Many2many
        | Kind::Properties => Ok(Cell::Null),
    }
}

fn text(field: &Field, text: &str, version: Version) -> Result<Cell> {
    if text.contains('\0') {
        if field.translate && version.has_translated_columns() {
            // The text is stored as JSON.
            return Err(Exception::postgres(
                "UntranslatableCharacter",
                "unsupported Unicode escape sequence",
            ));
        }
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
    let number = python::int(value)?;
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
        python::float(value)?
    } else {
        0.0
    };
    if !number.is_finite() {
        return Err(value_error(
            "the in-memory Odoo does not support NaN and infinity, which JSON cannot represent",
        ));
    }
    let decimals = match (field.kind, field.digits) {
        (_, Some((_, decimals))) => Some(decimals),
        // For a currency with two decimals, as nearly all have.
        (Kind::Monetary, None) if field.currency.is_some() => Some(2),
        _ => None,
    };
    Ok(Cell::Float(
        decimals.map_or(number, |decimals| round(number, decimals)),
    ))
}

fn date(value: &Value, way: Way, version: Version) -> Result<Cell> {
    if is_no_date(value, way, version) {
        return Ok(Cell::Null);
    }
    if by_database(way, version) {
        super::parse_date_lenient(&python::str(value))?;
    }
    let text = value.as_str().ok_or_else(|| not_a_date(value, "date"))?;
    dates::written_date(text).map(Cell::Date).ok_or_else(|| {
        value_error(format!(
            "time data '{text}' does not match format '%Y-%m-%d'"
        ))
    })
}

fn time(value: &Value, way: Way, version: Version) -> Result<Cell> {
    if is_no_date(value, way, version) {
        return Ok(Cell::Null);
    }
    if by_database(way, version) {
        super::parse_time_lenient(&python::str(value))?;
    }
    let text = value
        .as_str()
        .ok_or_else(|| not_a_date(value, "datetime"))?;
    dates::written_time(text, version).map(Cell::Time)
}

/// The value for an invalid date.
///
/// An empty text means no date, unless the database sees it first.
fn is_no_date(value: &Value, way: Way, version: Version) -> bool {
    !python::is_true(value) && (!value.is_string() || !by_database(way, version))
}

/// Whether the database sees the value first.
fn by_database(way: Way, version: Version) -> bool {
    way == Way::Create && !version.empty_text_is_no_date()
}

fn not_a_date(value: &Value, kind: &str) -> Exception {
    match value {
        Value::Number(_) | Value::Bool(_) => type_error(format!(
            "'{}' object is not subscriptable",
            python::type_name(value)
        )),
        other => value_error(format!("{} is not a valid {kind}", python::repr(other))),
    }
}

fn selection(field: &Field, value: &Value, version: Version) -> Result<Cell> {
    if (value.is_array() || value.is_object()) && version.hashes_selections() {
        return Err(type_error(format!(
            "unhashable type: '{}'",
            python::type_name(value)
        )));
    }
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

fn many2one(value: &Value, way: Way, version: Version) -> Result<Cell> {
    let mismatch = || {
        Exception::postgres(
            "DatatypeMismatch",
            "the column is of type integer but the expression is not",
        )
    };
    match value {
        // A write of 14 treats 0 as the id of a missing record.
        value
            if !python::is_true(value)
                && (!value.is_number() || way == Way::Create || !version.zero_is_link()) =>
        {
            Ok(Cell::Null)
        }
        Value::Number(number) => match number.as_i64().map(i32::try_from) {
            Some(Ok(id)) => Ok(Cell::Int(id.into())),
            Some(Err(_)) => Err(out_of_range()),
            // A write treats a fraction as no id, and the database rounds it.
            None if way == Way::Write => Ok(Cell::Null),
            #[expect(clippy::cast_possible_truncation, reason = "as PostgreSQL rounds it")]
            None => Ok(Cell::Int(number.as_f64().unwrap_or_default().round() as i64)),
        },
        Value::String(_) if way == Way::Write && version.text_is_no_link() => Ok(Cell::Null),
        Value::String(text) => match text.trim().parse::<i32>() {
            Ok(id) => Ok(Cell::Int(id.into())),
            Err(_) => Err(Exception::postgres(
                "InvalidTextRepresentation",
                format!("invalid input syntax for type integer: \"{text}\""),
            )),
        },
        _ if way == Way::Write => Ok(Cell::Null),
        _ => Err(mismatch()),
    }
}

fn reference(field: &Field, value: &Value) -> Result<Cell> {
    if python::is_none(value) {
        return Ok(Cell::Null);
    }
    let wrong = || {
        value_error(format!(
            "Wrong value for {}: {}",
            field.name,
            python::repr(value)
        ))
    };
    let text = value.as_str().ok_or_else(wrong)?;
    let (model, id) = text.split_once(',').ok_or_else(wrong)?;
    let known = field.open || field.selection.iter().any(|(known, _)| known == model);
    match id.parse::<i64>() {
        Ok(_) if known => Ok(Cell::text(text)),
        _ => Err(wrong()),
    }
}

fn binary(value: &Value) -> Result<Cell> {
    if !python::is_true(value) {
        return Ok(Cell::Null);
    }
    let Value::String(text) = value else {
        return Err(type_error(
            "argument should be a bytes-like object or ASCII string",
        ));
    };
    if text.is_empty() {
        return Ok(Cell::Null);
    }
    // Characters that are not base64 are skipped.
    let known = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '/' | '=');
    let joined: String = text.chars().filter(known).collect();
    match STANDARD.decode(&joined) {
        Ok(bytes) => Ok(Cell::text(STANDARD.encode(bytes))),
        Err(error) => Err(Exception::new("binascii.Error", error.to_string())),
    }
}
