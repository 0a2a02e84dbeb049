//! Domains that come from elsewhere.

use proptest::prelude::*;
use serde_json::json;

use super::{Row, any_tree, evaluate};
use crate::Domain;

fn read(text: &str) -> Result<String, String> {
    text.parse::<Domain<Row>>()
        .map(|domain| domain.to_json().unwrap().to_string())
        .map_err(|error| error.to_string())
}

#[test]
fn a_filter_of_the_server_is_read() {
    let table = [
        ("[]", "[]"),
        (
            "[('a', '=', 1), ('name', 'ilike', 'x')]",
            r#"[["a","=",1],["name","ilike","x"]]"#,
        ),
        (
            "['|', ('a', '=', 1), '!', ('parent_id', '=', None), (1, '=', 1)]",
            r#"["|",["a","=",1],"!",["parent_id","=",false]]"#,
        ),
        (
            "['&', '|', ('a', '<', 1), ('a', '>', 2), ('a', '!=', False)]",
            r#"["|",["a","<",1],["a",">",2],["a","!=",false]]"#,
        ),
        (
            "[('parent_id.child_ids.name', 'like', 'x')]",
            r#"[["parent_id.child_ids.name","like","x"]]"#,
        ),
        (
            "[('parent_id', 'child_of', [1, 2])]",
            r#"[["parent_id","child_of",[1,2]]]"#,
        ),
        (
            "[('parent_id', 'ilike', 'acme')]",
            r#"[["parent_id","ilike","acme"]]"#,
        ),
        (
            "[('a', '<>', 1), ('a', '==', 2)]",
            r#"[["a","!=",1],["a","=",2]]"#,
        ),
        ("[('name', '=?', False)]", "[]"),
        ("[('name', '=?', 'x')]", r#"[["name","=","x"]]"#),
        (
            "[('a', 'in', (0, 1))]",
            r#"["|",["a","=",0],["a","in",[1]]]"#,
        ),
        (
            "[('day', '>=', '2024-01-31')]",
            r#"[["day",">=","2024-01-31"]]"#,
        ),
        (
            "[('day.month_number', '=', 2)]",
            r#"[["day.month_number","=",2]]"#,
        ),
        (
            "[('child_ids', 'not any', [('a', '=', 1), ('a', '=', 2)])]",
            r#"[["child_ids","not any",[["a","=",1],["a","=",2]]]]"#,
        ),
        (
            "[('active', '=', 1), ('id', 'in', [3])]",
            r#"[["active","=",1],["id","in",[3]]]"#,
        ),
        ("[(0, '=', 1)]", r#"[[0,"=",1]]"#),
        (
            "[('name', 'not =like', 'x%')]",
            r#"["!",["name","=like","x%"]]"#,
        ),
        ("[('a', 'in', [1, None])]", r#"[["a","in",[1,false]]]"#),
        (
            "[('day', '<', '2024-01-01 00:00:00.99999999999999')]",
            r#"[["day","<","2024-01-01 00:00:00.99999999999999"]]"#,
        ),
        (
            "['|', ('a', '=', 1), '|', ('a', '=', 2), ('a', '=', 3)]",
            r#"["|",["a","=",1],"|",["a","=",2],["a","=",3]]"#,
        ),
    ];
    for (text, json) in table {
        assert_eq!(read(text).as_deref(), Ok(json), "{text}");
    }
}

#[test]
fn unknown_fields_and_invalid_conditions_are_rejected() {
    let table = [
        ("[('b', '=', 1)]", "`x.row` has no field `b`"),
        ("[('parent_id.b', '=', 1)]", "`x.row` has no field `b`"),
        (
            "[('a.b', '=', 1)]",
            "`b` in the path `a.b` follows a field that is not a relation",
        ),
        (
            "[('day.b', '=', 1)]",
            "follows a field that is not a relation",
        ),
        (
            "[('a', '=', 'x')]",
            "condition 1: `=` of `a`: a whole number does not support",
        ),
        ("[('a', '=', 5000000000)]", "does not support"),
        ("[('a', 'in', 1)]", "`in` of `a`: a whole number"),
        (
            "[(1, '=', 1), ('a', 'in', [1, 'x'])]",
            "condition 2: `in` of `a`: a whole number",
        ),
        ("[('a', 'ilike', 'x')]", "`ilike` of `a`: a whole number"),
        ("[('name', '=', 1)]", "`=` of `name`: a text"),
        ("[('day', '=', 'today')]", "`=` of `day`: a date"),
        (
            "[('day', '=', '2024-01-01 00:00:00.x')]",
            "`=` of `day`: a date",
        ),
        ("[('active', '<', True)]", "`<` of `active`: a boolean"),
        ("[('a', '<', False)]", "`<` of `a`: a whole number"),
        ("[('a', '=?', 0)]", "Odoo's versions disagree"),
        (
            "[('a', 'any', [])]",
            "`any` of `a`: expected a relation field",
        ),
        (
            "[('parent_id', 'any', [('b', '=', 1)])]",
            "`x.row` has no field `b`",
        ),
        ("[('name', 'child_of', 1)]", "`child_of` of `name`: a text"),
        ("[('name', 'matches', 'x')]", "unknown operator"),
        (
            "['|', ('a', '=', 1)]",
            "the operator `|` (term 1) lacks terms: expected 2 after it, found 1",
        ),
        (
            "[('a', '=')]",
            "expected a condition: a list of a field, an operator and a value",
        ),
        ("['a']", "expected a condition: a list"),
        ("[(1, '=', 2)]", "the field is not a string"),
        ("'a'", "expected a list of conditions"),
        ("{DEEP}", "at most 200 levels"),
    ];
    let levels = "'|', ('a', '=', 2), '&', ('a', '=', 3), ".repeat(150);
    let levels = format!("[{levels}('a', '=', 1)]");
    for (text, sentence) in table {
        let error = read(&text.replace("{DEEP}", &levels)).unwrap_err();
        assert!(error.starts_with("invalid domain: "), "{error}");
        assert!(error.contains(sentence), "{text}: {error}");
    }
}

#[test]
fn no_error_shows_a_value() {
    let table = [
        "[('a', '=', 'canary')]",
        "[('canary')]",
        "'canary'",
        "[('a', 'in', ['canary'])]",
        "[('parent_id', 'any', 'canary')]",
        "[(['canary'], '=', 1)]",
    ];
    for text in table {
        let error = read(text).unwrap_err();
        assert!(!error.contains("canary"), "{error}");
    }
}

#[test]
fn errors_have_no_control_characters() {
    for domain in [
        json!([["na\u{1b}[31mme", "=", 1]]),
        json!([["parent_id.\u{202e}x", "=", 1]]),
        json!([["a", "\r\n", 1]]),
    ] {
        let error = Domain::<Row>::from_json(&domain).unwrap_err().to_string();
        let is_plain = |c: char| !c.is_control() && c != '\u{202e}';
        assert!(error.chars().all(is_plain), "{error:?}");
    }
}

#[test]
fn long_and_deep_domains_are_read() {
    let many = "'|', ('a', '=', 2), ".repeat(50_000);
    read(&format!("[{many}('a', '=', 1)]")).unwrap();
    // 200,000 terms after all their operators, and built from the end: quadratic work would be hours.
    let count = 200_000;
    let operators = "'&', ".repeat(count - 1);
    let leaves = "('a', '=', 2), ".repeat(count);
    let first = format!("[{operators}{leaves}]").parse::<Domain<Row>>();
    let last = (0..count).fold(Domain::all(), |all, _| Row::A.eq(2) & all);
    assert_eq!(first.unwrap().to_json().unwrap(), last.to_json().unwrap());
    let negations = "'!', ".repeat(100_000);
    read(&format!("[{negations}('a', '=', 1)]")).unwrap();
    let (open, close) = ("[('parent_id', 'any', ".repeat(150), ")]".repeat(150));
    read(&format!("{open}[]{close}")).unwrap();
}

#[test]
fn names_are_replaced_by_their_values() {
    let text = "[('parent_id', '=', uid), ('a', 'in', [uid, 1])]";
    let domain = Domain::<Row>::parse_with(text, &[("uid", 7.into())]).unwrap();
    assert_eq!(domain.to_string(), "parent_id = 7 and a in [7,1]");
    let raw = Domain::<Row>::raw_python("[('x', '~', 'y')]").unwrap();
    assert_eq!(raw.to_json().unwrap(), json!([["x", "~", "y"]]));
    assert!(Domain::<Row>::raw_python("[('x', '=', uid)]").is_err());
}

#[test]
fn raw_terms_are_sent_as_they_are() {
    let raw = || Domain::<Row>::raw(json!([["x", "~", 1], "|", ["y", "=", 2], ["z", "=", 3]]));
    assert_eq!(
        (Row::A.eq(1) | raw()).to_json().unwrap(),
        json!([
            "|",
            ["a", "=", 1],
            "&",
            ["x", "~", 1],
            "|",
            ["y", "=", 2],
            ["z", "=", 3]
        ])
    );
    assert_eq!((!raw()).to_json().unwrap()[0], "!");
    assert_eq!(format!("{:?}", raw()), "x.row[x ~, y =, z =]");
    assert_eq!(
        raw().to_string(),
        r#"[["x","~",1],"|",["y","=",2],["z","=",3]]"#
    );
    assert_eq!(Domain::<Row>::raw(json!([])).to_json().unwrap(), json!([]));
    for malformed in [
        json!(["|", ["a", "=", 1]]),
        json!("canary"),
        json!({"a": "canary"}),
    ] {
        let error = Domain::<Row>::raw(malformed)
            .to_json()
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("the domain on `x.row` cannot be sent: "),
            "{error}"
        );
        assert!(!error.contains("canary"), "{error}");
    }
}

fn any_value() -> impl Strategy<Value = serde_json::Value> {
    let time = "[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}([T ][0-9:.]{0,30})?";
    prop_oneof![
        time.prop_map(|text| json!(text)),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        proptest::collection::vec(any::<i32>(), 0..3).prop_map(|list| json!(list)),
        ".{0,5}".prop_map(|text| json!(text)),
        Just(json!(null)),
        any::<bool>().prop_map(|value| json!(value)),
    ]
}

proptest! {
    #[test]
    fn what_was_written_is_read_back(tree in any_tree(), true_leaves: u8) {
        let sent = tree.domain().to_json().unwrap();
        let read = Domain::<Row>::from_json(&sent).unwrap().to_json().unwrap();
        prop_assert_eq!(evaluate(&read, true_leaves), tree.holds(true_leaves), "{}", read);
        let again = Domain::<Row>::from_json(&read).unwrap();
        prop_assert_eq!(again.to_json().unwrap(), read.clone());
        let python = read.to_string().replace('"', "'");
        prop_assert_eq!(python.parse::<Domain<Row>>().unwrap().to_json().unwrap(), read);
    }

    #[test]
    fn no_value_ends_the_program(
        field in prop_oneof!["a", "name", "day", "price", "active", "parent_id", "child_ids.day", "day.month_number", "id"],
        operator in prop_oneof!["=", "!=", "<", ">=", "in", "not in", "like", "=like", "child_of", "any", "=?"],
        value in any_value(),
    ) {
        if let Ok(domain) = Domain::<Row>::from_json(&json!([[field, operator, value]])) {
            domain.to_json().unwrap();
        }
    }

    #[test]
    fn no_text_ends_the_program(text in ".{0,60}", list in r#"[\[\]()'",|!&a-z0-9= ]{0,60}"#) {
        let _ = text.parse::<Domain<Row>>();
        let _ = list.parse::<Domain<Row>>();
    }
}
