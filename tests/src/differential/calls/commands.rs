//! Commands on lists.

use serde_json::json;

use super::Request;
use crate::differential::{
    random::Random,
    records::{self, Records},
    schema::MAIN,
};

pub(super) fn commands(random: &mut Random, records: &Records, _: u16) -> Request {
    let command = |random: &mut Random| {
        let tag = records.tag(random);
        match random.below(10) {
            0 => json!([0, 0, {"x_name": "new", "x_active": true}]),
            1 => json!([1, tag, {"x_color": 2}]),
            2 => json!([2, tag]),
            3 => json!([3, tag]),
            4 | 5 => json!([4, tag]),
            6 => json!([5]),
            7 => json!([6, 0, Records::some(random, &records.tags)]),
            8 => json!([4, tag, 0]),
            _ => json!([7, 0, 0]),
        }
    };
    let value = match random.below(8) {
        0 => json!(false),
        1 => json!(Records::some(random, &records.tags)),
        _ => (0..random.below(4)).map(|_| command(random)).collect(),
    };
    let id = records.main_or_missing(random);
    Request::new(
        "commands, many2many",
        MAIN,
        "write",
        json!([[id], {"x_tag_ids": value}]),
    )
    .changing()
}

pub(super) fn line_commands(random: &mut Random, records: &Records, _: u16) -> Request {
    let command = |random: &mut Random| {
        let line = records.line(random);
        match random.below(9) {
            0 | 1 => json!([0, 0, records::line(random)]),
            2 => json!([1, line, {"x_qty": 9}]),
            3 => json!([2, line, 0]),
            4 => json!([3, line]),
            5 => json!([4, line]),
            6 => json!([5, 0, 0]),
            _ => json!([6, 0, Records::some(random, &records.lines)]),
        }
    };
    let value = match random.below(8) {
        0 => json!(false),
        _ => (0..random.below(4)).map(|_| command(random)).collect(),
    };
    let id = records.main_or_missing(random);
    Request::new(
        "commands, one2many",
        MAIN,
        "write",
        json!([[id], {"x_line_ids": value}]),
    )
    .changing()
}
