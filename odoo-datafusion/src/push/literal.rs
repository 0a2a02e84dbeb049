//! Values of SQL in the forms that conditions need.

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use datafusion::{
    arrow::datatypes::DataType,
    logical_expr::{Cast, Expr, TryCast},
    scalar::ScalarValue,
};

/// A value that is not null.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    Date(NaiveDate),
    /// A moment in UTC.
    Time(DateTime<Utc>),
}

impl Literal {
    /// Reads a constant.
    ///
    /// Returns none for other expressions, for null, and for other types.
    pub(crate) fn of(expr: &Expr) -> Option<Self> {
        match expr {
            Expr::Literal(value, _) => Self::of_value(value),
            _ => None,
        }
    }

    fn of_value(value: &ScalarValue) -> Option<Self> {
        let from_micros = |micros| DateTime::from_timestamp_micros(micros).map(Literal::Time);
        match value {
            ScalarValue::Boolean(Some(value)) => Some(Literal::Boolean(*value)),
            ScalarValue::Int8(Some(value)) => Some(Literal::Integer((*value).into())),
            ScalarValue::Int16(Some(value)) => Some(Literal::Integer((*value).into())),
            ScalarValue::Int32(Some(value)) => Some(Literal::Integer((*value).into())),
            ScalarValue::Int64(Some(value)) => Some(Literal::Integer(*value)),
            ScalarValue::Float64(Some(value)) => Some(Literal::Float(*value)),
            ScalarValue::Utf8(Some(text))
            | ScalarValue::Utf8View(Some(text))
            | ScalarValue::LargeUtf8(Some(text)) => Some(Literal::Text(text.clone())),
            ScalarValue::Date32(Some(days)) => {
                let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?;
                let days = TimeDelta::try_days((*days).into())?;
                Some(Literal::Date(epoch.checked_add_signed(days)?))
            }
            ScalarValue::TimestampSecond(Some(seconds), _) => {
                DateTime::from_timestamp_secs(*seconds).map(Literal::Time)
            }
            ScalarValue::TimestampMillisecond(Some(millis), _) => {
                DateTime::from_timestamp_millis(*millis).map(Literal::Time)
            }
            ScalarValue::TimestampMicrosecond(Some(micros), _) => from_micros(*micros),
            ScalarValue::TimestampNanosecond(Some(nanos), _) => {
                Some(Literal::Time(DateTime::from_timestamp_nanos(*nanos)))
            }
            ScalarValue::Dictionary(_, value) => Self::of_value(value),
            _ => None,
        }
    }
}

/// A column, and the type to which an expression converts it.
pub(crate) fn column(expr: &Expr) -> Option<(&str, Option<&DataType>)> {
    match expr {
        Expr::Column(column) => Some((&column.name, None)),
        Expr::Cast(Cast { expr, field }) | Expr::TryCast(TryCast { expr, field }) => {
            match &**expr {
                Expr::Column(column) => Some((&column.name, Some(field.data_type()))),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The date as Odoo writes it, if Odoo has it.
pub(crate) fn date(date: NaiveDate) -> Option<String> {
    is_a_year(date.year()).then(|| date.format("%Y-%m-%d").to_string())
}

/// The second as Odoo writes it, if Odoo has it.
pub(crate) fn second(time: DateTime<Utc>) -> Option<String> {
    is_a_year(time.year()).then(|| time.format("%Y-%m-%d %H:%M:%S").to_string())
}

/// Python's years.
fn is_a_year(year: i32) -> bool {
    (1..=9999).contains(&year)
}
