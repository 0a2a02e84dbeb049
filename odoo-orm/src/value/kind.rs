//! The kind of a field, which decides which conditions it supports.

use std::fmt;

use serde_json::Value;

use super::date;

/// The kind of a field, derived from the Odoo types that its Rust type reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Integer,
    Float,
    Boolean,
    Date,
    DateTime,
    Relation,
    Properties,
    /// A property, whose type is unknown.
    Any,
    /// A type without comparisons: binary data, JSON.
    Opaque,
}

impl Kind {
    /// Returns the kind for these Odoo types.
    pub(crate) fn of(types: &[&str]) -> Self {
        const KINDS: &[(&str, Kind)] = &[
            ("many2one", Kind::Relation),
            ("one2many", Kind::Relation),
            ("many2many", Kind::Relation),
            ("float", Kind::Float),
            ("monetary", Kind::Float),
            ("integer", Kind::Integer),
            ("many2one_reference", Kind::Integer),
            ("boolean", Kind::Boolean),
            ("date", Kind::Date),
            ("datetime", Kind::DateTime),
            ("properties", Kind::Properties),
            ("char", Kind::Text),
            ("text", Kind::Text),
            ("html", Kind::Text),
            ("selection", Kind::Text),
            ("reference", Kind::Text),
        ];
        KINDS
            .iter()
            .find(|(name, _)| types.contains(name))
            .map_or(Kind::Opaque, |(_, kind)| *kind)
    }

    /// Tells whether a field of this kind can be compared with the value.
    pub(crate) fn holds(self, value: &Value) -> bool {
        let is_32_bit = || {
            value
                .as_i64()
                .is_some_and(|number| i32::try_from(number).is_ok())
        };
        let is_date = || value.as_str().is_some_and(date::is_date_or_time);
        match self {
            Kind::Text => value.as_str().is_some_and(|text| !text.contains('\0')),
            Kind::Integer => is_32_bit(),
            Kind::Float => value.is_number(),
            Kind::Boolean => value.is_boolean() || matches!(value.as_i64(), Some(0 | 1)),
            Kind::Date | Kind::DateTime => is_date(),
            // The server compares a record by its id or by its name.
            Kind::Relation => is_32_bit() || value.is_string(),
            Kind::Any => true,
            Kind::Properties | Kind::Opaque => false,
        }
    }

    pub(crate) fn is_ordered(self) -> bool {
        !matches!(self, Kind::Boolean | Kind::Properties | Kind::Opaque)
    }

    /// Tells whether patterns apply; they match a linked record's name as well.
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Kind::Text | Kind::Relation | Kind::Any)
    }
}

/// Shows the kind as in "a {kind}".
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Text => "text",
            Kind::Integer => "whole number",
            Kind::Float => "number",
            Kind::Boolean => "boolean",
            Kind::Date => "date",
            Kind::DateTime => "datetime",
            Kind::Relation => "relation",
            Kind::Properties => "properties field",
            Kind::Any => "property",
            Kind::Opaque => "field without comparisons",
        })
    }
}
