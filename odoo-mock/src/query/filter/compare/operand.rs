//! Conversion of a domain's values to the type of the column.

use chrono::{NaiveDateTime, NaiveTime};
use serde_json::Value;

use super::{Column, no_operator};
use crate::{
    domain::Leaf,
    exception::{Exception, Result},
    python,
    query::{Env, filter::dates},
    schema::Kind,
    storage::Cell,
    value::{parse_date_lenient, parse_time_lenient},
};

impl Column<'_> {
    /// Converts a value like `convert_to_column`.
    pub(in crate::query::filter) fn operand(&self, value: &Value, leaf: &Leaf) -> Result<Cell> {
        match self.field.kind {
            Kind::Integer | Kind::Many2oneReference if !python::is_true(value) => Ok(Cell::Int(0)),
            Kind::Integer | Kind::Many2oneReference => python::int(value).map(Cell::Int),
            kind if kind.is_float() && !python::is_true(value) => Ok(Cell::Float(0.0)),
            kind if kind.is_float() => python::float(value).map(Cell::Float),
            Kind::Boolean => Ok(Cell::Bool(self.boolean(value))),
            _ if python::is_none(value) => Ok(Cell::Null),
            Kind::Date => self.date(value),
            Kind::Datetime => self.time(value, &leaf.operator),
            Kind::Id => self.id(value),
            Kind::Many2one => many2one(value),
            // Only text can be sanitized as HTML.
            Kind::Html
                if !value.is_string()
                    && !python::is_true(value)
                    && !self.version.has_domain_trees() =>
            {
                Err(no_operator("text = integer"))
            }
            Kind::Html if !python::is_true(value) => Ok(Cell::text("")),
            Kind::Char => {
                let text = python::str(value);
                Ok(Cell::text(match self.field.size {
                    Some(size) => text.chars().take(size).collect(),
                    None => text,
                }))
            }
            _ => Ok(Cell::text(python::str(value))),
        }
    }

    fn boolean(&self, value: &Value) -> bool {
        match value {
            // 19 parses words (`odoo/tools/misc.py`, `str2bool`).
            Value::String(text) if self.version.has_domain_trees() => {
                matches!(
                    text.to_lowercase().as_str(),
                    "y" | "yes" | "1" | "true" | "t" | "on"
                )
            }
            other => python::is_true(other),
        }
    }

    fn id(&self, value: &Value) -> Result<Cell> {
        // Up to 18 an id becomes text in the query.
        let number = match value {
            Value::Bool(_) if self.version.has_domain_trees() => {
                return Err(no_operator("integer = boolean"));
            }
            Value::Array(items) if self.version.has_domain_trees() && !items.is_empty() => {
                return many2one(value);
            }
            Value::String(text) => return number_text(text),
            Value::Number(number) => number,
            other => return number_text(&python::str(other)),
        };
        match number.as_i64() {
            Some(number) if !self.version.has_domain_trees() && i32::try_from(number).is_err() => {
                Err(Exception::postgres(
                    "NumericValueOutOfRange",
                    format!("value \"{number}\" is out of range for type integer"),
                ))
            }
            Some(number) => Ok(Cell::Int(number)),
            None if self.version.has_domain_trees() => {
                Ok(number.as_f64().map_or(Cell::Null, Cell::Float))
            }
            None => number_text(&number.to_string()),
        }
    }

    fn date(&self, value: &Value) -> Result<Cell> {
        if self.version.has_relative_dates() {
            return dates::day(value, self.env).map(Cell::Date);
        }
        let text = python::str(value);
        if let Some(moment) = literal(&text, self.env) {
            return Ok(Cell::Date(moment.date()));
        }
        match value {
            // A list becomes text, and PostgreSQL parses the date in it.
            Value::Array(_) => {
                parse_date_lenient(text.trim_matches(['[', ']', '\''])).map(Cell::Date)
            }
            _ => parse_date_lenient(&text).map(Cell::Date),
        }
    }

    fn time(&self, value: &Value, operator: &str) -> Result<Cell> {
        if self.version.has_relative_dates() {
            let end = matches!(operator, ">" | "<=");
            return dates::time(value, end, self.env).map(Cell::Time);
        }
        let text = python::str(value);
        if let Some(moment) = literal(&text, self.env) {
            return Ok(Cell::Time(moment));
        }
        parse_time_lenient(&text).map(Cell::Time)
    }
}

/// `today` and `now`, as PostgreSQL parses them.
fn literal(text: &str, env: &Env) -> Option<NaiveDateTime> {
    match text {
        "now" => Some(env.now),
        "today" => Some(env.now.date().and_time(NaiveTime::MIN)),
        _ => None,
    }
}

/// A text where a number is expected.
pub(in crate::query::filter) fn number_text(text: &str) -> Result<Cell> {
    text.trim().parse().map(Cell::Int).map_err(|_| {
        Exception::postgres(
            "InvalidTextRepresentation",
            format!("invalid input syntax for type integer: \"{text}\""),
        )
    })
}

/// A record in a comparison, which compares its id.
fn many2one(value: &Value) -> Result<Cell> {
    match value {
        value if !python::is_true(value) => Ok(Cell::Null),
        Value::Bool(_) => Err(no_operator("integer = boolean")),
        Value::Number(number) => Ok(number.as_f64().map_or(Cell::Null, Cell::Float)),
        Value::String(text) => number_text(text),
        Value::Array(items)
            if items.iter().any(Value::is_boolean) && items.iter().any(Value::is_number) =>
        {
            Err(Exception::postgres(
                "DatatypeMismatch",
                "ARRAY types integer and boolean cannot be matched",
            ))
        }
        Value::Array(items) if items.iter().all(Value::is_string) => {
            Err(no_operator("integer = text[]"))
        }
        Value::Array(items) => match items.iter().find_map(Value::as_str) {
            Some(text) => number_text(text),
            None => Err(no_operator("integer = integer[]")),
        },
        _ => Err(Exception::new(
            "psycopg2.ProgrammingError",
            "can't adapt type 'dict'",
        )),
    }
}
