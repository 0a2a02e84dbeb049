use super::*;
use crate::{Command, Id, Json, Many2many, Many2one};

#[derive(Debug, crate::OdooModel)]
#[odoo(model = "x.tag")]
#[expect(dead_code, reason = "the tests use only its type")]
struct Tag {
    id: Id<Tag>,
}

const READ: &str = r#"[
    {"name": "a1", "type": "char", "string": "Color", "value": "red"},
    {"name": "a2", "type": "boolean", "string": "Fragile", "value": false},
    {"name": "a3", "type": "many2one", "string": "Tag", "comodel": "x.tag", "value": [3, "T"]},
    {"name": "a4", "type": "many2many", "string": "Tags", "comodel": "x.tag", "value": [[4, "U"], [5, "V"]]},
    {"name": "a5", "type": "integer", "string": "Unset on 19"},
    {"name": "a6", "type": "char", "string": "Unset on 18", "value": false},
    {"name": "a7", "type": "separator", "string": "Line"},
    {"name": "a8", "type": "tags", "string": "Labels", "tags": [["x", "X", 1]], "value": ["x"]},
    {"name": "a9", "type": "selection", "string": "Size", "selection": [["y", "Y"]], "value": "y"}
]"#;

fn properties() -> Properties {
    Properties::decode(&mut JsonReader::new(READ.as_bytes())).unwrap()
}

#[test]
fn each_value_is_read_by_its_type() {
    let all = properties();
    assert_eq!(
        all.get(&Property::<String>::named("a1")),
        Ok(Some("red".to_owned()))
    );
    assert_eq!(all.get(&Property::<bool>::named("a2")), Ok(Some(false)));
    let tag = all
        .get(&Property::<Many2one<Tag>>::named("a3"))
        .unwrap()
        .unwrap();
    assert_eq!((tag.id.get(), &*tag.name), (3, "T"));
    let tags = all
        .get(&Property::<Many2many<Tag>>::named("a4"))
        .unwrap()
        .unwrap();
    assert_eq!(*tags, [Id::new(4), Id::new(5)]);
    assert_eq!(all.get(&Property::<i64>::named("a5")), Ok(None));
    assert_eq!(all.get(&Property::<String>::named("a6")), Ok(None));
    assert_eq!(all.get(&Property::<String>::named("b1")), Ok(None));
    assert_eq!(
        all.get(&Property::<Json<Vec<String>>>::named("a8")),
        Ok(Some(Json(vec!["x".to_owned()])))
    );
    assert!(
        all.contains(&Property::<i64>::named("a5")) && !all.contains(&Property::<i64>::named("b1"))
    );
    let error = all.get(&Property::<i64>::named("a1")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected an integer, found the text \"red\""
    );
}

#[test]
fn unchanged_properties_are_written_unchanged() {
    let mut all = properties();
    all.set(&Property::<i64>::named("a5"), 7).unwrap();
    all.unset(&Property::<String>::named("a1")).unwrap();
    all.set(
        &Property::<Many2many<Tag>>::named("a4"),
        [Command::Set(vec![Id::new(9)])],
    )
    .unwrap();
    assert_eq!(
        all.written().to_string(),
        r#"{"a1":false,"a2":false,"a3":3,"a4":[9],"a5":7,"a6":false,"a8":["x"],"a9":"y"}"#
    );
}

#[test]
fn undefined_properties_cannot_be_set() {
    let mut all = properties();
    let error = all
        .set(&Property::<String>::named("b1"), "x")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no property `b1`") && error.contains("`a1` (Color)"),
        "{error}"
    );
    let link = [Command::Link(Id::<Tag>::new(1))];
    all.set(&Property::<Many2many<Tag>>::named("a4"), link)
        .unwrap_err();
    let error = all
        .set(&Property::<i64>::named("a1"), 3)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains(
            "`a1` (Color) is of type `char`: expected a value of that type, found `integer`"
        ),
        "{error}"
    );
    let tags = Json(vec!["x".to_owned()]);
    all.set(&Property::<Json<Vec<String>>>::named("a8"), tags)
        .unwrap();
    let error = all
        .set(&Property::<String>::named("a9"), "z")
        .unwrap_err()
        .to_string();
    assert!(error.contains("without the key \"z\""), "{error}");
    all.set(&Property::<String>::named("a9"), "y").unwrap();
    Properties::default()
        .unset(&Property::<i64>::named("a"))
        .unwrap_err();
}

#[test]
fn a_record_without_a_parent_has_none() {
    let none = Properties::decode(&mut JsonReader::new(b"false")).unwrap();
    assert_eq!(none, Properties::default());
    assert_eq!(
        format!("{:?}", properties()).len(),
        r#"Properties{"a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9"}"#.len()
    );
    Properties::decode(&mut JsonReader::new(b"[3]")).unwrap_err();
}
