//! The values of a page as arrays of PostgreSQL.

use std::fmt::Write as _;

use arrow_array::{
    Array as _, ArrayRef, RecordBatch, StringArray,
    cast::AsArray as _,
    temporal_conversions::{date32_to_datetime, timestamp_us_to_datetime},
    types::{
        Date32Type, Decimal128Type, Float64Type, Int16Type, Int32Type, Int64Type,
        TimestampMicrosecondType,
    },
};
use arrow_schema::DataType;
use chrono::{DateTime, NaiveDate, Utc};
use odoo_orm::rpc::DecodeError;
use tokio_postgres::types::ToSql;

use crate::Error;

/// The type of a column in SQL, as `format_type` shows it.
pub(super) fn sql_type(kind: &DataType) -> String {
    match kind {
        DataType::Int32 => "integer",
        DataType::Int64 => "bigint",
        DataType::Float64 => "double precision",
        DataType::Decimal128(precision, scale) => return format!("numeric({precision},{scale})"),
        DataType::Boolean => "boolean",
        DataType::Date32 => "date",
        DataType::Timestamp(..) => "timestamp with time zone",
        DataType::List(_) => "integer[]",
        DataType::Binary => "bytea",
        _ => "text",
    }
    .to_owned()
}

/// The type in which values are sent, if it is not the column's.
///
/// An array of arrays would be one array of two dimensions.
pub(super) fn sent_as(kind: &DataType) -> Option<&'static str> {
    matches!(kind, DataType::List(_) | DataType::Decimal128(..)).then_some("text")
}

/// The values of a column.
pub(super) enum Array<'a> {
    Int32(Vec<Option<i32>>),
    Int64(Vec<Option<i64>>),
    Float(Vec<Option<f64>>),
    Boolean(Vec<Option<bool>>),
    Date(Vec<Option<NaiveDate>>),
    Time(Vec<Option<DateTime<Utc>>>),
    Text(Vec<Option<&'a str>>),
    Written(Vec<Option<String>>),
    Bytes(Vec<Option<&'a [u8]>>),
}

impl<'a> Array<'a> {
    /// The columns of a page.
    pub(super) fn of(model: &str, batch: &'a RecordBatch) -> Result<Vec<Self>, Error> {
        let ids = batch.column(0).as_primitive::<Int32Type>();
        let schema = batch.schema_ref();
        let columns = schema.fields().iter().zip(batch.columns());
        columns
            .map(|(field, column)| {
                let array = Array::new(column);
                // PostgreSQL has no NUL in texts, but a computed field can.
                if let Array::Text(texts) = &array
                    && let Some(row) = texts.iter().position(|text| text.is_some_and(has_nul))
                {
                    let found = "a text with NUL".to_owned();
                    let error = DecodeError::new("a text that PostgreSQL can store", found);
                    let id = ids.values().get(row).copied().map(i64::from);
                    let error = error.at(model.to_owned(), field.name().clone(), id);
                    return Err(odoo_orm::Error::from(error).into());
                }
                Ok(array)
            })
            .collect()
    }

    fn new(column: &'a ArrayRef) -> Self {
        match column.data_type() {
            DataType::Int32 => Array::Int32(column.as_primitive::<Int32Type>().iter().collect()),
            DataType::Int64 => Array::Int64(column.as_primitive::<Int64Type>().iter().collect()),
            DataType::Float64 => {
                Array::Float(column.as_primitive::<Float64Type>().iter().collect())
            }
            DataType::Decimal128(..) => {
                let numbers = column.as_primitive::<Decimal128Type>();
                let text = |row| (!numbers.is_null(row)).then(|| numbers.value_as_string(row));
                Array::Written((0..numbers.len()).map(text).collect())
            }
            DataType::Boolean => Array::Boolean(column.as_boolean().iter().collect()),
            DataType::Date32 => {
                let days = column.as_primitive::<Date32Type>().iter();
                let date = |day| date32_to_datetime(day).map(|time| time.date());
                Array::Date(days.map(|day| day.and_then(date)).collect())
            }
            DataType::Timestamp(..) => {
                let times = column.as_primitive::<TimestampMicrosecondType>().iter();
                let time = |time| timestamp_us_to_datetime(time).map(|time| time.and_utc());
                Array::Time(times.map(|number| number.and_then(time)).collect())
            }
            DataType::List(_) => {
                let lists = column.as_list::<i32>().iter();
                Array::Written(lists.map(|list| list.as_ref().map(written)).collect())
            }
            DataType::Binary => Array::Bytes(column.as_binary::<i32>().iter().collect()),
            DataType::Dictionary(..) => {
                let keys = column.as_dictionary::<Int16Type>();
                let keys = keys.downcast_dict::<StringArray>();
                Array::Text(keys.into_iter().flatten().collect())
            }
            _ => Array::Text(column.as_string::<i32>().iter().collect()),
        }
    }

    pub(super) fn parameter(&self) -> &(dyn ToSql + Sync) {
        match self {
            Array::Int32(values) => values,
            Array::Int64(values) => values,
            Array::Float(values) => values,
            Array::Boolean(values) => values,
            Array::Date(values) => values,
            Array::Time(values) => values,
            Array::Text(values) => values,
            Array::Written(values) => values,
            Array::Bytes(values) => values,
        }
    }
}

fn has_nul(text: &str) -> bool {
    text.contains('\0')
}

/// The ids of a list in PostgreSQL's notation, such as `{1,2}`.
fn written(list: &ArrayRef) -> String {
    let mut text = String::from("{");
    for (at, id) in list.as_primitive::<Int32Type>().values().iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(text, "{comma}{id}");
    }
    text.push('}');
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::Int32Array;

    use super::*;

    /// The server's own columns have no NUL, but a computed field can.
    #[test]
    fn a_text_with_nul_is_named() {
        let ids: ArrayRef = Arc::new(Int32Array::from(vec![3, 7]));
        let texts: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), Some("a\0b")]));
        let batch = RecordBatch::try_from_iter([("id", ids), ("name", texts)]).unwrap();
        let error = Array::of("x.line", &batch).err().unwrap().to_string();
        let place = "field `name` of `x.line` record 7: expected a text that PostgreSQL can store";
        assert!(error.contains(place), "{error}");
    }
}
