use chrono::{DateTime, Utc};
use serde_json::json;

use super::*;
use crate::{Binary, Command, Id, Many2many, Many2one, One2many, Values, schema::meta};

#[derive(crate::OdooModel)]
#[odoo(model = "x.thing")]
#[expect(dead_code, reason = "the tests use only its field constants")]
struct Thing {
    id: Id<Thing>,
    name: String,
    email: Option<String>,
    active: bool,
    weight: f64,
    at: Option<DateTime<Utc>>,
    picture: Option<Binary>,
    parent_id: Option<Many2one<Thing>>,
    born: Option<chrono::NaiveDate>,
    state: Option<String>,
    more: Option<crate::Json<String>>,
    line_ids: One2many<Thing>,
    tag_ids: Many2many<Thing>,
}

fn row(values: Values<Thing>) -> (Vec<String>, Vec<String>, Value, bool) {
    let values = values.into_object().unwrap().to_map();
    let row = Row::of_line(meta::<Thing>(), "x.y", values, Known::default());
    (row.columns, row.cells, row.rest.into(), row.has_time)
}

#[test]
fn lines_are_further_rows_without_the_record() {
    let line = |name: &str| Values::new().set(Thing::NAME, name).unset(Thing::PARENT_ID);
    let values = Values::new()
        .set(Thing::WEIGHT, 2.0)
        .upsert_lines(Thing::LINE_IDS, [("x.a", line("a")), ("x.b", line("b"))]);
    let named = crate::model_ext::upsert::named([("x.y", values)]).unwrap();
    let row = Row::new(meta::<Thing>(), &named[0], Known::default());
    let columns = [
        "id",
        "weight",
        "line_ids/id",
        "line_ids/name",
        "line_ids/parent_id/.id",
    ];
    assert_eq!(row.columns, columns);
    assert_eq!(row.len(), 2);
    assert_eq!(
        row.table(),
        [["x.y", "2", "x.a", "a", ""], ["", "", "x.b", "b", ""]]
    );
    // Without lines there are no columns, which would empty the list.
    let no_lines: [(&str, Values<Thing>); 0] = [];
    let none = Values::new().upsert_lines(Thing::LINE_IDS, no_lines);
    let named = crate::model_ext::upsert::named([("x.y", none)]).unwrap();
    let row = Row::new(meta::<Thing>(), &named[0], Known::default());
    assert_eq!(row.table(), [["x.y"]]);
}

#[test]
fn cells_represent_values_exactly() {
    let at: DateTime<Utc> = "2024-02-29T12:34:56Z".parse().unwrap();
    let values = Values::new()
        .set(Thing::ACTIVE, false)
        .set(Thing::AT, at)
        .set(Thing::NAME, "Acme")
        .set(Thing::PARENT_ID, Id::new(3))
        .set(Thing::PICTURE, b"x")
        .set(Thing::TAG_IDS, [Command::Set(vec![Id::new(4), Id::new(5)])])
        .set(Thing::WEIGHT, 1.5)
        .unset(Thing::EMAIL);
    let (columns, cells, rest, has_time) = row(values);
    let table = [
        ("id", "x.y"),
        ("active", "0"),
        ("at", "2024-02-29 12:34:56"),
        ("email", ""),
        ("name", "Acme"),
        ("parent_id/.id", "3"),
        ("picture", "eA=="),
        ("tag_ids/.id", "4,5"),
        ("weight", "1.5"),
    ];
    let pairs: Vec<_> = columns
        .iter()
        .map(String::as_str)
        .zip(cells.iter().map(String::as_str))
        .collect();
    assert_eq!(pairs, table);
    assert_eq!((rest, has_time), (json!({}), true));
}

#[test]
fn whole_floats_are_valid_for_integer_fields() {
    let (_, cells, ..) = row(Values::new().set(Thing::WEIGHT, 5.0));
    assert_eq!(cells, ["x.y", "5"]);
    let (_, cells, ..) = row(Values::new().set(Thing::WEIGHT, -1e-7));
    assert_eq!(cells, ["x.y", "-1e-7"]);
}

#[test]
fn values_that_may_be_labels_are_checked() {
    let values = Values::new()
        .set(Thing::STATE, "sent")
        .set(Thing::ACTIVE, true);
    let values = values.into_object().unwrap().to_map();
    let row = Row::of_line(meta::<Thing>(), "x.y", values.clone(), Known::default());
    assert_eq!(row.cells, ["x.y", "1", "sent"]);
    assert_eq!(Value::from(row.ambiguous), json!({"state": "sent"}));
    // For an existing record, an ambiguous value gets no cell.
    let there = Known {
        version: None,
        is_there: true,
        selections: None,
    };
    let row = Row::of_line(meta::<Thing>(), "x.y", values.clone(), there);
    assert_eq!(row.cells, ["x.y", "1"]);
    assert_eq!(Value::from(row.rest), json!({"state": "sent"}));
    // Nor is it compared if the field is not a selection on the server.
    let none = Selections::default();
    let text = Known {
        version: None,
        is_there: true,
        selections: Some(&none),
    };
    let row = Row::of_line(meta::<Thing>(), "x.y", values, text);
    assert_eq!(row.cells, ["x.y", "1", "sent"]);
    assert!(row.ambiguous.is_empty() && row.rest.is_empty());
}

#[test]
fn values_that_no_cell_can_hold_remain() {
    let unknown: crate::Field<Thing, i64> = crate::Field::named("x_more");
    let values = Values::new()
        .set(Thing::LINE_IDS, [Command::Clear])
        .set(Thing::TAG_IDS, [Command::Link(Id::new(4))])
        .set(Thing::EMAIL, "")
        .set(unknown, 7);
    let (columns, _, rest, has_time) = row(values);
    assert_eq!(columns, ["id"]);
    let left = json!({"line_ids": [[5, 0, 0]], "tag_ids": [[4, 4, 0]], "email": "", "x_more": 7});
    assert_eq!((rest, has_time), (left, false));
    let old = chrono::NaiveDate::from_ymd_opt(987, 6, 5).unwrap();
    let values = Values::new()
        .set(Thing::BORN, old)
        .set(Thing::MORE, crate::Json("x".to_owned()));
    let (columns, _, rest, _) = row(values);
    assert_eq!(columns, ["id"]);
    assert_eq!(rest, json!({"born": "0987-06-05", "more": "x"}));
    let (_, _, rest, _) = row(Values::new().set(Thing::TAG_IDS, [Command::Set(Vec::new())]));
    assert_eq!(rest, json!({"tag_ids": [[6, 0, []]]}));
}
