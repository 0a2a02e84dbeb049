//! Calls at random.

use serde_json::{Value, json};

use super::{
    domains::{self, About},
    random::Random,
    records::{self, NAMES, Records},
    schema::{LINE, MAIN, TAG, fields},
};

/// A call, as `call_kw` has it.
#[derive(Debug, Clone)]
pub struct Request {
    /// What kind of call it is, for the figures.
    pub kind: &'static str,
    pub model: String,
    pub method: String,
    pub args: Value,
    pub kwargs: Value,
    /// Whether it may change records.
    pub changes: bool,
}

impl Request {
    pub(super) fn new(kind: &'static str, model: &str, method: &str, args: Value) -> Self {
        Request {
            kind,
            model: model.to_owned(),
            method: method.to_owned(),
            args,
            kwargs: json!({}),
            changes: false,
        }
    }

    pub(super) fn changing(self) -> Self {
        Request {
            changes: true,
            ..self
        }
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.kwargs[name] = value.into();
        self
    }

    pub(super) fn in_context(self, context: Value) -> Self {
        self.with("context", context)
    }
}

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

/// The kinds of calls, each as often as it stands here.
type Make = fn(&mut Random, &Records, u16) -> Request;

const KINDS: &[Make] = &[
    stored,
    stored,
    stored,
    stored,
    relations,
    relations,
    relations,
    paths,
    paths,
    mixed,
    mixed,
    count,
    odd_domain,
    odd_domain,
    order,
    order,
    page,
    read,
    read,
    search_read,
    create,
    create,
    odd_create,
    write,
    write,
    odd_write,
    commands,
    commands,
    line_commands,
    unlink,
    copy,
    default_get,
    fields_get,
    name_search,
    name_search,
    read_group,
    read_group,
    load,
    bad,
    bad,
    web,
    web,
    metadata,
    archive,
    formatted,
];

pub(super) fn any(random: &mut Random, records: &Records, major: u16) -> Request {
    let make = *random.pick(KINDS);
    make(random, records, major)
}

fn search(kind: &'static str, random: &mut Random, domain: Value) -> Request {
    let request = Request::new(kind, MAIN, "search", json!([domain])).with("order", "id");
    match random.below(5) {
        0 => request.in_context(json!({"active_test": false})),
        1 => request.in_context(json!({"tz": "Europe/Brussels"})),
        _ => request,
    }
}

fn stored(random: &mut Random, records: &Records, major: u16) -> Request {
    let domain = domains::any(random, records, About::Stored, major);
    search("domain, stored fields", random, domain)
}

fn relations(random: &mut Random, records: &Records, major: u16) -> Request {
    let domain = domains::any(random, records, About::Relations, major);
    search("domain, relations", random, domain)
}

fn paths(random: &mut Random, records: &Records, major: u16) -> Request {
    let domain = domains::any(random, records, About::Paths, major);
    search("domain, paths", random, domain)
}

fn mixed(random: &mut Random, records: &Records, major: u16) -> Request {
    let domain = domains::any(random, records, About::Everything, major);
    search("domain, mixed", random, domain)
}

fn count(random: &mut Random, records: &Records, major: u16) -> Request {
    let domain = domains::any(random, records, About::Everything, major);
    Request::new("search_count", MAIN, "search_count", json!([domain]))
}

fn odd_domain(random: &mut Random, records: &Records, _: u16) -> Request {
    let domain = domains::odd(random, records);
    Request::new("domain, odd", MAIN, "search", json!([domain])).with("order", "id")
}

fn order(random: &mut Random, _: &Records, major: u16) -> Request {
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
    // An order that is passed over leaves records as they lie.
    let unstable = order == "x_tag_ids";
    let request = Request::new("order", MAIN, "search", json!([[]])).with("order", order);
    if unstable && major < 18 {
        request.with("limit", 0).with("order", "id")
    } else {
        request
    }
}

fn page(random: &mut Random, _: &Records, _: u16) -> Request {
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

fn some_fields(random: &mut Random) -> Value {
    let all = fields(MAIN);
    let all = all.as_array().unwrap();
    (0..1 + random.below(5))
        .map(|_| random.pick(all).clone())
        .collect()
}

fn read(random: &mut Random, records: &Records, _: u16) -> Request {
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

fn search_read(random: &mut Random, records: &Records, major: u16) -> Request {
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

fn create(random: &mut Random, records: &Records, _: u16) -> Request {
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

/// A field with a value that may be wrong.
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
        json!(999_999),
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

fn odd_create(random: &mut Random, records: &Records, _: u16) -> Request {
    let mut values = json!({"x_code": "c", "x_active": true});
    let (field, value) = odd_value(random, records);
    values[field] = value;
    if random.one_in(8) {
        values.as_object_mut().unwrap().remove("x_code");
    }
    Request::new("create, odd", MAIN, "create", json!([values])).changing()
}

fn write(random: &mut Random, records: &Records, _: u16) -> Request {
    let ids = Records::some(random, &records.mains);
    let mut values = records::main(random, records);
    values.as_object_mut().unwrap().remove("x_parent_id");
    Request::new("write", MAIN, "write", json!([ids, values])).changing()
}

fn odd_write(random: &mut Random, records: &Records, _: u16) -> Request {
    let (field, value) = odd_value(random, records);
    Request::new(
        "write, odd",
        MAIN,
        "write",
        json!([[records.main(random)], {field: value}]),
    )
    .changing()
}

fn commands(random: &mut Random, records: &Records, _: u16) -> Request {
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
    let id = *random.pick(
        &records
            .mains
            .iter()
            .copied()
            .chain([999_999])
            .collect::<Vec<_>>(),
    );
    Request::new(
        "commands, many2many",
        MAIN,
        "write",
        json!([[id], {"x_tag_ids": value}]),
    )
    .changing()
}

fn line_commands(random: &mut Random, records: &Records, _: u16) -> Request {
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
    let id = *random.pick(
        &records
            .mains
            .iter()
            .copied()
            .chain([999_999])
            .collect::<Vec<_>>(),
    );
    Request::new(
        "commands, one2many",
        MAIN,
        "write",
        json!([[id], {"x_line_ids": value}]),
    )
    .changing()
}

fn unlink(random: &mut Random, records: &Records, _: u16) -> Request {
    let (model, id) = match random.below(3) {
        0 => (TAG, records.tag(random)),
        1 => (MAIN, records.main(random)),
        _ => (LINE, records.line(random)),
    };
    Request::new("unlink", model, "unlink", json!([[id]])).changing()
}

fn copy(random: &mut Random, records: &Records, _: u16) -> Request {
    let default = if random.one_in(2) {
        json!({"x_name": "copied"})
    } else {
        json!({})
    };
    let id = *random.pick(
        &records
            .mains
            .iter()
            .copied()
            .chain([999_999])
            .collect::<Vec<_>>(),
    );
    Request::new("copy", MAIN, "copy", json!([[id], default])).changing()
}

fn default_get(random: &mut Random, _: &Records, _: u16) -> Request {
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

fn fields_get(random: &mut Random, _: &Records, major: u16) -> Request {
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

fn name_search(random: &mut Random, _: &Records, _: u16) -> Request {
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

/// Keys, each of them once.
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

fn read_group(random: &mut Random, records: &Records, major: u16) -> Request {
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

fn formatted(random: &mut Random, records: &Records, major: u16) -> Request {
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

fn load(random: &mut Random, records: &Records, _: u16) -> Request {
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
    let rows: Vec<Value> = (0..1 + random.below(2)).map(|_| row(random)).collect();
    Request::new("load", MAIN, "load", json!([columns, rows])).changing()
}

fn bad(random: &mut Random, records: &Records, _: u16) -> Request {
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

fn web(random: &mut Random, records: &Records, major: u16) -> Request {
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

fn metadata(random: &mut Random, records: &Records, _: u16) -> Request {
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

fn archive(random: &mut Random, records: &Records, _: u16) -> Request {
    let ids = Records::some(random, &records.mains);
    Request::new(
        "archive",
        MAIN,
        *random.pick(&["action_archive", "action_unarchive"]),
        json!([ids]),
    )
    .changing()
}
