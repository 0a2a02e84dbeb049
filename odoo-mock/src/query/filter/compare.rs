//! Conditions on the value of a column.

mod equal;
mod member;
mod operand;
mod order;
mod pattern;

use serde_json::Value;

use super::predicate::{Getter, Predicate};
use crate::{
    domain::Leaf,
    exception::{Exception, Result, key_error, value_error},
    python,
    query::Env,
    schema::{Field, Kind},
    storage::Cell,
    version::Version,
};

pub(super) use operand::number_text;

/// A condition on a column: its field, operator and value.
pub(super) struct Column<'a> {
    pub(super) field: &'a Field,
    pub(super) env: &'a Env,
    pub(super) version: Version,
}

impl Column<'_> {
    /// Builds the condition; `get` returns the value of a record.
    pub(super) fn test<'t>(&self, leaf: &Leaf, get: Getter<'t>) -> Result<Predicate<'t>> {
        let (operator, value) = self.normal(leaf);
        if operator == "=?" {
            let passes = if self.version.has_domain_trees() {
                !python::is_true(&value)
            } else {
                python::is_none(&value)
            };
            if passes {
                return Ok(Predicate::TRUE);
            }
            if self.field.translate && self.version.translated_optional_is_undefined() {
                return Err(no_operator("jsonb =? text"));
            }
            if self.field.translate && self.version.translated_optional_is_unknown() {
                return Err(key_error("=?"));
            }
            if !self.version.has_domain_trees() {
                // A list that `in` does not accept.
                return self.equal("=", &value, get);
            }
            return self.test(&leaf.by("="), get);
        }
        match operator.as_str() {
            "in" | "not in" => self.member(&operator, &value, leaf, get),
            "=" | "!=" if self.version.has_domain_trees() => {
                let operator = if operator == "=" { "in" } else { "not in" };
                self.member(operator, &Value::Array(vec![value]), leaf, get)
            }
            like if like.ends_with("like") => self.pattern(like, &value, leaf, get),
            "=" | "!=" => self.equal(&operator, &value, get),
            "<" | ">" | "<=" | ">=" => self.order(&operator, &value, leaf, get),
            other => {
                if self.version.looks_up_operator() {
                    return Err(key_error(other));
                }
                if !self.version.has_domain_trees()
                    && let Err(wrong) = self.operand(&value, leaf)
                    && !wrong.name.starts_with("psycopg2.")
                {
                    return Err(wrong);
                }
                Err(self.unusable(other, leaf))
            }
        }
    }

    /// The effect of an operator for relations on a column.
    fn unusable(&self, operator: &str, leaf: &Leaf) -> Exception {
        if self.version.has_domain_trees() {
            return value_error(format!("Cannot execute {operator} for {}", leaf.path));
        }
        // The operator reaches the database unchanged (`odoo/osv/expression.py`, `__leaf_to_sql`).
        Exception::postgres(
            "SyntaxError",
            format!("syntax error at or near \"{operator}\""),
        )
    }

    /// Replaces `=` with a list by `in`, and applies the version's other corrections.
    fn normal(&self, leaf: &Leaf) -> (String, Value) {
        let (mut operator, mut value) = (leaf.operator.clone(), leaf.value.clone());
        if let (Value::Array(items), "=" | "!=") = (&value, operator.as_str()) {
            if items.is_empty() && self.version.has_domain_trees() {
                value = Value::Bool(false);
            } else {
                (if operator == "=" { "in" } else { "not in" }).clone_into(&mut operator);
            }
        }
        if self.field.kind == Kind::Datetime
            && !self.version.has_relative_dates()
            && let Value::String(text) = &value
            && text.chars().count() == 10
        {
            // A date without a time is its start, or its end for some operators.
            let end = matches!(operator.as_str(), ">" | "<=");
            value = format!("{text} {}", if end { "23:59:59" } else { "00:00:00" }).into();
        }
        (operator, value)
    }

    /// The values besides NULL that count as empty from 18 on.
    fn falsy_value(&self) -> Option<Cell> {
        if !self.version.falsy_equals_null() {
            return None;
        }
        match self.field.kind {
            kind if kind.is_text() => Some(Cell::text("")),
            Kind::Integer => Some(Cell::Int(0)),
            kind if kind.is_float() => Some(Cell::Float(0.0)),
            Kind::Boolean => Some(Cell::Bool(false)),
            _ => None,
        }
    }

    pub(super) fn has_falsy_value(&self) -> bool {
        self.falsy_value().is_some()
    }
}

fn no_operator(what: &str) -> Exception {
    Exception::postgres(
        "UndefinedFunction",
        format!("operator does not exist: {what}"),
    )
}
