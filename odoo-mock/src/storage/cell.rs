//! The values of columns.

use std::{cmp::Ordering, collections::BTreeMap, sync::Arc};

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::Value;

/// One value of a record. `Null` differs from an empty text and from 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Cell {
    #[default]
    Null,
    Bool(bool),
    /// The id of a record, and its model.
    Int(i64),
    Float(f64),
    Text(Arc<str>),
    /// A text for each language. The English text is always present.
    Terms(Arc<BTreeMap<String, Arc<str>>>),
    Date(NaiveDate),
    /// In UTC. Values that the server sets have microseconds.
    Time(NaiveDateTime),
    Json(Arc<Value>),
}

/// The language that all others fall back to.
pub(crate) const BASE_LANGUAGE: &str = "en_US";

impl Cell {
    pub(crate) fn text(text: impl Into<Arc<str>>) -> Self {
        Cell::Text(text.into())
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Cell::Null)
    }

    pub(crate) fn id(&self) -> Option<i64> {
        match self {
            Cell::Int(id) => Some(*id),
            _ => None,
        }
    }

    /// The text in a language.
    pub(crate) fn as_text(&self, language: &str) -> Option<&str> {
        match self {
            Cell::Text(text) => Some(text),
            Cell::Terms(terms) => terms
                .get(language)
                .or_else(|| terms.get(BASE_LANGUAGE))
                .map(|text| &**text),
            _ => None,
        }
    }

    /// The same cell in one language.
    pub(crate) fn in_language(&self, language: &str) -> Cell {
        match self {
            Cell::Terms(_) => self.as_text(language).map_or(Cell::Null, Cell::text),
            other => other.clone(),
        }
    }

    pub(crate) fn as_number(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "as PostgreSQL compares the two")]
            Cell::Int(number) => Some(*number as f64),
            Cell::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// The order of two values of one column, neither of them NULL.
    pub(crate) fn compare(&self, other: &Cell) -> Option<Ordering> {
        match (self, other) {
            (Cell::Bool(a), Cell::Bool(b)) => Some(a.cmp(b)),
            (Cell::Int(a), Cell::Int(b)) => Some(a.cmp(b)),
            (Cell::Text(a), Cell::Text(b)) => Some(a.cmp(b)),
            (Cell::Date(a), Cell::Date(b)) => Some(a.cmp(b)),
            (Cell::Time(a), Cell::Time(b)) => Some(a.cmp(b)),
            (Cell::Date(a), Cell::Time(b)) => Some(a.and_time(chrono::NaiveTime::MIN).cmp(b)),
            (Cell::Time(a), Cell::Date(b)) => Some(a.cmp(&b.and_time(chrono::NaiveTime::MIN))),
            (Cell::Json(a), Cell::Json(b)) => Some(a.to_string().cmp(&b.to_string())),
            (Cell::Terms(_), _) => self.in_language(BASE_LANGUAGE).compare(other),
            (_, Cell::Terms(_)) => self.compare(&other.in_language(BASE_LANGUAGE)),
            _ => Some(self.as_number()?.total_cmp(&other.as_number()?)),
        }
    }

    /// Whether the database treats the two as equal: an integer can equal a float.
    pub(crate) fn equals(&self, other: &Cell) -> bool {
        self.compare(other) == Some(Ordering::Equal)
    }

    /// The result of a cast to text.
    pub(crate) fn cast_to_text(&self, language: &str) -> Option<String> {
        match self {
            Cell::Null => None,
            Cell::Bool(value) => Some(value.to_string()),
            Cell::Int(number) => Some(number.to_string()),
            Cell::Float(number) => Some(float_text(*number)),
            Cell::Text(_) | Cell::Terms(_) => self.as_text(language).map(str::to_owned),
            Cell::Date(day) => Some(date_text(*day)),
            Cell::Time(time) => Some(time.format("%Y-%m-%d %H:%M:%S%.f").to_string()),
            Cell::Json(value) => Some(value.to_string()),
        }
    }
}

/// A number as PostgreSQL writes it: with an exponent where that is shorter.
fn float_text(number: f64) -> String {
    let magnitude = number.abs();
    if number == 0.0 || (1e-4..1e15).contains(&magnitude) {
        return number.to_string();
    }
    let text = format!("{number:e}");
    match text.split_once('e') {
        Some((digits, exponent)) => {
            let (sign, exponent) = exponent
                .strip_prefix('-')
                .map_or(('+', exponent), |rest| ('-', rest));
            format!("{digits}e{sign}{exponent:0>2}")
        }
        None => text,
    }
}

/// A date as Odoo writes it: years below 1000 have no leading zeros (Python's `strftime`).
pub(crate) fn date_text(day: NaiveDate) -> String {
    use chrono::Datelike as _;
    format!("{}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// A time without fractional seconds.
pub(crate) fn time_text(time: NaiveDateTime) -> String {
    format!("{} {}", date_text(time.date()), time.format("%H:%M:%S"))
}
