use chrono::{DateTime, NaiveDate, Utc};

use super::{Filtered, Filters};
use crate::prelude::*;

#[derive(Debug, PartialEq, Selection)]
#[odoo(crate = crate)]
enum Kind {
    Contact,
    Invoice,
}

#[derive(OdooModel)]
#[odoo(model = "res.partner", crate = crate)]
#[expect(dead_code, reason = "the tests read no record")]
struct Partner {
    id: Id<Partner>,
    name: String,
    email: Option<String>,
    is_company: bool,
    color: i32,
    latitude: f64,
    born: Option<NaiveDate>,
    create_date: DateTime<Utc>,
    kind: Option<Kind>,
    parent_id: Option<Many2one<Partner>>,
    child_ids: One2many<Partner>,
    image: Option<crate::Binary>,
}

fn filters() -> Filters<Partner> {
    Filters::new()
        .field(Partner::ID)
        .field(Partner::NAME)
        .field(Partner::EMAIL)
        .field(Partner::IS_COMPANY)
        .field(Partner::COLOR)
        .field(Partner::LATITUDE)
        .field(Partner::BORN)
        .field(Partner::CREATE_DATE)
        .field(Partner::KIND)
        .field(Partner::PARENT_ID)
        .field(Partner::CHILD_IDS)
        .field(Partner::IMAGE)
        .path("parent", Partner::PARENT_ID.dot(Partner::NAME))
        .search("search", |text| {
            Partner::NAME.icontains(text) | Partner::EMAIL.icontains(text)
        })
        .sort(Partner::NAME)
        .sort(Partner::ID)
}

fn parsed(query: &[(&str, &str)]) -> Filtered<Partner> {
    filters().parse(query.iter().copied()).unwrap()
}

/// The domain of one parameter, as it is sent.
fn domain(key: &str, text: &str) -> String {
    parsed(&[(key, text)]).domain.to_json().unwrap().to_string()
}

/// The mistake of one parameter, with its path.
fn mistake(key: &str, text: &str) -> (String, String) {
    let error = filters().parse([(key, text)]).unwrap_err();
    let [mistake] = error.mistakes() else {
        panic!("{error}")
    };
    (mistake.path().to_owned(), mistake.message().to_owned())
}

#[test]
fn a_value_is_read_by_the_type_of_its_field() {
    for (key, text, expected) in [
        ("id", "7", r#"[["id","=",7]]"#),
        ("name", "7", r#"[["name","=","7"]]"#),
        ("name", "\"x\", 1", r#"[["name","=","\"x\", 1"]]"#),
        ("name__ne", "", r#"[["name","!=",""]]"#),
        ("name__in", "a,b", r#"[["name","in",["a","b"]]]"#),
        ("name__icontains", "50%", r#"[["name","ilike","50\\%"]]"#),
        ("name__contains", "a_b", r#"[["name","like","a\\_b"]]"#),
        ("name__starts_with", "a", r#"[["name","=like","a%"]]"#),
        ("email__is_set", "false", r#"[["email","=",false]]"#),
        ("is_company", "true", r#"[["is_company","=",true]]"#),
        ("color__ge", "-3", r#"[["color",">=",-3]]"#),
        ("latitude__lt", "1.5", r#"[["latitude","<",1.5]]"#),
        ("born", "2024-02-29", r#"[["born","=","2024-02-29"]]"#),
        (
            "create_date__gt",
            "2024-02-29T10:00:00+02:00",
            r#"[["create_date",">","2024-02-29 08:00:00"]]"#,
        ),
        ("kind", "invoice", r#"[["kind","=","invoice"]]"#),
        ("parent_id__in", "1,2", r#"[["parent_id","in",[1,2]]]"#),
        ("parent_id__is_set", "true", r#"[["parent_id","!=",false]]"#),
        ("child_ids", "3", r#"[["child_ids","=",3]]"#),
        ("parent", "Acme", r#"[["parent_id.name","=","Acme"]]"#),
        (
            "search",
            "x",
            r#"["|",["name","ilike","x"],["email","ilike","x"]]"#,
        ),
    ] {
        assert_eq!(domain(key, text), expected, "{key}={text}");
    }
}

#[test]
fn conditions_are_joined_and_the_rest_has_defaults() {
    let filtered = parsed(&[]);
    assert_eq!(filtered.domain.to_json().unwrap().to_string(), "[]");
    assert_eq!(format!("{:?}", filtered.order), "[name]");
    assert_eq!((filtered.page, filtered.size), (1, 20));
    let filtered = parsed(&[
        ("name", "a"),
        ("size", "100"),
        ("color", "1"),
        ("page", "3"),
        ("order", "-id,name"),
    ]);
    assert_eq!(filtered.domain.to_string(), r#"name = "a" and color = 1"#);
    assert_eq!(format!("{:?}", filtered.order), "[id desc, name]");
    assert_eq!((filtered.page, filtered.size), (3, 100));
}

#[test]
fn what_a_type_does_not_hold_is_a_mistake() {
    for text in [
        "0",
        "-1",
        "9223372036854775808",
        "2147483648",
        "x",
        "",
        "1.5",
        " 1",
        "{\"id\":1}",
    ] {
        for key in [
            "id",
            "parent_id",
            "parent_id__in",
            "child_ids",
            "parent_id__ne",
        ] {
            let (path, message) = mistake(key, text);
            assert_eq!(path, format!("/{key}"));
            assert!(message.contains("id"), "{key}={text}: {message}");
        }
    }
    for (key, text) in [
        ("color", "x"),
        ("color", "1 2"),
        ("color", "1.5"),
        ("color", "9223372036854775808"),
        ("color__in", "1,,2"),
        ("latitude", "NaN"),
        ("latitude", "1e999"),
        ("is_company", "1"),
        ("is_company", "True"),
        ("email__is_set", "yes"),
        ("born", "2024-02-30"),
        ("create_date", "yesterday"),
        ("kind", "Invoice"),
        ("name", "a\0b"),
        ("search", "a\0b"),
        ("image", "x"),
        ("order", "email"),
        ("order", ""),
        ("order", "name,--id"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "18446744073709551616"),
        ("size", "0"),
        ("size", "101"),
    ] {
        let (path, message) = mistake(key, text);
        assert_eq!(path, format!("/{key}"));
        assert!(!message.is_empty());
    }
}

#[test]
fn unknown_keys_and_operators_name_the_known_ones() {
    for key in [
        "write_uid",
        "",
        "name__",
        "write_uid__ne",
        "parent_id.name",
        "search__ne",
    ] {
        let (path, message) = mistake(key, "1");
        assert_eq!(path, format!("/{key}"));
        assert!(message.starts_with("unknown"), "{key}: {message}");
    }
    let (_, message) = mistake("is_company__gt", "1");
    assert_eq!(message, "unknown operator: expected `is_company`");
    let (_, message) = mistake("kind__icontains", "x");
    assert_eq!(
        message,
        "unknown operator: expected one of `kind`, `kind__ne`, `kind__in`, `kind__is_set`"
    );
    let (_, message) = mistake("order", "-color");
    assert!(message.contains("one of `name`, `id`"), "{message}");
}

#[test]
fn a_query_cannot_forge_lines_of_a_log() {
    let error = filters()
        .parse([("\u{1b}[2J\nx\u{202e}", "1")])
        .unwrap_err();
    let shown = error.to_string();
    let is_raw = |c: char| c.is_control() || c == '\u{202e}';
    assert!(!shown.contains(is_raw), "{shown:?}");
    assert!(
        shown.starts_with(r"invalid query: /\u{1b}[2J\nx\u{202e}: "),
        "{shown}"
    );
}

#[test]
fn repeated_and_huge_parameters_are_mistakes() {
    let error = filters()
        .parse([("color", "1"), ("color", "2")])
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid query: /color: duplicate parameter: name each once"
    );
    let huge = "x".repeat(10_000_000);
    for key in ["name", "search", "order", "parent_id__in"] {
        let (_, message) = mistake(key, &huge);
        assert_eq!(message, "expected at most 2000 bytes, found 10000000");
    }
    let (path, _) = mistake(&huge, "1");
    assert_eq!(path.len(), 65);
    let many: Vec<(String, &str)> = (0..100_000).map(|at| (format!("x{at}"), "1")).collect();
    let error = filters().parse(many).unwrap_err();
    assert_eq!(error.mistakes().len(), 100);
    // All mistakes are told at once.
    let error = filters().parse([("color", "x"), ("name", "a"), ("page", "0")]);
    assert_eq!(error.unwrap_err().mistakes().len(), 2);
}
