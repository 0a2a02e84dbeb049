//! The keys of groups.

use datafusion::{
    arrow::datatypes::{DataType, TimeUnit},
    logical_expr::Expr,
    scalar::ScalarValue,
};

use crate::push::{Fields, Kind};

/// A field by which the server groups.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    pub(super) field: String,
    pub(super) kind: Kind,
    /// For dates and datetimes: the length of a group.
    pub(super) part: Option<Part>,
}

/// A part of time in UTC, the longest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Year,
    Quarter,
    Month,
    Day,
}

impl Part {
    pub(super) fn name(self) -> &'static str {
        match self {
            Part::Year => "year",
            Part::Quarter => "quarter",
            Part::Month => "month",
            Part::Day => "day",
        }
    }

    /// The longest part whose first moment determines a part in SQL.
    ///
    /// Odoo's own weeks begin on a day that depends on the language, so weeks are made of days.
    fn determining(name: &str) -> Option<Self> {
        Some(match name.to_lowercase().as_str() {
            "year" => Part::Year,
            "quarter" | "qtr" => Part::Quarter,
            "month" => Part::Month,
            "day" | "week" | "dow" | "doy" | "isodow" => Part::Day,
            _ => return None,
        })
    }
}

impl Key {
    /// The name in a request.
    pub(super) fn name(&self) -> String {
        match self.part {
            Some(part) => format!("{}:{}", self.field, part.name()),
            None => self.field.clone(),
        }
    }
}

/// The server's keys whose groups lie within one group of SQL each, if any.
pub(super) fn keys(exprs: &[Expr], fields: &Fields) -> Option<Vec<Key>> {
    let mut keys: Vec<Key> = Vec::new();
    for expr in exprs {
        let key = key(&expr.clone().unalias(), fields)?;
        match keys.iter_mut().find(|known| known.field == key.field) {
            Some(known) => known.part = known.part.max(key.part),
            None => keys.push(key),
        }
    }
    Some(keys)
}

fn key(expr: &Expr, fields: &Fields) -> Option<Key> {
    let (column, part) = match expr {
        Expr::Column(column) => (column, None),
        Expr::Cast(cast) if *cast.field.data_type() == DataType::Date32 => match &*cast.expr {
            Expr::Column(column) => (column, Some(Part::Day)),
            _ => return None,
        },
        Expr::ScalarFunction(function) if matches!(function.name(), "date_trunc" | "date_part") => {
            let [Expr::Literal(part, _), moment] = function.args.as_slice() else {
                return None;
            };
            let (ScalarValue::Utf8(Some(part)) | ScalarValue::Utf8View(Some(part))) = part else {
                return None;
            };
            let column = match moment {
                Expr::Column(column) => column,
                Expr::Cast(cast) if is_utc(cast.field.data_type()) => match &*cast.expr {
                    Expr::Column(column) => column,
                    _ => return None,
                },
                _ => return None,
            };
            (column, Some(Part::determining(part)?))
        }
        _ => return None,
    };
    let field = fields.get(&column.name)?;
    let part = match (&field.kind, part) {
        (Kind::Link | Kind::Selection | Kind::Boolean | Kind::Integer, None) => None,
        (Kind::Date, None) => Some(Part::Day),
        (Kind::Date | Kind::DateTime, Some(part)) => Some(part),
        _ => return None,
    };
    Some(Key {
        field: field.name.clone(),
        kind: field.kind.clone(),
        part,
    })
}

/// Whether the type holds moments or local times in UTC.
fn is_utc(kind: &DataType) -> bool {
    match kind {
        DataType::Date32 => true,
        DataType::Timestamp(TimeUnit::Second, _) => false,
        DataType::Timestamp(_, zone) => zone
            .as_deref()
            .is_none_or(|zone| matches!(zone, "UTC" | "+00:00")),
        _ => false,
    }
}
