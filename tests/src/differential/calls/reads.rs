//! Reads of records and of metadata.

use serde_json::{Value, json};

use super::{Request, some_fields};
use crate::differential::{
    domains::{self, About},
    random::Random,
    records::{NAMES, Records},
    schema::{MAIN, TAG},
};

pub(super) fn read(random: &mut Random, records: &Records, _: u16) -> Request {
    let ids: Vec<i64> = (0..random.below(4)).map(|_| records.main(random)).collect();
    let fields = if random.one_in(12) {
        json!(["no_such"])
    } else {
        some_fields(random)
    };
    let request = Request::new("read", MAIN, "read", json!([ids, fields]));
    match random.below(5) {
        0 => request.with("load", Value::Null),
        1 => request.in_context(json!({"bin_size": true})),
        2 => request.in_context(json!({"active_test": false})),
        _ => request,
    }
}

pub(super) fn web(random: &mut Random, records: &Records, major: u16) -> Request {
    if major < 17 {
        let domain = domains::any(random, records, About::Stored, major);
        return Request::new(
            "web_search_read",
            MAIN,
            "web_search_read",
            json!([domain, some_fields(random), 0, 3, "id"]),
        );
    }
    let links = [
        json!({}),
        json!({"fields": {}}),
        json!({"fields": {"display_name": {}, "x_color": {}}}),
    ];
    let lists = [
        json!({}),
        json!({"fields": {"x_qty": {}}, "limit": 1}),
        json!({"fields": {"x_name": {}}, "order": "x_name desc, id"}),
    ];
    let specification = json!({
        "x_name": {},
        "x_tag_id": random.pick(&links),
        "x_line_ids": random.pick(&lists),
        "x_tag_ids": {"fields": {"x_name": {}}},
        "x_time": {},
    });
    if random.one_in(2) {
        let ids: Vec<i64> = (0..random.below(4)).map(|_| records.main(random)).collect();
        return Request::new("web_read", MAIN, "web_read", json!([ids, specification]));
    }
    let domain = domains::any(random, records, About::Everything, major);
    Request::new(
        "web_search_read",
        MAIN,
        "web_search_read",
        json!([domain, specification, 0, 3, "id"]),
    )
}

pub(super) fn metadata(random: &mut Random, records: &Records, _: u16) -> Request {
    let ids: Vec<i64> = (0..random.below(3)).map(|_| records.main(random)).collect();
    Request::new(
        "export_data",
        MAIN,
        "export_data",
        json!([
            ids,
            [
                "x_name",
                "x_sel",
                "x_tag_id",
                "x_tag_ids",
                ".id",
                "x_int",
                "x_bool"
            ]
        ]),
    )
}

pub(super) fn name_search(random: &mut Random, _: &Records, _: u16) -> Request {
    let (model, names) = if random.one_in(2) {
        (MAIN, NAMES)
    } else {
        (TAG, &["red", "re", "", "x"][..])
    };
    let request = Request::new(
        "name_search",
        model,
        "name_search",
        json!([*random.pick(names)]),
    );
    match random.below(4) {
        0 => request.with(
            "operator",
            *random.pick(&["=", "ilike", "not ilike", "=like", "!="]),
        ),
        1 => request.with("limit", 2),
        _ => request,
    }
}

pub(super) fn fields_get(random: &mut Random, _: &Records, major: u16) -> Request {
    let mut attributes = vec![
        "type",
        "required",
        "readonly",
        "store",
        "sortable",
        "searchable",
        "relation",
        "relation_field",
        "size",
        "selection",
        "translate",
        "manual",
    ];
    if major >= 18 {
        attributes.retain(|name| *name != "translate");
    }
    Request::new(
        "fields_get",
        MAIN,
        "fields_get",
        json!([some_fields(random), attributes]),
    )
}

pub(super) fn default_get(random: &mut Random, _: &Records, _: u16) -> Request {
    Request::new(
        "default_get",
        MAIN,
        "default_get",
        json!([some_fields(random)]),
    )
    .in_context(
        json!({"default_x_int": 3, "default_x_date": "2024-01-01", "default_x_tag_ids": [[5]]}),
    )
}
