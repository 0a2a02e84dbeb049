//! Searches: domains, orders, limits and offsets.

use serde_json::{Value, json};

use super::{Request, some_fields};
use crate::differential::{
    domains::{self, About},
    random::Random,
    records::Records,
    schema::MAIN,
};

const ORDERS: &[&str] = &[
    "x_name, id",
    "x_name desc, id desc",
    "x_int, id",
    "x_float desc, id",
    "x_bool, id",
    "x_date desc, id",
    "x_time, id",
    "x_sel, id",
    "x_tag_id, id",
    "x_tag_id desc, id",
    "x_parent_id, id",
    "x_tag_color, id",
    "x_title desc, x_int, id",
    "id desc",
    "x_short ASC, ID",
    "create_uid, id",
];

fn search(kind: &str, random: &mut Random, domain: &Value) -> Request {
    let request = Request::new(kind, MAIN, "search", json!([domain])).with("order", "id");
    match random.below(5) {
        0 => request.in_context(json!({"active_test": false})),
        1 => request.in_context(json!({"tz": "Europe/Brussels"})),
        _ => request,
    }
}

pub(super) fn stored(random: &mut Random, records: &Records, major: u16) -> Request {
    let domain = domains::any(random, records, About::Stored, major);
    search("domain, stored fields", random, &domain)
}

pub(super) fn relations(random: &mut Random, records: &Records, major: u16) -> Request {
    let domain = domains::any(random, records, About::Relations, major);
    search("domain, relations", random, &domain)
}

pub(super) fn paths(random: &mut Random, records: &Records, major: u16) -> Request {
    let domain = domains::any(random, records, About::Paths, major);
    search("domain, paths", random, &domain)
}

pub(super) fn mixed(random: &mut Random, records: &Records, major: u16) -> Request {
    let domain = domains::any(random, records, About::Everything, major);
    search("domain, mixed", random, &domain)
}

pub(super) fn count(random: &mut Random, records: &Records, major: u16) -> Request {
    let domain = domains::any(random, records, About::Everything, major);
    Request::new("search_count", MAIN, "search_count", json!([domain]))
}

pub(super) fn odd_domain(random: &mut Random, records: &Records, _: u16) -> Request {
    let domain = domains::odd(random, records);
    Request::new("domain, odd", MAIN, "search", json!([domain])).with("order", "id")
}

pub(super) fn order(random: &mut Random, _: &Records, major: u16) -> Request {
    let odd = [
        "x_name:desc, id",
        "no_such",
        "x_tag_ids",
        "x_name desc asc",
        "display_name, id",
        "x_name; drop",
        "x_int nulls first, id",
        "x_tag_name, id",
        "",
        "x_tag_id.x_name",
        "x_date desc nulls last, id",
    ];
    let order = if random.one_in(4) {
        *random.pick(&odd)
    } else {
        *random.pick(ORDERS)
    };
    // An ignored order leaves records unsorted.
    let unstable = order == "x_tag_ids";
    let request = Request::new("order", MAIN, "search", json!([[]])).with("order", order);
    if unstable && major < 18 {
        request.with("limit", 0).with("order", "id")
    } else {
        request
    }
}

pub(super) fn page(random: &mut Random, _: &Records, _: u16) -> Request {
    let numbers = [
        json!(0),
        json!(1),
        json!(3),
        json!(100),
        json!(null),
        json!(false),
        json!(-1),
    ];
    Request::new("page", MAIN, "search", json!([[]]))
        .with("order", *random.pick(ORDERS))
        .with("offset", random.pick(&numbers[..4]).clone())
        .with("limit", random.pick(&numbers).clone())
}

pub(super) fn search_read(random: &mut Random, records: &Records, major: u16) -> Request {
    let domain = domains::any(random, records, About::Everything, major);
    Request::new(
        "search_read",
        MAIN,
        "search_read",
        json!([domain, some_fields(random)]),
    )
    .with("order", *random.pick(ORDERS))
    .with("limit", random.below(6))
}
