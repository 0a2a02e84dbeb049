//! Writes.

use serde_json::{Value, json};

use super::Request;
use crate::differential::{
    random::Random,
    records::{self, MISSING, NAMES, Records},
    schema::{LINE, MAIN, TAG},
};

pub(super) fn create(random: &mut Random, records: &Records, _: u16) -> Request {
    let values = records::main(random, records);
    let values = match random.below(3) {
        0 => json!([values, records::main(random, records)]),
        _ => values,
    };
    let request = Request::new("create", MAIN, "create", json!([values])).changing();
    match random.below(4) {
        0 => request
            .in_context(json!({"default_x_int": 7, "default_x_name": "d", "default_no_such": 1})),
        _ => request,
    }
}

pub(super) fn write(random: &mut Random, records: &Records, _: u16) -> Request {
    let ids = Records::some(random, &records.mains);
    let mut values = records::main(random, records);
    values.as_object_mut().unwrap().remove("x_parent_id");
    Request::new("write", MAIN, "write", json!([ids, values])).changing()
}

/// A field with a value that may be invalid.
fn odd_value(random: &mut Random, records: &Records) -> (&'static str, Value) {
    let values = [
        json!(null),
        json!(false),
        json!(true),
        json!(""),
        json!("x"),
        json!("7"),
        json!(1.9),
        json!(0),
        json!([]),
        json!("2024-01-01"),
        json!("2024-02-30"),
        json!("2024-01-01 10:00"),
        json!("2024-01-01T10:00:00"),
        json!("2024-01-01 10:00:00.5"),
        json!(2_147_483_648_i64),
        json!(MISSING),
        json!("a"),
        json!("aGVsbG8="),
        json!("no base64!"),
        json!("\u{0}"),
    ];
    let fields = [
        "x_name",
        "x_text",
        "x_short",
        "x_title",
        "x_int",
        "x_float",
        "x_bool",
        "x_date",
        "x_time",
        "x_sel",
        "x_tag_id",
        "x_code",
        "x_bin",
        "no_such",
        "id",
        "create_date",
        "x_active",
        "x_tag_name",
        "display_name",
    ];
    let value = match random.below(8) {
        0 => json!(records.tag(random)),
        _ => random.pick(&values).clone(),
    };
    (*random.pick(&fields), value)
}

pub(super) fn odd_create(random: &mut Random, records: &Records, _: u16) -> Request {
    let mut values = json!({"x_code": "c", "x_active": true});
    let (field, value) = odd_value(random, records);
    values[field] = value;
    if random.one_in(8) {
        values.as_object_mut().unwrap().remove("x_code");
    }
    Request::new("create, odd", MAIN, "create", json!([values])).changing()
}

pub(super) fn odd_write(random: &mut Random, records: &Records, _: u16) -> Request {
    let (field, value) = odd_value(random, records);
    Request::new(
        "write, odd",
        MAIN,
        "write",
        json!([[records.main(random)], {field: value}]),
    )
    .changing()
}

pub(super) fn unlink(random: &mut Random, records: &Records, _: u16) -> Request {
    let (model, id) = match random.below(3) {
        0 => (TAG, records.tag(random)),
        1 => (MAIN, records.main(random)),
        _ => (LINE, records.line(random)),
    };
    Request::new("unlink", model, "unlink", json!([[id]])).changing()
}

pub(super) fn copy(random: &mut Random, records: &Records, _: u16) -> Request {
    let default = if random.one_in(2) {
        json!({"x_name": "copied"})
    } else {
        json!({})
    };
    let id = records.main_or_missing(random);
    Request::new("copy", MAIN, "copy", json!([[id], default])).changing()
}

pub(super) fn load(random: &mut Random, records: &Records, _: u16) -> Request {
    let columns = json!([
        "x_name",
        "x_code",
        "x_int",
        "x_bool",
        "x_sel",
        "x_tag_id/.id",
        "x_date"
    ]);
    let row = |random: &mut Random| {
        json!([
            *random.pick(NAMES),
            *random.pick(&["c", "d"]),
            *random.pick(&["", "1", "x", "0"]),
            *random.pick(&["", "1", "false"]),
            *random.pick(&["", "a", "B", "zz"]),
            records.tag(random).to_string(),
            *random.pick(&["", "2024-01-01", "junk"]),
        ])
    };
    let rows: Vec<Value> = (0..=random.below(2)).map(|_| row(random)).collect();
    Request::new("load", MAIN, "load", json!([columns, rows])).changing()
}

pub(super) fn archive(random: &mut Random, records: &Records, _: u16) -> Request {
    let ids = Records::some(random, &records.mains);
    let method = if random.one_in(2) {
        "action_archive"
    } else {
        "action_unarchive"
    };
    Request::new("archive", MAIN, method, json!([ids])).changing()
}
