//! Decoding of JSON values into a column.

use std::sync::Arc;

use arrow_array::{
    ArrayRef,
    builder::{
        BinaryBuilder, BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder,
        Int32Builder, Int64Builder, ListBuilder, StringBuilder, StringDictionaryBuilder,
        TimestampMicrosecondBuilder,
    },
    types::Int16Type,
};
use arrow_schema::{DataType, Field};
use odoo_orm::{
    Binary, BinarySize,
    prelude::{DateTime, NaiveDate, Utc},
    rpc::{DecodeError, JsonReader},
    types::FieldType as _,
};

use super::{Kind, decimal};

/// The builder of a column.
pub(super) enum Builder {
    Int32(Int32Builder),
    Float(Float64Builder),
    Decimal(Decimal128Builder, (u8, i8)),
    Boolean(BooleanBuilder),
    Text(StringBuilder),
    Selection(StringDictionaryBuilder<Int16Type>),
    Date(Date32Builder),
    DateTime(TimestampMicrosecondBuilder),
    Links(ListBuilder<Int32Builder>),
    Size(Int64Builder),
    Bytes(BinaryBuilder),
}

impl Builder {
    pub(super) fn new(kind: Kind, rows: usize) -> Self {
        match kind {
            Kind::Id | Kind::Link | Kind::LinkToAny | Kind::Integer => {
                Builder::Int32(Int32Builder::with_capacity(rows))
            }
            Kind::Float => Builder::Float(Float64Builder::with_capacity(rows)),
            Kind::Decimal(precision, scale) => {
                let builder = Decimal128Builder::with_capacity(rows);
                let builder = builder.with_data_type(DataType::Decimal128(precision, scale));
                Builder::Decimal(builder, (precision, scale))
            }
            Kind::Boolean => Builder::Boolean(BooleanBuilder::with_capacity(rows)),
            Kind::Text | Kind::Json => Builder::Text(StringBuilder::with_capacity(rows, rows * 16)),
            Kind::Selection => Builder::Selection(StringDictionaryBuilder::new()),
            Kind::Date => Builder::Date(Date32Builder::with_capacity(rows)),
            Kind::DateTime => {
                let builder = TimestampMicrosecondBuilder::with_capacity(rows);
                Builder::DateTime(builder.with_timezone("UTC"))
            }
            Kind::Links => {
                let item = Field::new_list_field(DataType::Int32, false);
                Builder::Links(ListBuilder::new(Int32Builder::new()).with_field(Arc::new(item)))
            }
            Kind::Size => Builder::Size(Int64Builder::with_capacity(rows)),
            Kind::Bytes => Builder::Bytes(BinaryBuilder::new()),
        }
    }

    /// Reads one value. An empty value is null, except in booleans and lists.
    pub(super) fn read(
        &mut self,
        kind: Kind,
        json: &mut JsonReader<'_>,
    ) -> Result<(), DecodeError> {
        let is_empty = json.take_empty(matches!(kind, Kind::Boolean));
        if is_empty {
            return self.append_null(json);
        }
        match self {
            Builder::Int32(builder) => match (kind, integer(kind, json)?) {
                (Kind::LinkToAny, 0) => builder.append_null(),
                (_, number) => builder.append_value(number),
            },
            Builder::Float(builder) => builder.append_value(json.float()?),
            Builder::Decimal(builder, (precision, scale)) => {
                builder.append_value(decimal::read(json, *precision, *scale)?);
            }
            Builder::Boolean(builder) => builder.append_value(json.boolean()?),
            Builder::Text(builder) if kind == Kind::Json => builder.append_value(raw(json)?),
            Builder::Text(builder) => builder.append_value(json.text()?),
            Builder::Selection(builder) => {
                let key = json.text().map_err(|error| error.expecting("a key"))?;
                builder.append(key).map_err(|_| {
                    let found = "more".to_owned();
                    DecodeError::new("at most 32,768 different keys in a page", found)
                })?;
            }
            Builder::Date(builder) => {
                let date = NaiveDate::decode(json)?;
                builder.append_value(date.to_epoch_days());
            }
            Builder::DateTime(builder) => {
                let time = DateTime::<Utc>::decode(json)?;
                builder.append_value(time.timestamp_micros());
            }
            Builder::Links(builder) => {
                json.array(|_, json| {
                    builder.values().append_value(integer(Kind::Integer, json)?);
                    Ok(())
                })?;
                builder.append(true);
            }
            Builder::Size(builder) => {
                let start = json.position();
                let size = BinarySize::decode(json)?;
                let size = size.bytes().and_then(|size| i64::try_from(size).ok());
                builder.append_value(size.ok_or_else(|| {
                    json.set_position(start);
                    json.mismatch("a size such as \"12.50 Kb\"")
                })?);
            }
            Builder::Bytes(builder) => builder.append_value(Binary::decode(json)?),
        }
        Ok(())
    }

    fn append_null(&mut self, json: &mut JsonReader<'_>) -> Result<(), DecodeError> {
        match self {
            Builder::Int32(builder) => builder.append_null(),
            Builder::Float(builder) => builder.append_null(),
            Builder::Decimal(builder, _) => builder.append_null(),
            // `false` is a value, so this was `null`, which the server never returns.
            Builder::Boolean(_) => {
                return Err(json.mismatch("`true` or `false`"));
            }
            Builder::Text(builder) => builder.append_null(),
            Builder::Selection(builder) => builder.append_null(),
            Builder::Date(builder) => builder.append_null(),
            Builder::DateTime(builder) => builder.append_null(),
            Builder::Links(builder) => builder.append(true),
            Builder::Size(builder) => builder.append_null(),
            Builder::Bytes(builder) => builder.append_null(),
        }
        Ok(())
    }

    pub(super) fn finish(&mut self) -> ArrayRef {
        match self {
            Builder::Int32(builder) => Arc::new(builder.finish()),
            Builder::Float(builder) => Arc::new(builder.finish()),
            Builder::Decimal(builder, _) => Arc::new(builder.finish()),
            Builder::Boolean(builder) => Arc::new(builder.finish()),
            Builder::Text(builder) => Arc::new(builder.finish()),
            Builder::Selection(builder) => Arc::new(builder.finish()),
            Builder::Date(builder) => Arc::new(builder.finish()),
            Builder::DateTime(builder) => Arc::new(builder.finish()),
            Builder::Links(builder) => Arc::new(builder.finish()),
            Builder::Size(builder) => Arc::new(builder.finish()),
            Builder::Bytes(builder) => Arc::new(builder.finish()),
        }
    }
}

/// Reads an integer of 32 bits, or the id of a link with a name.
fn integer(kind: Kind, json: &mut JsonReader<'_>) -> Result<i32, DecodeError> {
    if kind == Kind::Link && json.is_array() {
        let mut id = None;
        json.array(|index, json| {
            if index == 0 {
                id = Some(i32::decode(json)?);
                return Ok(());
            }
            json.skip()
        })?;
        return id.ok_or_else(|| DecodeError::new("an id with a name", "`[]`".to_owned()));
    }
    i32::decode(json)
}

/// The JSON text of a value.
fn raw<'a>(json: &mut JsonReader<'a>) -> Result<&'a str, DecodeError> {
    let bytes = json.raw()?;
    str::from_utf8(bytes)
        .map_err(|_| DecodeError::new("text", "bytes that are not UTF-8".to_owned()))
}
