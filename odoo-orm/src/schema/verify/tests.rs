use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use super::*;
use crate::{
    prelude::*,
    types::FieldType,
    value::{Binary, NotLoaded},
};

#[derive(Selection)]
#[odoo(crate = crate)]
enum State {
    Draft,
    Lost,
}

#[derive(Selection)]
#[odoo(crate = crate)]
enum Open {
    Draft,
    Lost,
    #[odoo(other)]
    Other(String),
}

#[derive(OdooModel)]
#[odoo(model = "x.owner", crate = crate)]
#[expect(dead_code, reason = "only the metadata is looked at")]
struct Owner {
    id: Id<Owner>,
    name: String,
}

#[derive(OdooModel)]
#[odoo(model = "x.thing", crate = crate)]
#[expect(dead_code, reason = "only the metadata is looked at")]
struct Thing {
    id: Id<Thing>,
    gone: Option<String>,
    count: Binary,
    owner_id: Option<Many2one<Thing>>,
    state: State,
    kind: NotLoaded<Option<Open>>,
    total: f64,
    held: Many2many<Owner>,
}

#[derive(OdooModel)]
#[odoo(model = "x.nowhere", crate = crate)]
#[expect(dead_code, reason = "only the metadata is looked at")]
struct Nowhere {
    id: Id<Nowhere>,
}

fn sentences(error: &VerifyError) -> Vec<&str> {
    let all = error.mismatches().iter();
    all.map(|mismatch| mismatch.sentence.as_str()).collect()
}

#[tokio::test]
async fn every_difference_of_all_models_is_listed_at_once() {
    let world = odoo_mock::World::new();
    let keys = json!([["draft", "Draft"], ["done", "Done"]]);
    world.fields_get("x.owner", &json!({"name": {"type": "char"}}));
    let thing = json!({
        "count": {"type": "integer"},
        "owner_id": {"type": "many2one", "relation": "x.owner"},
        "state": {"type": "selection", "selection": keys},
        "kind": {"type": "selection", "selection": keys},
        "total": {"type": "float"},
        "held": {"type": "many2many", "relation": "x.owner"},
    });
    let odoo = world.fields_get("x.thing", &thing).client();
    verify::<Owner>(&odoo).await.unwrap();
    let error = verify::<(Owner, (Thing, Nowhere))>(&odoo)
        .await
        .unwrap_err();
    let sentences = sentences(&error);
    assert_eq!(
        sentences.get(..6).unwrap(),
        [
            "`x.thing` has no field `gone` on the server",
            "`count` of `x.thing` is of type `integer` on the server; its Rust type reads `binary`",
            "`owner_id` of `x.thing` leads to `x.owner` on the server, and its Rust type to `x.thing`",
            "`state` of `x.thing` has no key `lost` on the server",
            "`state` of `x.thing` has the key `done` on the server, for which the enum has no variant",
            "`kind` of `x.thing` has no key `lost` on the server",
        ]
    );
    let last = sentences.last().unwrap();
    assert!(
        last.starts_with("the server does not describe `x.nowhere` to this user: "),
        "{last}"
    );
    assert_eq!(sentences.len(), 7);
}

/// A user of Odoo 14 to 19.
#[derive(OdooModel)]
#[odoo(model = "res.users", crate = crate)]
#[expect(dead_code, reason = "only the metadata is looked at")]
struct User {
    id: Id<User>,
    #[odoo(until = 18)]
    mobile: Option<String>,
    #[odoo(renamed(until = 18, "groups_id"))]
    group_ids: Many2many<Any>,
}

#[derive(OdooModel)]
#[odoo(model = "res.users", crate = crate)]
#[expect(dead_code, reason = "only the metadata is looked at")]
struct WrongUser {
    id: Id<WrongUser>,
    #[odoo(until = 19)]
    mobile: Option<String>,
    #[odoo(since = 20)]
    login: Option<String>,
    #[odoo(renamed(until = 19, "groups_id"))]
    group_ids: Many2many<Any>,
}

#[tokio::test]
async fn fields_are_held_against_the_version_of_the_server() {
    for version in [14, 19] {
        let odoo = odoo_mock::World::version(version).client();
        verify::<User>(&odoo).await.unwrap();
    }
    let odoo = odoo_mock::World::version(19).client();
    let error = verify::<WrongUser>(&odoo).await.unwrap_err();
    assert_eq!(
        sentences(&error),
        [
            "`res.users` has no field `mobile` on the server",
            "`res.users` has the field `login` on the server, Odoo 19.0, although the struct says `since = 20`",
            "`res.users` has no field `groups_id` on the server; did you mean `group_ids`?",
        ]
    );
}

/// Compares the types of the macro, by name, with the constants of the types.
#[test]
fn what_a_name_says_of_a_type_is_what_the_type_says() {
    for (name, kinds) in [
        ("String", String::TYPES),
        ("bool", bool::TYPES),
        ("i64", i64::TYPES),
        ("i32", i32::TYPES),
        ("f64", f64::TYPES),
        ("NaiveDate", NaiveDate::TYPES),
        ("DateTime", <DateTime<Utc>>::TYPES),
        ("Many2one", Many2one::<Owner>::TYPES),
        ("Id", Id::<Owner>::TYPES),
        ("One2many", One2many::<Owner>::TYPES),
        ("Many2many", Many2many::<Owner>::TYPES),
    ] {
        assert_eq!(odoo_schema::read_by(name), Some(kinds), "{name}");
    }
}

#[test]
fn what_the_server_says_is_escaped() {
    let mismatch = Mismatch {
        model: "x.thing",
        field: Some("state"),
        sentence: "`state` has the key `\u{1b}[2J\n\u{202e}` on the server".to_owned(),
    };
    let all = VerifyError::Mismatches(vec![mismatch.clone()]);
    let shown = r"`state` has the key `\u{1b}[2J\n\u{202e}` on the server";
    assert_eq!(mismatch.to_string(), shown);
    assert_eq!(
        all.to_string(),
        format!("1 differences between structs and the server\n- {shown}")
    );
}
