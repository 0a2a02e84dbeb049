use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Mistake, Patch};
use crate::{Binary, Json, Properties, Reference, prelude::*};

#[derive(OdooModel)]
#[odoo(model = "x.order", crate = crate)]
#[expect(dead_code, reason = "its fields are named")]
struct Order {
    id: Id<Order>,
    name: String,
    note: Option<String>,
    count: i64,
    price: Option<f64>,
    is_open: bool,
    state: Option<State>,
    day: Option<NaiveDate>,
    ordered: Option<DateTime<Utc>>,
    partner_id: Many2one<Order>,
    user_id: Option<Id<Order>>,
    line_ids: One2many<Line>,
    tag_ids: Many2many<Order>,
    about: Option<Reference>,
    file: NotLoaded<Option<Binary>>,
    data: Option<Json<Value>>,
    bag: Properties,
    secret: Option<String>,
    create_date: DateTime<Utc>,
}

#[derive(OdooModel)]
#[odoo(model = "x.line", crate = crate)]
#[expect(dead_code, reason = "its fields are named")]
struct Line {
    id: Id<Line>,
    name: String,
    price: f64,
    order_id: Many2one<Order>,
}

#[derive(Debug, Clone, Selection)]
#[odoo(crate = crate)]
enum State {
    Draft,
    Done,
}

#[derive(Projection)]
#[odoo(of = Order, crate = crate)]
#[expect(dead_code, reason = "its fields are named")]
struct Form {
    id: Id<Order>,
    name: String,
    note: Option<String>,
    count: i64,
    price: Option<f64>,
    is_open: bool,
    state: Option<State>,
    day: Option<NaiveDate>,
    ordered: Option<DateTime<Utc>>,
    partner_id: Many2one<Order>,
    user_id: Option<Id<Order>>,
    #[odoo(nested)]
    line_ids: Vec<LineForm>,
    tag_ids: Many2many<Order>,
    about: Option<Reference>,
    file: Option<Binary>,
    data: Option<Json<Value>>,
    bag: Properties,
    create_date: DateTime<Utc>,
}

#[derive(Projection)]
#[odoo(of = Line, crate = crate)]
struct LineForm {
    name: String,
    price: f64,
}

fn written(body: &str) -> Value {
    let patch = Patch::<Form>::from_json(body.as_bytes()).unwrap();
    patch.into_values().into_json().unwrap()
}

fn mistakes(body: &str) -> Vec<String> {
    let error = Patch::<Form>::from_json(body.as_bytes()).unwrap_err();
    let line = |mistake: &Mistake| format!("{}: {}", mistake.path(), mistake.message());
    error.mistakes().iter().map(line).collect()
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    assert_eq!(written("{}"), json!({}));
    assert_eq!(written(r#"{"note": null}"#), json!({"note": false}));
    assert_eq!(written(r#"{"note": ""}"#), json!({"note": ""}));
}

#[test]
fn each_type_is_read_in_the_form_of_serde() {
    let body = r#" {
        "name": "S1", "count": -3, "price": 2, "is_open": false, "state": "done", "day": "2024-02-29",
        "ordered": "2024-02-29T13:34:56.5+01:00", "partner_id": {"id": 7, "name": "x"}, "user_id": 8,
        "tag_ids": [1, 2], "about": "x.order,3", "file": "AP8=", "data": {"a": [null]}
    } "#;
    let expected = json!({
        "name": "S1", "count": -3, "price": 2.0, "is_open": false, "state": "done", "day": "2024-02-29",
        "ordered": "2024-02-29 12:34:56", "partner_id": 7, "user_id": 8,
        "tag_ids": [[6, 0, [1, 2]]], "about": "x.order,3", "file": "AP8=", "data": {"a": [null]}
    });
    assert_eq!(written(body), expected);
}

#[test]
fn a_nested_list_has_ids_and_creates_from_objects() {
    let body = r#"{"line_ids": [5, {"name": "a", "price": 1.5}, {"name": "b"}, 6]}"#;
    let expected = json!([
        [6, 0, [5, 6]],
        [0, 0, {"name": "a", "price": 1.5}],
        [0, 0, {"name": "b"}]
    ]);
    assert_eq!(written(body)["line_ids"], expected);
    let body = r#"{"line_ids": [{"name": null, "order_id": 3}, "x", 0, {"id": 5}]}"#;
    assert_eq!(
        mistakes(body),
        [
            "/line_ids/0/name: expected a value, found null",
            "/line_ids/0/order_id: unknown field: expected one of `name`, `price`",
            "/line_ids/1: expected an id or an object, found text",
            "/line_ids/2: invalid id 0: expected 1 to 2147483647",
            "/line_ids/3/id: unknown field: expected one of `name`, `price`",
        ]
    );
}

#[test]
fn each_id_of_a_list_has_a_path() {
    assert_eq!(
        mistakes(r#"{"tag_ids": [0, 1, -1, "x", 9223372036854775808, {"id": 2}]}"#),
        [
            "/tag_ids/0: invalid id 0: expected 1 to 2147483647",
            "/tag_ids/2: invalid id -1: expected 1 to 2147483647",
            "/tag_ids/3: expected an id, found text",
            "/tag_ids/4: expected an id, found a number",
            "/tag_ids/5: expected an id, found an object",
        ]
    );
    assert_eq!(
        mistakes(r#"{"tag_ids": 3}"#),
        ["/tag_ids: expected a list of ids, found a number"]
    );
}

#[test]
fn a_link_with_two_ids_is_refused() {
    for ids in [r#""id": 20, "id": 21"#, r#""name": "x""#] {
        let [mistake] = &mistakes(&format!(r#"{{"partner_id": {{{ids}}}}}"#))[..] else {
            panic!("{ids}");
        };
        let expected = "/partner_id: expected an object with one `id`, found {";
        assert!(mistake.starts_with(expected), "{mistake}");
    }
}

#[test]
fn all_mistakes_are_told_at_once_with_their_paths() {
    let body = r#"{
        "id": 3, "create_date": "2024-02-29T00:00:00Z", "secret": "x", "a/b~c": 1, "name": 7, "note": false, "count": 2.5,
        "count": 1, "price": "1", "is_open": 1, "state": "x", "day": "yesterday", "ordered": "2024-02-29 12:34:56",
        "partner_id": [7, "x"], "user_id": 9223372036854775808, "tag_ids": [1, "2"], "about": 3, "file": "%", "bag": []
    }"#;
    let found = mistakes(body);
    let paths: Vec<&str> = found
        .iter()
        .filter_map(|line| line.split(':').next())
        .collect();
    let expected = [
        "/id",
        "/create_date",
        "/secret",
        "/a~1b~0c",
        "/name",
        "/note",
        "/count",
        "/count",
        "/price",
        "/is_open",
        "/state",
        "/day",
        "/ordered",
        "/partner_id",
        "/user_id",
        "/tag_ids/1",
        "/about",
        "/file",
        "/bag",
    ];
    assert_eq!(paths, expected, "{found:#?}");
    assert_eq!(found[0], "/id: read-only field");
    assert_eq!(found[1], "/create_date: read-only field");
    assert!(found[2].starts_with("/secret: unknown field: expected one of `name`, `note`"));
    assert_eq!(found[4], "/name: expected text, found `7`");
    assert_eq!(found[7], "/count: duplicate key");
    assert_eq!(
        found[10],
        r#"/state: expected one of "draft", "done", found "x""#
    );
    assert_eq!(
        found[12],
        r#"/ordered: expected a time such as "2024-02-29T12:34:56Z", found "2024-02-29 12:34:56""#
    );
}

#[test]
fn ids_that_no_record_has_are_refused() {
    for id in [
        "0",
        "-1",
        "9223372036854775808",
        "2147483648",
        "1.5",
        "\"7\"",
        "true",
    ] {
        for body in [
            format!(r#"{{"user_id": {id}}}"#),
            format!(r#"{{"partner_id": {{"id": {id}}}}}"#),
            format!(r#"{{"tag_ids": [{id}]}}"#),
            format!(r#"{{"line_ids": [{id}]}}"#),
        ] {
            assert_eq!(mistakes(&body).len(), 1, "{body}");
        }
    }
}

#[test]
fn values_that_odoo_does_not_have_are_refused() {
    assert_eq!(
        mistakes(r#"{"name": "a\u0000b", "count": 2147483648, "day": "0000-01-01"}"#).len(),
        3
    );
}

#[test]
fn a_body_that_is_no_object_has_one_mistake() {
    for body in ["[]", "3", "null", "\"x\"", "true"] {
        let found = mistakes(body);
        assert!(
            found[0].starts_with(": expected an object, found "),
            "{found:?}"
        );
    }
    for body in [
        "",
        "{",
        r#"{"name": "x"} x"#,
        "\u{feff}{}",
        r#"{"name": NaN}"#,
    ] {
        let error = Patch::<Form>::from_json(body.as_bytes()).unwrap_err();
        assert!(error.is_syntax(), "{body}: {error}");
    }
}

#[test]
fn a_body_cannot_forge_lines_of_a_log() {
    let body = br#"{"\u001b[2J\nx\u202e": 1, "state": "\u001b[2J\n\u202e"}"#;
    let error = Patch::<Form>::from_json(body).unwrap_err();
    let as_error = odoo_rpc::Error::from(error.clone());
    for shown in [error.to_string(), as_error.to_string()] {
        let is_raw = |c: char| c.is_control() || c == '\u{202e}';
        assert!(!shown.contains(is_raw), "{shown:?}");
        assert!(shown.contains(r"/\u{1b}[2J\nx\u{202e}: "), "{shown}");
    }
    // A form finds its field by the path.
    let paths = error.mistakes().iter().map(Mistake::path);
    assert!(paths.clone().any(|path| path == "/\u{1b}[2J\nx\u{202e}"));
}

#[test]
fn a_body_may_be_as_deep_or_as_long_as_it_likes() {
    for depth in [200, 10_000] {
        let deep = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        for field in ["name", "data", "line_ids", "tag_ids", "user_id", "unknown"] {
            let body = format!(r#"{{"{field}": {deep}}}"#);
            assert!(
                Patch::<Form>::from_json(body.as_bytes()).is_err(),
                "{field}"
            );
        }
        let objects = format!("{}1{}", r#"{"id":"#.repeat(depth), "}".repeat(depth));
        let body = format!(r#"{{"partner_id": {objects}}}"#);
        assert!(Patch::<Form>::from_json(body.as_bytes()).is_err());
    }
    let unknown: Vec<String> = (0..1000).map(|key| format!(r#""x{key}": 1"#)).collect();
    let found = mistakes(&format!("{{{}}}", unknown.join(",")));
    assert_eq!(found.len(), 100);
    let found = mistakes(&format!(
        r#"{{"{0}": 1, "name": [], "state": "{0}"}}"#,
        "k".repeat(1_000_000)
    ));
    assert!(found.iter().map(String::len).sum::<usize>() < 1000);
}

#[test]
fn a_whole_model_is_a_shape_as_well() {
    let patch = Patch::<Line>::from_json(br#"{"name": "a", "order_id": 3}"#).unwrap();
    let expected = json!({"name": "a", "order_id": 3});
    assert_eq!(patch.into_values().into_json().unwrap(), expected);
    assert!(Patch::<Line>::from_json(br#"{"id": 3}"#).is_err());
}

#[test]
fn a_list_without_nested_fields_is_replaced_by_ids() {
    let written = |body: &str| {
        let patch = Patch::<Order>::from_json(body.as_bytes());
        patch.map(|patch| patch.into_values().into_json().unwrap())
    };
    for list in ["line_ids", "tag_ids"] {
        let body = format!(r#"{{"{list}": [3, 1]}}"#);
        assert_eq!(written(&body).unwrap(), json!({list: [[6, 0, [3, 1]]]}));
        let body = format!(r#"{{"{list}": []}}"#);
        assert_eq!(written(&body).unwrap(), json!({list: [[6, 0, []]]}));
        for (wrong, place) in [
            ("null", ""),
            ("3", ""),
            (r#"[{"name": "x"}]"#, "/0"),
            ("[0]", "/0"),
            ("[7, -1]", "/1"),
            ("[9223372036854775808]", "/0"),
        ] {
            let error = written(&format!(r#"{{"{list}": {wrong}}}"#)).unwrap_err();
            let path = format!("/{list}{place}");
            assert_eq!(error.mistakes()[0].path(), path, "{wrong}");
        }
    }
}

#[test]
fn by_hand_none_is_left_out_and_some_none_empties() {
    let values = |note: Option<Option<&str>>, user: Option<Option<Id<Order>>>| {
        let values = Values::new().patch(Order::NOTE, note);
        values.patch(Order::USER_ID, user).into_json().unwrap()
    };
    assert_eq!(values(None, None), json!({}));
    assert_eq!(
        values(Some(None), Some(None)),
        json!({"note": false, "user_id": false})
    );
    assert_eq!(
        values(Some(Some("")), Some(Some(Id::new(7)))),
        json!({"note": "", "user_id": 7})
    );
}

#[cfg(feature = "serde")]
#[test]
fn serde_reads_it_from_json() {
    let patch: Patch<Form> = serde_json::from_str(r#"{"name": "x"}"#).unwrap();
    assert!(patch.into_values().get(Order::NAME).is_some());
    let patch: Patch<Form> = serde_json::from_value(json!({"name": "x"})).unwrap();
    assert!(patch.into_values().get(Order::NAME).is_some());
    let error = serde_json::from_str::<Patch<Form>>(r#"{"id": 1, "name": 1}"#).unwrap_err();
    assert!(error.to_string().contains("/id: read-only field; /name: "));
}
