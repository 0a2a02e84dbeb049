//! What the database and the fields insist on.

use odoo_mock::{FieldDef, ModelDef, OnDelete, World};
use odoo_rpc::Client;
use serde_json::{Value, json};

use crate::{call, names, raised};

/// Things with an owner who may go, and a keeper who may not.
fn world(major: u16) -> World {
    let world = World::version(major);
    world.define(ModelDef::new("x_owner").field("x_name", FieldDef::char().required()));
    let owner = |what| FieldDef::many2one("x_owner").on_delete(what);
    world.define(
        ModelDef::new("x_thing")
            .field("x_name", FieldDef::char().required())
            .field(
                "x_state",
                FieldDef::selection(["new", "done"]).default("new"),
            )
            .field("x_count", FieldDef::integer().default(3))
            .field("x_code", FieldDef::char())
            .field("x_fixed", FieldDef::char().readonly())
            .field("x_own", FieldDef::char().not_copied())
            .field("x_cascade_id", owner(OnDelete::Cascade))
            .field("x_null_id", owner(OnDelete::SetNull))
            .field("x_restrict_id", owner(OnDelete::Restrict))
            .unique(["x_code"]),
    );
    world
}

async fn refused(client: &Client, values: Value) -> String {
    raised(client, "x_thing", "create", json!([values])).await
}

#[tokio::test]
async fn what_is_required_unique_or_chosen_from_keys_is_checked() {
    for major in 14..=19 {
        let world = world(major);
        let client = world.client();
        world.create("x_thing", json!({"x_name": "a", "x_code": "A1"}));
        let before = world.snapshot();
        let integrity = "odoo.exceptions.ValidationError";
        assert_eq!(
            refused(&client, json!({"x_code": "A2"})).await,
            integrity,
            "{major}: required"
        );
        let twice = json!({"x_name": "b", "x_code": "A1"});
        assert_eq!(refused(&client, twice).await, integrity, "{major}: unique");
        let key = json!({"x_name": "b", "x_state": "no"});
        assert_eq!(
            refused(&client, key).await,
            "builtins.ValueError",
            "{major}: selection"
        );
        let unknown = json!({"x_name": "b", "x_nothing": 1});
        assert_eq!(
            refused(&client, unknown).await,
            "builtins.ValueError",
            "{major}: unknown"
        );
        before.assert_unchanged(&world.snapshot());
        // Nothing may be there more than once, because it equals nothing.
        for _ in 0..2 {
            call(&client, "x_thing", "create", json!([{"x_name": "c"}]))
                .await
                .unwrap();
        }
    }
}

#[tokio::test]
async fn defaults_are_of_the_field_the_user_and_the_context() {
    let world = world(19);
    let client = world.client();
    let names = json!([["x_state", "x_count", "x_name"]]);
    let found = call(&client, "x_thing", "default_get", names.clone())
        .await
        .unwrap();
    assert_eq!(found, json!({"x_state": "new", "x_count": 3}));
    let in_context = client.with_context(odoo_rpc::Context::new().set("default_x_name", "given"));
    let found = call(&in_context, "x_thing", "default_get", names)
        .await
        .unwrap();
    assert_eq!(found["x_name"], "given");
    let id = world.create("x_thing", json!({"x_name": "a", "x_count": 0}));
    let row = world.read("x_thing", id);
    assert_eq!(
        (&row["x_state"], &row["x_count"]),
        (&json!("new"), &json!(0))
    );
}

#[tokio::test]
async fn a_copy_has_what_is_copied() {
    let world = world(19);
    let values = json!({"x_name": "a", "x_own": "mine", "x_fixed": "f", "x_count": 7});
    let id = world.create("x_thing", values);
    let client = world.client();
    let copied = call(&client, "x_thing", "copy", json!([[id], {"x_name": "b"}]));
    let copy = copied.await.unwrap()[0].as_i64().unwrap();
    let row = world.read("x_thing", copy);
    let found = ["x_name", "x_own", "x_count"].map(|name| row[name].clone());
    assert_eq!(found, [json!("b"), json!(false), json!(7)]);
}

#[tokio::test]
async fn read_only_is_for_forms_and_the_log_is_for_nobody() {
    // Up to 19 `readonly` is a word to the web client: the server writes what it is told to.
    let world = world(19);
    let client = world.client();
    let id = world.create("x_thing", json!({"x_name": "a"}));
    let values = json!({"x_fixed": "b", "create_uid": 99, "id": 77});
    call(&client, "x_thing", "write", json!([[id], values]))
        .await
        .unwrap();
    let row = world.read("x_thing", id);
    assert_eq!((&row["x_fixed"], &row["id"]), (&json!("b"), &json!(id)));
    assert_ne!(row["create_uid"][0], 99);
    let described = call(&client, "x_thing", "fields_get", json!([["x_fixed"]]));
    assert_eq!(described.await.unwrap()["x_fixed"]["readonly"], true);
}

#[tokio::test]
async fn deleting_takes_empties_or_is_refused_as_the_link_says() {
    for major in [14, 16, 17, 19] {
        let world = world(major);
        let client = world.client();
        let owner = |name: &str| world.create("x_owner", json!({"x_name": name}));
        let (a, b, c) = (owner("a"), owner("b"), owner("c"));
        world.create("x_thing", json!({"x_name": "of a", "x_cascade_id": a}));
        let of_b = world.create("x_thing", json!({"x_name": "of b", "x_null_id": b}));
        world.create("x_thing", json!({"x_name": "of c", "x_restrict_id": c}));
        for id in [a, b] {
            call(&client, "x_owner", "unlink", json!([[id]]))
                .await
                .unwrap();
        }
        assert_eq!(names(&world, "x_thing"), ["of b", "of c"], "{major}");
        assert_eq!(world.read("x_thing", of_b)["x_null_id"], false, "{major}");
        let before = world.snapshot();
        let found = raised(&client, "x_owner", "unlink", json!([[c]])).await;
        assert_eq!(found, "odoo.exceptions.ValidationError", "{major}");
        before.assert_unchanged(&world.snapshot());
    }
}

#[tokio::test]
async fn a_call_is_done_whole_or_not_at_all() {
    let world = world(19);
    let before = world.snapshot();
    let list = json!([[{"x_name": "a", "x_code": "1"}, {"x_name": "b", "x_code": "1"}]]);
    raised(&world.client(), "x_thing", "create", list).await;
    before.assert_unchanged(&world.snapshot());
}

#[tokio::test]
async fn archived_records_are_found_by_those_who_ask_for_them() {
    let world = World::new();
    let id = world.create("res.partner", json!({"name": "Gone", "active": false}));
    let client = world.client();
    let domain = json!([[["name", "=", "Gone"]]]);
    let found = call(&client, "res.partner", "search", domain.clone())
        .await
        .unwrap();
    assert_eq!(found, json!([]));
    let all = client.with_context(odoo_rpc::Context::new().active_test(false));
    assert_eq!(
        call(&all, "res.partner", "search", domain).await.unwrap(),
        json!([id])
    );
}

#[tokio::test]
async fn a_path_or_domain_that_is_too_deep_is_refused_whatever_it_is_nested_in() {
    let long = |count: usize| format!("{}name", "parent_id.".repeat(count));
    // Operators that alternate are one level each.
    let levels = |count: usize, last: Value| {
        let level = |at: usize| [json!(["&", "|"][at % 2]), json!(["name", "=", "x"])];
        let mut domain: Vec<Value> = (0..count).flat_map(level).collect();
        domain.push(last);
        Value::Array(domain)
    };
    for major in 14..=19 {
        let client = World::version(major).client();
        let found = call(
            &client,
            "res.partner",
            "search",
            json!([[[long(60), "=", "x"]]]),
        );
        assert_eq!(found.await.unwrap(), json!([]), "{major}");
        let mut deep = vec![json!([[long(5_000), "=", "x"]])];
        if major >= 17 {
            let nested = (0..50).fold(json!(["name", "=", "x"]), |inner, _| {
                json!(["child_ids", "any", levels(300, inner)])
            });
            deep.push(json!([nested]));
        }
        for domain in deep {
            let raised = raised(&client, "res.partner", "search", json!([domain])).await;
            assert_eq!(raised, "builtins.RecursionError", "{major}");
        }
    }
}
