use serde_json::json;

use super::*;
use crate::{Model, prelude::*, schema::meta};

#[derive(OdooModel)]
#[odoo(model = "sale.order", crate = crate)]
#[expect(dead_code, reason = "the tests use only its field constants")]
struct Order {
    id: Id<Order>,
    name: String,
    #[odoo(field = "order_line", token = ORDER_LINE)]
    lines: One2many<Line>,
}

#[derive(OdooModel)]
#[odoo(model = "sale.order.line", crate = crate)]
struct Line {
    id: Id<Line>,
    name: String,
    #[odoo(renamed(until = 18, "tax_id"))]
    tax_ids: Many2many<Order>,
    #[odoo(until = 18)]
    note: Option<String>,
    #[odoo(since = 17)]
    lines: One2many<Line>,
}

fn on_version<M: Model>(values: Values<M>, major: u16) -> Result<Value, String> {
    let values = values.into_object().unwrap().to_map();
    let version = ServerVersion::new(major, 0);
    let named = on(meta::<M>(), values, &version);
    named.map(Value::Object).map_err(|error| error.to_string())
}

#[test]
fn commands_are_named_by_the_model_of_their_records() {
    let line = || {
        let taxes = [Command::Set(vec![Id::new(7)])];
        Values::new().set(Line::NAME, "a").set(Line::TAX_IDS, taxes)
    };
    let order = || {
        let lines = [
            Command::Create(line()),
            Command::Update(Id::new(3), line()),
            Command::Link(Id::new(4)),
        ];
        Values::new()
            .set(Order::NAME, "S1")
            .set(Order::ORDER_LINE, lines)
    };
    let map = order().into_object().unwrap().to_map();
    assert!(is_versioned(meta::<Order>(), &map));
    let name = Values::new().set(Order::NAME, "S1");
    assert!(!is_versioned(
        meta::<Order>(),
        &name.into_object().unwrap().to_map()
    ));
    for (major, name) in [(14, "tax_id"), (19, "tax_ids")] {
        let line = json!({"name": "a", name: [[6, 0, [7]]]});
        assert_eq!(
            on_version(order(), major).unwrap(),
            json!({"name": "S1", "order_line": [[0, 0, line], [1, 3, line], [4, 4, 0]]})
        );
    }
    let absent = [Command::Create(line().unset(Line::NOTE))];
    let absent = Values::new().set(Order::ORDER_LINE, absent);
    assert!(on_version(absent.clone(), 18).is_ok());
    let error = on_version(absent, 19).unwrap_err();
    assert!(
        error.contains("field `note` of `sale.order.line`"),
        "{error}"
    );
}

#[test]
fn empty_values_of_a_copied_record_are_left_out_where_they_are_absent() {
    let line = |note: Option<&str>| Line {
        id: Id::new(1),
        name: "a".to_owned(),
        tax_ids: Many2many::default(),
        note: note.map(str::to_owned),
        lines: One2many::default(),
    };
    let copied = |note| Values::of(&line(note));
    assert_eq!(
        on_version(copied(None), 14).unwrap(),
        json!({"name": "a", "tax_id": [[6, 0, []]], "note": false})
    );
    assert_eq!(
        on_version(copied(None), 19).unwrap(),
        json!({"name": "a", "tax_ids": [[6, 0, []]]})
    );
    assert!(on_version(copied(Some("x")), 19).is_err());
    // Whoever names it means it.
    assert!(on_version(copied(None).unset(Line::NOTE), 19).is_err());
    assert_eq!(line(None).id.get(), 1);
    assert_eq!(copied(None).get(Line::NOTE), Some(json!(false)));
}

#[test]
fn values_are_named_wherever_they_are_in_an_argument() {
    let (version, model) = (ServerVersion::new(14, 0), meta::<Line>());
    let mut argument = json!([{"tax_ids": 1}, [[0, 0, {"tax_ids": 2}], [4, 7, 0]], "tax_ids"]);
    assert!(is_versioned_within(model, &argument));
    within(model, &mut argument, &version).unwrap();
    assert_eq!(
        argument,
        json!([{"tax_id": 1}, [[0, 0, {"tax_id": 2}], [4, 7, 0]], "tax_ids"])
    );
}
