//! Comparisons of a field with a constant.
//!
//! Most of it follows from two rules: `!=` and `not in` find NULL, and `!= False` excludes it (14 to 19: `odoo/osv/expression.py`,
//! 19: `orm/fields.py`). No comparison of SQL is true for null.

use datafusion::arrow::datatypes::DataType;
use serde_json::Value;

use super::{
    Pushed,
    condition::Condition,
    field::{Field, Kind, Text},
    literal::Literal,
    number, time,
};

/// A comparison that no null satisfies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// The operator of a domain.
    pub(super) fn operator(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }

    /// The comparison that holds for the other values. Neither holds for null.
    pub(super) fn negated(self) -> Self {
        match self {
            Comparison::Equal => Comparison::NotEqual,
            Comparison::NotEqual => Comparison::Equal,
            Comparison::Less => Comparison::GreaterOrEqual,
            Comparison::LessOrEqual => Comparison::Greater,
            Comparison::Greater => Comparison::LessOrEqual,
            Comparison::GreaterOrEqual => Comparison::Less,
        }
    }

    /// The comparison with its sides exchanged.
    pub(super) fn swapped(self) -> Self {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::LessOrEqual => Comparison::GreaterOrEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterOrEqual => Comparison::LessOrEqual,
            same => same,
        }
    }

    pub(super) fn holds<T: PartialOrd>(self, left: &T, right: &T) -> bool {
        match self {
            Comparison::Equal => left == right,
            Comparison::NotEqual => left != right,
            Comparison::Less => left < right,
            Comparison::LessOrEqual => left <= right,
            Comparison::Greater => left > right,
            Comparison::GreaterOrEqual => left >= right,
        }
    }
}

impl Field {
    /// The server's condition for a comparison, if there is one that finds all records.
    ///
    /// `cast` is the type to which SQL converts the field.
    pub(super) fn compare(
        &self,
        cast: Option<&DataType>,
        comparison: Comparison,
        value: &Literal,
    ) -> Option<Pushed> {
        match (&self.kind, value) {
            (Kind::Id, Literal::Integer(id)) if is_integer(cast) => {
                let id = i32::try_from(*id).ok().filter(|id| *id != 0)?;
                Some(Pushed::Exact(self.is(comparison, id)))
            }
            (Kind::Link, Literal::Integer(id)) if is_integer(cast) => {
                let id = i32::try_from(*id).ok().filter(|id| *id > 0)?;
                Some(Pushed::Exact(self.key(comparison, id.into())))
            }
            (Kind::LinkToAny, Literal::Integer(id)) if is_integer(cast) => {
                let id = i32::try_from(*id).ok().filter(|id| *id > 0)?;
                let is_equal = comparison == Comparison::Equal;
                is_equal.then(|| Pushed::Exact(self.is(comparison, id)))
            }
            (Kind::Integer, _) if is_integer(cast) || cast == Some(&DataType::Float64) => {
                number::integer(self, comparison, value)
            }
            (Kind::Float { margin }, _) if cast.is_none() => {
                number::float(self, *margin, comparison, value)
            }
            (Kind::Boolean, Literal::Boolean(value)) if cast.is_none() => match comparison {
                Comparison::Equal => Some(self.boolean(*value)),
                Comparison::NotEqual => Some(self.boolean(!*value)),
                _ => None,
            },
            (Kind::Text(text), Literal::Text(value)) if is_text(cast) => {
                self.text(text, comparison, value)
            }
            (Kind::Selection, Literal::Text(key)) if is_text(cast) => {
                let is_key = !key.is_empty() && !key.contains('\0');
                let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
                let condition = || Pushed::Exact(self.key(comparison, key.as_str().into()));
                (is_key && is_equality).then(condition)
            }
            (Kind::Date, Literal::Date(date)) if cast.is_none() => {
                let date = super::literal::date(*date)?;
                Some(Pushed::Exact(self.key(comparison, date.into())))
            }
            (Kind::DateTime, Literal::Time(moment)) if is_time(cast) => {
                time::moment(self, comparison, *moment)
            }
            (Kind::DateTime, Literal::Date(date)) if cast == Some(&DataType::Date32) => {
                time::day(self, comparison, *date)
            }
            _ => None,
        }
    }

    /// The condition for null, or for all other values.
    pub(super) fn null(&self, is_null: bool) -> Option<Pushed> {
        let condition = if is_null { self.unset() } else { self.set() };
        match &self.kind {
            Kind::Link | Kind::Selection | Kind::Date | Kind::DateTime => {
                Some(Pushed::Exact(condition))
            }
            // Versions find records of 14's source language for a translated field.
            Kind::Text(text) if text.is_translated => None,
            Kind::Text(text) if !text.empty_is_unset => Some(Pushed::Exact(condition)),
            Kind::Text(_) if is_null => Some(Pushed::Inexact(condition)),
            // SQL simplifies the tests of columns that are never null.
            _ => None,
        }
    }

    pub(super) fn boolean(&self, value: bool) -> Pushed {
        Pushed::Exact(self.is(Comparison::Equal, value))
    }

    /// A comparison of a field whose nulls are found by `!=`.
    fn key(&self, comparison: Comparison, value: Value) -> Condition {
        let condition = self.is(comparison, value);
        if comparison == Comparison::NotEqual {
            return Condition::All(vec![condition, self.set()]);
        }
        condition
    }

    /// Orders of texts are the database's, so only equality is compared by the server.
    fn text(&self, text: &Text, comparison: Comparison, value: &str) -> Option<Pushed> {
        if value.contains('\0') || !text.fits(value) {
            return None;
        }
        let condition = self.is(comparison, value);
        match comparison {
            // It excludes null, on each version.
            Comparison::NotEqual if value.is_empty() && !text.is_translated => {
                Some(Pushed::Exact(condition))
            }
            Comparison::Equal if value.is_empty() && text.is_translated => None,
            Comparison::Equal if text.is_translated => Some(Pushed::Inexact(condition)),
            Comparison::Equal if value.is_empty() && text.empty_is_unset => {
                Some(Pushed::Inexact(condition))
            }
            Comparison::Equal => Some(Pushed::Exact(condition)),
            Comparison::NotEqual if text.is_translated => None,
            Comparison::NotEqual if text.empty_is_unset => Some(Pushed::Inexact(condition)),
            Comparison::NotEqual => {
                Some(Pushed::Exact(Condition::All(vec![condition, self.set()])))
            }
            _ => None,
        }
    }

    pub(super) fn is(&self, comparison: Comparison, value: impl Into<Value>) -> Condition {
        Condition::term(&self.name, comparison.operator(), value)
    }

    pub(super) fn unset(&self) -> Condition {
        self.is(Comparison::Equal, false)
    }

    pub(super) fn set(&self) -> Condition {
        self.is(Comparison::NotEqual, false)
    }
}

fn is_integer(cast: Option<&DataType>) -> bool {
    matches!(cast, None | Some(DataType::Int32 | DataType::Int64))
}

fn is_text(cast: Option<&DataType>) -> bool {
    cast.is_none_or(DataType::is_string)
}

/// Values are whole seconds, which each unit can hold.
fn is_time(cast: Option<&DataType>) -> bool {
    matches!(cast, None | Some(DataType::Timestamp(..)))
}
