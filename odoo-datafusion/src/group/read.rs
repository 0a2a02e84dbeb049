//! The request for groups, and their values.

use std::sync::Arc;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, SubsecRound as _, Utc};
use datafusion::{
    arrow::{
        array::ArrayRef,
        record_batch::{RecordBatch, RecordBatchOptions},
    },
    error::{DataFusionError, Result},
    scalar::ScalarValue,
};
use odoo_orm::{Call, Context};
use serde_json::{Map, Value};

use super::{
    key::Key,
    measure::{Function, Measure},
    table::GroupTable,
};
use crate::{error::external, push::Kind, version::HAS_FORMATTED_READ_GROUP};

/// A group as the server returns it.
type Row = Map<String, Value>;

impl GroupTable {
    pub(super) fn is_formatted(&self) -> bool {
        HAS_FORMATTED_READ_GROUP.holds_on(&self.version)
    }

    /// The aggregates to request, with their names in the rows.
    fn aggregates(&self) -> Vec<(String, Measure)> {
        let mut all: Vec<Measure> = Vec::new();
        for measure in self.measures.iter().filter(|measure| !measure.is_records()) {
            // The smallest number of a group with a NULL is at most 0.
            let values = measure.skips_null().then(|| Measure {
                function: Function::Count,
                ..measure.clone()
            });
            for measure in [Some(measure.clone()), values].into_iter().flatten() {
                if !all.contains(&measure) {
                    all.push(measure);
                }
            }
        }
        let name = |(index, measure): (usize, Measure)| {
            let name = if self.is_formatted() {
                format!("{}:{}", measure.field, measure.function.name())
            } else {
                format!("__a{index}")
            };
            (name, measure)
        };
        all.into_iter().enumerate().map(name).collect()
    }

    /// The request, in the time zone of SQL, with archived records.
    fn call(&self, aggregates: &[(String, Measure)]) -> Call {
        let keys: Vec<String> = self.keys.iter().map(Key::name).collect();
        let method = if self.is_formatted() {
            "formatted_read_group"
        } else {
            "read_group"
        };
        let call = Call::read(self.table.model(), method).arg("domain", self.table.domain());
        let mut names = vec!["__count".to_owned()];
        let call = if self.is_formatted() {
            names.extend(aggregates.iter().map(|(name, _)| name.clone()));
            call.arg("groupby", keys).arg("aggregates", names)
        } else {
            let spec = |(name, measure): &(String, Measure)| {
                format!("{name}:{}({})", measure.function.name(), measure.field)
            };
            names.extend(aggregates.iter().map(spec));
            call.arg("fields", names)
                .arg("groupby", keys)
                .kwarg("lazy", false)
        };
        call.with_context(&Context::new().active_test(false).set("tz", "UTC"))
    }

    /// Reads the groups.
    pub(super) async fn read(&self) -> Result<RecordBatch> {
        let aggregates = self.aggregates();
        let call = self.call(&aggregates);
        let rows = self.table.client().call(call).await.map_err(external)?;
        let mut rows: Vec<Row> = rows.decode().map_err(external)?;
        if !self.keys.is_empty() {
            // Some models add empty groups.
            rows.retain(|row| row.get("__count").and_then(Value::as_i64) != Some(0));
        }
        let schema = datafusion::catalog::TableProvider::schema(self);
        let types = schema.fields().iter().map(|field| field.data_type());
        let mut arrays: Vec<ArrayRef> = Vec::new();
        for (index, data_type) in types.enumerate() {
            let value = |row: &Row| {
                let value = match self.keys.get(index) {
                    Some(key) => key.value(row),
                    None => self.measure(index - self.keys.len(), row, &aggregates),
                };
                value.and_then(|value| value.cast_to(data_type))
            };
            let values: Vec<ScalarValue> = rows.iter().map(value).collect::<Result<_>>()?;
            arrays.push(if values.is_empty() {
                datafusion::arrow::array::new_empty_array(data_type)
            } else {
                ScalarValue::iter_to_array(values)?
            });
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        Ok(RecordBatch::try_new_with_options(
            Arc::clone(&schema),
            arrays,
            &options,
        )?)
    }

    /// The value of a measure. NULL is 0 in numbers, as when records are read.
    fn measure(
        &self,
        index: usize,
        row: &Row,
        aggregates: &[(String, Measure)],
    ) -> Result<ScalarValue> {
        let Some(measure) = self.measures.get(index) else {
            return Err(DataFusionError::Internal(format!("no measure {index}")));
        };
        let records = integer(row.get("__count"))?.unwrap_or_default();
        if measure.is_records() {
            return Ok(ScalarValue::Int64(Some(records)));
        }
        let read = |measure: &Measure| {
            let name = aggregates.iter().find(|(_, known)| known == measure);
            name.and_then(|(name, _)| row.get(name))
        };
        let value = read(measure);
        if measure.function == Function::Count {
            return Ok(ScalarValue::Int64(Some(
                integer(value)?.unwrap_or_default(),
            )));
        }
        let has_unset = measure.skips_null() && {
            let values = Measure {
                function: Function::Count,
                ..measure.clone()
            };
            integer(read(&values))?.unwrap_or_default() < records
        };
        Ok(match &measure.kind {
            Kind::Date => ScalarValue::Date32(date(value)?),
            Kind::DateTime => moment(value)?,
            Kind::Float { .. } => {
                let number = number(value)?;
                ScalarValue::Float64(measure.with_unset(number, has_unset, records))
            }
            _ => {
                let number = integer(value)?;
                ScalarValue::Int64(measure.with_unset(number, has_unset, records))
            }
        })
    }
}

impl Measure {
    /// Whether the server ignores NULL, which SQL sees as 0.
    fn skips_null(&self) -> bool {
        let is_number = matches!(self.kind, Kind::Integer | Kind::Float { .. });
        is_number && matches!(self.function, Function::Min | Function::Max)
    }

    /// The value of a group, whose NULL are 0.
    fn with_unset<T: Default + PartialOrd>(
        &self,
        value: Option<T>,
        has_unset: bool,
        records: i64,
    ) -> Option<T> {
        if records == 0 {
            return None;
        }
        let zero = T::default();
        // The server returns 0, false or null for a group without values.
        let Some(value) = value else {
            return (self.kind != Kind::Id).then_some(zero);
        };
        let is_zero = match self.function {
            Function::Min => zero < value,
            Function::Max => zero > value,
            _ => false,
        };
        Some(if has_unset && is_zero { zero } else { value })
    }
}

impl Key {
    fn value(&self, row: &Row) -> Result<ScalarValue> {
        let name = self.name();
        let value = row.get(&name).filter(|value| !is_unset(value));
        Ok(match (&self.kind, self.part) {
            (Kind::Date, Some(_)) => ScalarValue::Date32(date(self.start(value, row))?),
            (Kind::DateTime, Some(_)) => moment(self.start(value, row))?,
            (Kind::Boolean, _) => {
                ScalarValue::Boolean(Some(value.and_then(Value::as_bool).unwrap_or_default()))
            }
            (Kind::Selection, _) => {
                ScalarValue::Utf8(value.and_then(Value::as_str).map(ToOwned::to_owned))
            }
            (Kind::Link, _) => {
                let id = value.and_then(|value| value.get(0)).or(value);
                ScalarValue::Int64(integer(id)?)
            }
            // NULL is read as 0.
            _ => ScalarValue::Int64(Some(integer(value)?.unwrap_or_default())),
        })
    }

    /// The first moment of a group of dates.
    ///
    /// It is beside the label on 19, in `__range` on 16 to 18, and the first condition on the field in `__domain` on 14.
    fn start<'a>(&self, label: Option<&Value>, row: &'a Row) -> Option<&'a Value> {
        label?;
        let name = self.name();
        let value = row.get(&name)?;
        if value.is_array() {
            return value.get(0);
        }
        if let Some(range) = row.get("__range").and_then(|ranges| ranges.get(&name)) {
            return range.get("from");
        }
        let terms = row.get("__domain")?.as_array()?;
        let is_start = |term: &&Value| {
            term.get(0).and_then(Value::as_str) == Some(self.field.as_str())
                && term.get(1).and_then(Value::as_str) == Some(">=")
        };
        terms.iter().find(is_start)?.get(2)
    }
}

fn is_unset(value: &Value) -> bool {
    value.is_null() || *value == Value::Bool(false)
}

fn integer(value: Option<&Value>) -> Result<Option<i64>> {
    let Some(value) = value.filter(|value| !is_unset(value)) else {
        return Ok(None);
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a whole number that the server wrote with a point"
    )]
    let whole = |number: f64| (number.fract() == 0.0).then_some(number as i64);
    let number = value.as_i64().or_else(|| value.as_f64().and_then(whole));
    number
        .map(Some)
        .ok_or_else(|| unexpected("an integer", value))
}

fn number(value: Option<&Value>) -> Result<Option<f64>> {
    match value.filter(|value| !is_unset(value)) {
        Some(value) => value
            .as_f64()
            .map(Some)
            .ok_or_else(|| unexpected("a number", value)),
        None => Ok(None),
    }
}

fn date(value: Option<&Value>) -> Result<Option<i32>> {
    let Some(value) = value.filter(|value| !is_unset(value)) else {
        return Ok(None);
    };
    let text = value
        .as_str()
        .and_then(|text| text.get(..10).or(Some(text)));
    let date = text.and_then(|text| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok());
    let date = date.ok_or_else(|| unexpected("a date", value))?;
    Ok(Some(date.num_days_from_ce() - EPOCH))
}

/// 1970-01-01, in days of the common era.
const EPOCH: i32 = 719_163;

fn moment(value: Option<&Value>) -> Result<ScalarValue> {
    let of = |moment: Option<DateTime<Utc>>| {
        let micros = moment.map(|moment| moment.trunc_subsecs(0).timestamp_micros());
        ScalarValue::TimestampMicrosecond(micros, Some("UTC".into()))
    };
    let Some(value) = value.filter(|value| !is_unset(value)) else {
        return Ok(of(None));
    };
    let parse = |text| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok();
    let moment = value.as_str().and_then(parse);
    let moment = moment.ok_or_else(|| unexpected("a datetime", value))?;
    Ok(of(Some(moment.and_utc())))
}

#[cold]
fn unexpected(expected: &str, found: &Value) -> DataFusionError {
    DataFusionError::Execution(format!(
        "the server returned an invalid group: expected {expected}, found `{found}`"
    ))
}

/// Selections are dictionaries, which a scalar converts to.
#[cfg(test)]
mod tests {
    use datafusion::arrow::datatypes::DataType;

    use super::*;

    #[test]
    fn keys_of_selections_become_dictionaries() {
        let kind = DataType::Dictionary(Box::new(DataType::Int16), Box::new(DataType::Utf8));
        let value = ScalarValue::Utf8(Some("a".to_owned()))
            .cast_to(&kind)
            .unwrap();
        assert_eq!(value.data_type(), kind);
    }
}
