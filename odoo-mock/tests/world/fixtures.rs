//! Fixtures and snapshots.

use std::panic::{AssertUnwindSafe, catch_unwind};

use odoo_mock::World;
use serde_json::{Value, json};

/// The message of a panic.
pub(crate) fn said(what: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(what)).unwrap_err();
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(other) => (*other.downcast::<&str>().unwrap()).to_owned(),
    }
}

#[test]
fn a_json_fixture_references_records_by_external_id() {
    let fixture = json!([
        ["res.partner.category", "test.vip", {"name": "VIP"}],
        ["res.partner", "test.acme", {"name": "Acme", "is_company": true, "country_id": "@base.be"}],
        ["res.partner", "test.jo", {
            "name": "Jo", "parent_id": "@test.acme", "category_id": [[6, 0, ["@test.vip"]]],
        }],
    ]);
    for major in [14, 19] {
        let world = World::version(major);
        world.load(&fixture);
        let jo = world.read("res.partner", world.id("test.jo"));
        assert_eq!(jo["parent_id"][0], world.id("test.acme"), "{major}");
        assert_eq!(jo["category_id"], json!([world.id("test.vip")]), "{major}");
        let acme = world.read("res.partner", world.id("test.acme"));
        assert_eq!(acme["child_ids"], json!([world.id("test.jo")]), "{major}");
    }
}

#[test]
fn an_invalid_fixture_panics_with_what_and_where() {
    let load = |fixture: Value| said(move || World::new().load(&fixture));
    let form = load(json!([["res.partner", {"name": "Acme"}]]));
    assert!(
        form.contains("invalid row of a fixture: expected a model"),
        "{form}"
    );
    let unknown =
        load(json!([["res.partner", "test.a", {"name": "A", "parent_id": "@test.none"}]]));
    assert!(unknown.contains("`test.none`"), "{unknown}");
    let refused = load(json!([["res.partner", "test.a", {"nothing": 1}]]));
    assert!(refused.contains("nothing"), "{refused}");
}

#[test]
fn a_record_that_is_not_an_object_is_refused() {
    let list = said(|| {
        World::new().create("res.partner", json!([{"name": "A"}]));
    });
    assert!(list.contains("expects an object of values"), "{list}");
}

#[test]
fn worlds_with_equal_records_have_equal_snapshots() {
    let fixture = json!([["res.partner", "test.acme", {"name": "Acme", "color": 3}]]);
    let (one, other) = (World::new(), World::new());
    one.load(&fixture);
    other.load(&fixture);
    assert_eq!(one.snapshot(), other.snapshot());
    other.write("res.partner", other.id("test.acme"), json!({"color": 4}));
    assert_ne!(one.snapshot(), other.snapshot());
    let (before, after) = (one.snapshot(), other.snapshot());
    let message = said(move || before.assert_unchanged(&after));
    assert!(
        message.contains("the world has changed") && message.contains("color: 3 -> 4"),
        "{message}"
    );
}

#[test]
fn a_snapshot_restores_the_records() {
    let world = World::new();
    let id = world.create("res.partner", json!({"name": "Acme"}));
    let before = world.snapshot();
    world.write("res.partner", id, json!({"name": "Other"}));
    let tag = world.create("res.partner.category", json!({"name": "VIP"}));
    world.write("res.partner", id, json!({"category_id": [[4, tag, 0]]}));
    let changes = before.changes(&world.snapshot());
    assert_eq!(changes.lines().len(), 3, "{changes}");
    world.restore(&before);
    assert_eq!(world.read("res.partner", id)["name"], "Acme");
    before.assert_unchanged(&world.snapshot());
}
