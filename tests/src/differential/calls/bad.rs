//! Invalid calls.

use serde_json::json;

use super::Request;
use crate::differential::{random::Random, records::Records, schema::MAIN};

pub(super) fn bad(random: &mut Random, records: &Records, _: u16) -> Request {
    let id = records.main(random);
    let calls = [
        ("no.such.model", "search", json!([[]])),
        (MAIN, "no_such_method", json!([])),
        (MAIN, "_search", json!([[]])),
        (MAIN, "read", json!([])),
        (MAIN, "search", json!([])),
        (MAIN, "search", json!([[], 0, 1, "id", 5, 6, 7])),
        (MAIN, "write", json!([[id]])),
        (MAIN, "write", json!([[id], null])),
        (MAIN, "create", json!([])),
        (MAIN, "create", json!([[1]])),
        (MAIN, "read", json!([["x"]])),
        (MAIN, "read", json!([[false]])),
        (MAIN, "read", json!([[id], "x_name"])),
        (MAIN, "search_read", json!([null, ["x_name"]])),
        (
            MAIN,
            "search_read",
            json!([false, ["x_name", "x_name"], 0, 1, "id"]),
        ),
        (MAIN, "name_search", json!([5])),
        (MAIN, "name_search", json!([null])),
        (MAIN, "fields_get", json!([["no_such"]])),
        (MAIN, "default_get", json!([["no_such", "x_int"]])),
        (MAIN, "unlink", json!([[]])),
        (MAIN, "write", json!([[], {}])),
        (MAIN, "search_count", json!([null])),
        (MAIN, "read_group", json!([[], ["x_int:nope"], ["x_sel"]])),
        (MAIN, "read_group", json!([[], ["x_int"], ["no_such"]])),
        (MAIN, "check_access_rights", json!(["write"])),
        (MAIN, "get_external_id", json!([[id]])),
        (MAIN, "name_create", json!([])),
    ];
    let (model, method, args) = random.pick(&calls).clone();
    Request::new("bad calls", model, method, args)
}
