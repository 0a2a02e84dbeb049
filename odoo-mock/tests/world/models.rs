//! The three ways to add a model to a world.

use odoo_mock::{FieldDef, ModelDef, World};
use odoo_orm::prelude::*;
use serde_json::{Value, json};

use crate::call;

/// A model that Odoo does not have.
#[derive(Debug, OdooModel)]
#[odoo(model = "x.thing")]
struct Thing {
    id: Id<Thing>,
    name: String,
    count: i32,
    partner_id: Option<Many2one<Partner>>,
}

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    id: Id<Partner>,
    name: String,
}

/// Runs the usual operations on the model, however it was added.
async fn is_usable(world: &World) {
    let odoo = world.client();
    let partner = Partner::create(&odoo, Values::new().set(Partner::NAME, "Acme")).await;
    let partner = partner.unwrap();
    let acme = Partner::read(&odoo, partner).one().await.unwrap();
    assert_eq!((acme.id, acme.name.as_str()), (partner, "Acme"));
    let values = Values::new()
        .set(Thing::NAME, "a")
        .set(Thing::COUNT, 3)
        .set(Thing::PARTNER_ID, partner);
    let id = Thing::create(&odoo, values).await.unwrap();
    let domain = Thing::PARTNER_ID.dot(Partner::NAME).eq("Acme");
    let found = Thing::search_read(&odoo, domain).one().await.unwrap();
    assert_eq!((found.id, found.name.as_str(), found.count), (id, "a", 3));
    let of = found.partner_id.unwrap();
    assert_eq!(of.id, partner);
}

#[tokio::test]
async fn from_the_metadata_of_a_struct() {
    for major in 14..=19 {
        is_usable(&World::version(major).model::<Thing>()).await;
    }
}

#[tokio::test]
async fn by_hand() {
    let world = World::new();
    world.define(
        ModelDef::new("x.thing")
            .field("name", FieldDef::char())
            .field("count", FieldDef::integer())
            .field("partner_id", FieldDef::many2one("res.partner")),
    );
    is_usable(&world).await;
}

#[tokio::test]
async fn from_the_fields_get_of_a_server() {
    let other = World::version(14).model::<Thing>();
    let answer = call(&other.client(), "x.thing", "fields_get", json!([]))
        .await
        .unwrap();
    let world = World::new();
    world.fields_get("x.thing", &answer);
    is_usable(&world).await;
    // The same description again changes nothing, except what differs between versions.
    let again = call(&world.client(), "x.thing", "fields_get", json!([]))
        .await
        .unwrap();
    for (name, field) in answer.as_object().unwrap() {
        for attribute in ["type", "required", "readonly", "relation", "string"] {
            let (one, other) = (field.get(attribute), again[name].get(attribute));
            assert!(
                one == other || name == "__last_update",
                "{name}: {attribute}"
            );
        }
    }
}

#[tokio::test]
async fn a_fresh_world_has_what_a_fresh_odoo_has() {
    for major in 14..=19 {
        let world = World::version(major);
        let one = |model: &str, domain: Value| world.search(model, domain).len();
        assert_eq!(one("res.users", json!([["login", "=", "admin"]])), 1);
        assert_eq!(one("res.company", json!([])), 1);
        assert_eq!(one("res.country", json!([["code", "=", "BE"]])), 1);
        assert_eq!(one("res.currency", json!([["name", "=", "EUR"]])), 1);
        assert_eq!(
            world.read("res.country", world.id("base.be"))["name"],
            "Belgium"
        );
        let called = Partner::search_count(&world.client(), Partner::ID.eq(Id::new(1)));
        assert_eq!(called.await.unwrap(), 1, "{major}");
    }
}
