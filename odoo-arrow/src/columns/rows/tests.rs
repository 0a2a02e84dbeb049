use arrow_array::{
    Array as _,
    cast::AsArray as _,
    types::{Int16Type, Int32Type},
};

use super::*;
use crate::columns::Kind;

fn decoder(columns: &[(&str, Kind)]) -> Decoder {
    let columns = columns.iter().map(|(name, kind)| Column {
        name: (*name).to_owned(),
        kind: *kind,
        labels: Vec::new(),
    });
    let columns: Vec<Column> = [Column::id()].into_iter().chain(columns).collect();
    Decoder::new("x.model", &columns)
}

fn read(columns: &[(&str, Kind)], text: &str) -> Result<RecordBatch, String> {
    let page = decoder(columns).page(&mut JsonReader::new(text.as_bytes()), 8);
    page.map(|page| page.rows)
        .map_err(|error| error.to_string())
}

/// One value in a row with the id 7.
fn value(kind: Kind, value: &str) -> Result<RecordBatch, String> {
    read(&[("x", kind)], &format!(r#"[{{"id": 7, "x": {value}}}]"#))
}

#[test]
fn false_is_null_but_for_booleans_and_lists() {
    let nullable = [
        Kind::Link,
        Kind::LinkToAny,
        Kind::Integer,
        Kind::Float,
        Kind::Decimal(9, 2),
        Kind::Text,
        Kind::Selection,
        Kind::Date,
        Kind::DateTime,
        Kind::Json,
        Kind::Size,
        Kind::Bytes,
    ];
    for kind in nullable {
        let batch = value(kind, "false").unwrap();
        assert!(batch.column(1).is_null(0), "{kind:?}");
    }
    let batch = value(Kind::Boolean, "false").unwrap();
    assert!(!batch.column(1).as_boolean().value(0));
    let batch = value(Kind::Links, "[]").unwrap();
    assert_eq!(batch.column(1).as_list::<i32>().value(0).len(), 0);
}

#[test]
fn values_keep_their_types() {
    let batch = value(Kind::Text, r#""""#).unwrap();
    assert!(!batch.column(1).is_null(0), "an empty text is a text");
    let batch = value(Kind::Link, r#"[3, "Acme"]"#).unwrap();
    assert_eq!(batch.column(1).as_primitive::<Int32Type>().value(0), 3);
    let batch = value(Kind::LinkToAny, "0").unwrap();
    assert!(batch.column(1).is_null(0));
    let batch = value(Kind::Integer, "0").unwrap();
    assert!(!batch.column(1).is_null(0));
    let batch = value(Kind::Links, "[4, 5]").unwrap();
    let links = batch.column(1).as_list::<i32>().value(0);
    assert_eq!(links.as_primitive::<Int32Type>().values(), &[4, 5]);
    let batch = value(Kind::Json, r#"{"a": [1]}"#).unwrap();
    assert_eq!(batch.column(1).as_string::<i32>().value(0), r#"{"a": [1]}"#);
    let batch = value(Kind::Date, r#""1970-01-03""#).unwrap();
    let dates = batch
        .column(1)
        .as_primitive::<arrow_array::types::Date32Type>();
    assert_eq!(dates.value(0), 2);
    let batch = value(Kind::DateTime, r#""1970-01-01 00:01:00""#).unwrap();
    let times = batch
        .column(1)
        .as_primitive::<arrow_array::types::TimestampMicrosecondType>();
    assert_eq!(times.value(0), 60_000_000);
}

#[test]
fn a_key_that_appears_midway_is_kept() {
    let text = r#"[{"id": 1, "x": "draft"}, {"id": 2, "x": "new"}, {"id": 3, "x": "draft"}]"#;
    let batch = read(&[("x", Kind::Selection)], text).unwrap();
    let keys = batch.column(1).as_dictionary::<Int16Type>();
    let keys = keys.downcast_dict::<arrow_array::StringArray>().unwrap();
    let keys: Vec<_> = keys.into_iter().flatten().collect();
    assert_eq!(keys, ["draft", "new", "draft"]);
}

#[test]
fn a_bad_value_is_named_with_model_field_and_record() {
    for (kind, text, found) in [
        (Kind::Float, "NaN", "`NaN`"),
        (Kind::Float, "-Infinity", "`-Infinity`"),
        (Kind::Integer, "2147483648", "`2147483648`"),
        (Kind::Date, r#""0000-01-01""#, "0000-01-01"),
        (Kind::Date, r#""10000-01-01""#, "10000-01-01"),
        (Kind::DateTime, r#""2024-02-30 00:00:00""#, "2024-02-30"),
        (Kind::Decimal(5, 2), "0.125", "`0.125`"),
        (Kind::Size, r#""much""#, "much"),
        (Kind::Text, "5", "`5`"),
        (Kind::Boolean, "null", "found"),
    ] {
        let error = value(kind, text).unwrap_err();
        let place = "field `x` of `x.model` record 7: expected ";
        assert!(error.starts_with(place) && error.contains(found), "{error}");
    }
}

#[test]
fn fields_are_found_in_any_order_and_a_missing_one_is_an_error() {
    let columns = [("a", Kind::Integer), ("b", Kind::Integer)];
    let text = r#"[{"b": 3, "id": 1, "more": {}, "a": 2}, {"id": 4, "a": 5, "b": 6, "c": 0}]"#;
    let batch = read(&columns, text).unwrap();
    let column = |at: usize| {
        batch
            .column(at)
            .as_primitive::<Int32Type>()
            .values()
            .to_vec()
    };
    assert_eq!([column(0), column(1), column(2)], [[1, 4], [2, 5], [3, 6]]);
    let error = read(&columns, r#"[{"id": 1, "a": 2}]"#).unwrap_err();
    assert!(
        error.starts_with("field `b` of `x.model` record 1"),
        "{error}"
    );
}
