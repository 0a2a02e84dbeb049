//! Commands on lists.

use odoo_mock::{FieldDef, ModelDef, OnDelete, World};
use serde_json::{Value, json};

use crate::{call, names, raised};

/// Orders with required lines, optional notes, and tags.
fn world(major: u16) -> World {
    let world = World::version(major);
    let named = |model: &str| ModelDef::new(model).field("x_name", FieldDef::char());
    let order = |what| FieldDef::many2one("x_order").on_delete(what);
    world.define(named("x_tag"));
    world.define(named("x_line").field("x_order_id", order(OnDelete::Cascade)));
    world.define(named("x_note").field("x_order_id", order(OnDelete::SetNull)));
    world.define(
        named("x_order")
            .field("x_line_ids", FieldDef::one2many("x_line", "x_order_id"))
            .field("x_note_ids", FieldDef::one2many("x_note", "x_order_id"))
            .field("x_tag_ids", FieldDef::many2many("x_tag")),
    );
    world
}

/// An order with two records in a list.
fn order(world: &World, field: &str) -> (i64, i64, i64) {
    let create = |name: &str| json!([0, 0, {"x_name": name}]);
    let values = json!({"x_name": "S1", field: [create("a"), create("b")]});
    let id = world.create("x_order", values);
    let list = world.read("x_order", id)[field].clone();
    (id, list[0].as_i64().unwrap(), list[1].as_i64().unwrap())
}

async fn write(world: &World, id: i64, field: &str, commands: Value) -> Value {
    let args = json!([[id], {field: commands}]);
    call(&world.client(), "x_order", "write", args)
        .await
        .unwrap();
    world.read("x_order", id)[field].clone()
}

#[tokio::test]
async fn each_command_on_a_many2many_list() {
    for major in [14, 19] {
        let world = world(major);
        let (id, a, b) = order(&world, "x_tag_ids");
        let other = world.create("x_tag", json!({"x_name": "c"}));
        let field = "x_tag_ids";
        let renamed = write(&world, id, field, json!([[1, a, {"x_name": "A"}]])).await;
        assert_eq!(
            (renamed, names(&world, "x_tag")[0].clone()),
            (json!([a, b]), json!("A"))
        );
        assert_eq!(
            write(&world, id, field, json!([[4, other, 0]])).await,
            json!([a, b, other])
        );
        assert_eq!(
            write(&world, id, field, json!([[3, b, 0]])).await,
            json!([a, other])
        );
        assert_eq!(
            write(&world, id, field, json!([[6, 0, [b]]])).await,
            json!([b])
        );
        assert_eq!(
            write(&world, id, field, json!([[5, 0, 0]])).await,
            json!([])
        );
        // None of these commands deletes a tag; this one does.
        assert_eq!(names(&world, "x_tag"), ["A", "b", "c"], "{major}");
        write(&world, id, field, json!([[4, b, 0], [2, b, 0]])).await;
        assert_eq!(names(&world, "x_tag"), ["A", "c"], "{major}");
    }
}

#[tokio::test]
async fn an_unlinked_line_is_deleted_if_it_requires_an_owner() {
    for major in [14, 19] {
        let world = world(major);
        let (id, a, b) = order(&world, "x_line_ids");
        assert_eq!(
            write(&world, id, "x_line_ids", json!([[3, a, 0]])).await,
            json!([b])
        );
        assert_eq!(names(&world, "x_line"), ["b"], "{major}");
        let (id, a, b) = order(&world, "x_note_ids");
        assert_eq!(
            write(&world, id, "x_note_ids", json!([[3, a, 0]])).await,
            json!([b])
        );
        assert_eq!(world.read("x_note", a)["x_order_id"], false, "{major}");
        assert_eq!(
            write(&world, id, "x_note_ids", json!([[6, 0, [a]]])).await,
            json!([a])
        );
        assert_eq!(world.read("x_note", b)["x_order_id"], false, "{major}");
        assert_eq!(
            write(&world, id, "x_note_ids", json!([[2, a, 0]])).await,
            json!([])
        );
        assert_eq!(names(&world, "x_note"), ["b"], "{major}");
    }
}

#[tokio::test]
async fn a_line_can_move_from_another_order() {
    let world = world(19);
    let (one, a, b) = order(&world, "x_line_ids");
    let (other, c, d) = order(&world, "x_line_ids");
    assert_eq!(
        write(&world, other, "x_line_ids", json!([[4, a, 0]])).await,
        json!([a, c, d])
    );
    assert_eq!(world.read("x_order", one)["x_line_ids"], json!([b]));
}

#[tokio::test]
async fn a_command_on_a_missing_record_changes_nothing() {
    let world = world(19);
    let (id, ..) = order(&world, "x_tag_ids");
    let before = world.snapshot();
    let args = json!([[id], {"x_name": "S2", "x_tag_ids": [[4, 999, 0]]}]);
    let found = raised(&world.client(), "x_order", "write", args).await;
    assert_eq!(found, "odoo.exceptions.ValidationError");
    before.assert_unchanged(&world.snapshot());
}
