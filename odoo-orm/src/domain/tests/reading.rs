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
    ];
    for (text, json) in table {
        assert_eq!(read(text).as_deref(), Ok(json), "{text}");
    }
}

#[test]
fn what_the_model_does_not_have_is_refused() {
    let table = [
        ("[('b', '=', 1)]", "`x.row` has no field `b`"),
        ("[('parent_id.b', '=', 1)]", "`x.row` has no field `b`"),
        (
            "[('a.b', '=', 1)]",
            "`b` in the path `a.b` stands behind a field that is no relation",
        ),
        ("[('day.b', '=', 1)]", "behind a field that is no relation"),
        (
            "[('a', '=', 'x')]",
            r#"["a","=","x"]: `=` of a whole number does not take this value"#,
        ),
        ("[('a', '=', 5000000000)]", "does not take this value"),
        ("[('a', 'in', 1)]", "`in` of a whole number"),
        ("[('a', 'in', [1, 'x'])]", "`in` of a whole number"),
        ("[('a', 'ilike', 'x')]", "`ilike` of a whole number"),
        ("[('name', '=', 1)]", "`=` of a text"),
        ("[('day', '=', 'today')]", "`=` of a date"),
        ("[('active', '<', True)]", "`<` of a boolean"),
        ("[('a', '<', False)]", "`<` of a whole number"),
        (
            "[('a', 'any', [])]",
            "`any` needs a field that leads to other records",
        ),
        (
            "[('parent_id', 'any', [('b', '=', 1)])]",
            "`x.row` has no field `b`",
        ),
        ("[('name', 'child_of', 1)]", "`child_of` of a text"),
        ("[('name', 'matches', 'x')]", "`matches` is no operator"),
        (
            "['|', ('a', '=', 1)]",
            "the operator `|` (term 1) stands before 2 conditions, and 1 follow",
        ),
        ("[('a', '=')]", "is no condition"),
        ("['a']", "is no condition"),
        ("[(1, '=', 2)]", "1 in [1,\"=\",2] is no field"),
        ("'a'", "is not a list of conditions"),
    ];
    for (text, sentence) in table {
        let error = read(text).unwrap_err();
        assert!(error.starts_with("this domain cannot be read: "), "{error}");
        assert!(error.contains(sentence), "{text}: {error}");
    }
    let deep = format!("[{}('a', '=', 1)]", "'!', ".repeat(100_000));
    read(&deep).unwrap();
    let nested = format!(
        "{}{}",
        "[('parent_id', 'any', ".repeat(150),
        "[]".to_owned() + &")]".repeat(150)
    );
    read(&nested).unwrap();
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
    for malformed in [json!(["|", ["a", "=", 1]]), json!("x"), json!({"a": 1})] {
        Domain::<Row>::raw(malformed).to_json().unwrap_err();
    }
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
    fn no_text_ends_the_program(text in ".{0,60}", list in r#"[\[\]()'",|!&a-z0-9= ]{0,60}"#) {
        let _ = text.parse::<Domain<Row>>();
        let _ = list.parse::<Domain<Row>>();
    }
}
