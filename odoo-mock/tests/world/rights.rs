//! Access rights and record rules.

use odoo_mock::{FieldDef, ModelDef, Operation, RecordRule, World};
use serde_json::json;

use crate::{call, raised};

const ACCESS: &str = "odoo.exceptions.AccessError";

/// A world with a clerk and a partner.
fn world() -> (World, i64) {
    let world = World::new();
    world.user("clerk", "secret");
    let id = world.create("res.partner", json!({"name": "Acme"}));
    (world, id)
}

#[tokio::test]
async fn each_right_is_removed_separately() {
    let cases = [
        (Operation::Read, "read", 0),
        (Operation::Write, "write", 1),
        (Operation::Create, "create", 2),
        (Operation::Unlink, "unlink", 3),
    ];
    for (denied, name, at) in cases {
        let (world, id) = world();
        world.allow("clerk", Operation::Unlink, "res.partner");
        world.deny("clerk", denied, "res.partner");
        let before = world.snapshot();
        let clerk = world.client_as("clerk");
        let args = [
            json!([[id], ["name"]]),
            json!([[id], {"name": "Other"}]),
            json!([{"name": "New"}]),
            json!([[id]]),
        ];
        let found = raised(&clerk, "res.partner", name, args[at].clone()).await;
        assert_eq!(found, ACCESS, "{name}");
        before.assert_unchanged(&world.snapshot());
        // The administrator keeps the right, and the clerk keeps the other rights.
        let admin = world.client();
        let read = call(&admin, "res.partner", "read", args[0].clone()).await;
        assert!(read.is_ok(), "{name}");
        if denied != Operation::Read {
            let read = call(&clerk, "res.partner", "read", args[0].clone()).await;
            assert!(read.is_ok(), "{name}");
        }
    }
}

#[tokio::test]
async fn rights_of_a_group_apply_to_its_users() {
    let (world, id) = world();
    world.deny("base.group_user", Operation::Write, "res.partner");
    let args = json!([[id], {"name": "Other"}]);
    let found = raised(&world.client_as("clerk"), "res.partner", "write", args).await;
    assert_eq!(found, ACCESS);
}

#[tokio::test]
async fn a_rule_hides_records_and_refuses_them_by_id() {
    for major in [14, 19] {
        let world = World::version(major);
        world.user("clerk", "secret");
        let own = world.create("res.partner", json!({"name": "Own", "ref": "own"}));
        let other = world.create("res.partner", json!({"name": "Other"}));
        let rule = RecordRule::new("res.partner", json!([["ref", "=", "own"]]));
        world.rule(rule.only_for("clerk"));
        let clerk = world.client_as("clerk");
        let found = call(&clerk, "res.partner", "search", json!([[]])).await;
        assert_eq!(found.unwrap(), json!([own]), "{major}");
        for (method, args) in [
            ("read", json!([[other], ["name"]])),
            ("write", json!([[other], {"name": "Mine"}])),
            ("create", json!([{"name": "New"}])),
        ] {
            let found = raised(&clerk, "res.partner", method, args).await;
            assert_eq!(found, ACCESS, "{major}: {method}");
        }
        let admin = world.client();
        let found = call(
            &admin,
            "res.partner",
            "search_count",
            json!([[["id", "=", other]]]),
        );
        assert_eq!(found.await.unwrap(), 1, "{major}");
    }
}

#[tokio::test]
async fn a_rule_can_apply_to_some_operations_only() {
    let (world, id) = world();
    let rule = RecordRule::new("res.partner", json!([["ref", "=", "own"]]));
    world.rule(rule.only_for("clerk").on([Operation::Write]));
    let clerk = world.client_as("clerk");
    let read = call(&clerk, "res.partner", "read", json!([[id], ["name"]])).await;
    assert_eq!(read.unwrap()[0]["name"], "Acme");
    let args = json!([[id], {"name": "Other"}]);
    assert_eq!(raised(&clerk, "res.partner", "write", args).await, ACCESS);
}

#[tokio::test]
async fn a_field_can_be_restricted_to_a_group() {
    let (world, _) = world();
    let secret = FieldDef::char().groups(["base.group_system"]);
    world.define(
        ModelDef::new("x_thing")
            .field("x_name", FieldDef::char())
            .field("x_secret", secret),
    );
    let id = world.create("x_thing", json!({"x_name": "a", "x_secret": "s"}));
    world.allow("clerk", Operation::Read, "x_thing");
    let args = json!([[id], ["x_secret"]]);
    let read = call(&world.client(), "x_thing", "read", args.clone()).await;
    assert_eq!(read.unwrap()[0]["x_secret"], "s");
    let clerk = world.client_as("clerk");
    assert_eq!(raised(&clerk, "x_thing", "read", args).await, ACCESS);
    let described = call(&clerk, "x_thing", "fields_get", json!([]))
        .await
        .unwrap();
    assert!(described.get("x_secret").is_none() && described.get("x_name").is_some());
}
