//! Calls of `read_group`.

use serde_json::json;

use super::Request;
use crate::differential::{
    domains::{self, About},
    random::Random,
    records::Records,
    schema::MAIN,
};

const KEYS: &[&str] = &[
    "x_name",
    "x_int",
    "x_bool",
    "x_sel",
    "x_tag_id",
    "x_parent_id",
    "x_date:month",
    "x_date:year",
    "x_time:day",
    "x_time:hour",
    "x_time:week",
    "x_time:quarter",
    "x_title",
    "x_tag_color",
];

/// Distinct keys.
fn some_keys(random: &mut Random) -> Vec<&'static str> {
    let mut keys = Vec::new();
    for _ in 0..random.below(3) {
        let key = *random.pick(KEYS);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

pub(super) fn read_group(random: &mut Random, records: &Records, major: u16) -> Request {
    let keys = some_keys(random);
    let sums = [
        "a:sum(x_float)",
        "b:avg(x_float)",
        "c:max(x_date)",
        "d:min(x_name)",
        "e:count(x_sel)",
        "f:count_distinct(x_tag_id)",
    ];
    let mut fields = vec!["__count"];
    fields.extend((0..random.below(3)).map(|_| *random.pick(&sums)));
    fields.dedup();
    let domain = domains::any(random, records, About::Stored, major);
    let zone = if random.one_in(3) {
        json!({"tz": "Europe/Brussels"})
    } else {
        json!({})
    };
    Request::new(
        "read_group",
        MAIN,
        "read_group",
        json!([domain, fields, keys]),
    )
    .with("lazy", false)
    .in_context(zone)
}

pub(super) fn formatted(random: &mut Random, records: &Records, major: u16) -> Request {
    if major < 19 {
        return read_group(random, records, major);
    }
    let keys = some_keys(random);
    let sums = [
        "x_float:sum",
        "x_int:min",
        "x_date:max",
        "x_sel:count",
        "x_tag_id:count_distinct",
        "x_bool:bool_or",
        "x_name:max",
    ];
    let mut aggregates = vec!["__count"];
    aggregates.extend((0..random.below(3)).map(|_| *random.pick(&sums)));
    let domain = domains::any(random, records, About::Stored, major);
    Request::new(
        "formatted_read_group",
        MAIN,
        "formatted_read_group",
        json!([domain, keys, aggregates]),
    )
}
