//! How an export is divided into files.

use arrow_array::{
    Array as _, RecordBatch,
    cast::AsArray as _,
    temporal_conversions::{date32_to_datetime, timestamp_us_to_datetime},
    types::{Date32Type, TimestampMicrosecondType},
};
use arrow_schema::{DataType, SchemaRef};
use chrono::{Datelike as _, NaiveDateTime};
use odoo_orm::rpc::ConfigError;
use serde::{Deserialize, Serialize};

use crate::Error;

/// The division of an export into files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Partition {
    /// Files with this number of records each, in the order of their ids.
    Records(usize),
    /// A folder for each month of a date or datetime column, in UTC.
    Month(String),
}

/// The partition of a row: a file, or a month since the year 0.
///
/// `None` is the partition of rows without a date.
pub(crate) type Key = Option<i64>;

impl Partition {
    /// Checks that the columns can be partitioned.
    pub(crate) fn check(&self, model: &str, schema: &SchemaRef) -> Result<(), Error> {
        let Partition::Month(name) = self else {
            return Ok(());
        };
        let found = match schema.field_with_name(name) {
            Ok(field) if is_time(field.data_type()) => None,
            Ok(field) => Some(format!("a column of type `{}`", field.data_type())),
            Err(_) => Some("no such column".to_owned()),
        };
        if let Some(found) = found {
            return Err(refused(format!(
                "`{model}` cannot be partitioned by the month of `{name}`: expected a date or datetime column of the table, found {found}"
            )));
        }
        let folder = folder_key(name);
        if schema.field_with_name(&folder).is_ok() {
            return Err(refused(format!(
                "`{model}` cannot be partitioned by the month of `{name}`: it has a column `{folder}`, which is the name of the partition; remove this column from the table"
            )));
        }
        Ok(())
    }

    /// The partitions of the rows of a batch, before which `records` were read.
    pub(crate) fn keys(&self, batch: &RecordBatch, records: u64) -> Vec<Key> {
        match self {
            Partition::Records(size) => {
                let size = (*size).max(1) as u64;
                let rows = 0..batch.num_rows() as u64;
                let file = |row| i64::try_from((records + row) / size).ok();
                rows.map(file).collect()
            }
            Partition::Month(name) => match batch.column_by_name(name) {
                Some(column) if *column.data_type() == DataType::Date32 => {
                    let days = column.as_primitive::<Date32Type>().iter();
                    days.map(|day| day.and_then(date32_to_datetime).map(month))
                        .collect()
                }
                Some(column) => {
                    let times = column.as_primitive::<TimestampMicrosecondType>().iter();
                    times
                        .map(|time| time.and_then(timestamp_us_to_datetime).map(month))
                        .collect()
                }
                // `check` found it.
                None => vec![None; batch.num_rows()],
            },
        }
    }

    /// The path of a partition's file in the folder.
    pub(crate) fn file(&self, key: Key) -> String {
        match (self, key) {
            (Partition::Records(_), key) => {
                format!("{:06}.parquet", key.unwrap_or_default().saturating_add(1))
            }
            (Partition::Month(name), Some(month)) => {
                let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
                format!("{}={year:04}-{month:02}/data.parquet", folder_key(name))
            }
            (Partition::Month(name), None) => {
                format!("{}={NULL}/data.parquet", folder_key(name))
            }
        }
    }
}

/// The value of a partition for null, as in Hive and Spark.
const NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// The name of the partitions, which readers add as a column.
fn folder_key(field: &str) -> String {
    format!("{field}_month")
}

fn is_time(kind: &DataType) -> bool {
    matches!(kind, DataType::Date32 | DataType::Timestamp(..))
}

fn month(time: NaiveDateTime) -> i64 {
    i64::from(time.year()) * 12 + i64::from(time.month0())
}

fn refused(sentence: String) -> Error {
    odoo_orm::Error::from(ConfigError::new(sentence)).into()
}
