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

/// A snapshot in a folder of its own.
fn snapshot(name: &str, models: &[&str]) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let models = models
        .iter()
        .map(|text| odoo_schema::Model::parse(text).unwrap());
    let settings = odoo_schema::Settings::new("19.0", "admin", ["x.thing"]);
    odoo_schema::Snapshot::write(&folder, settings, models).unwrap();
    folder
}

#[tokio::test]
async fn from_a_snapshot() {
    let world = World::new();
    let thing = "model x.thing\n  count integer\n  name char required\n  partner_id many2one res.partner\n# end\n";
    world.schema(snapshot("thing", &[thing]));
    is_usable(&world).await;
}

#[test]
fn a_list_that_nothing_links_back_to_is_empty() {
    // A computed list, as in the module account.
    let users = "\
model res.users
  name char
  report_ids one2many x.report unstored
# end
";
    let report = "model x.report\n  name char\n# end\n";
    let world = World::new().schema(snapshot("computed_list", &[users, report]));
    let partner = world.create("res.partner", json!({"name": "Ann"}));
    world.create("x.report", json!({"name": "a"}));
    let user =
        json!({"login": "ann", "partner_id": partner, "report_ids": [[0, 0, {"name": "b"}]]});
    let user = world.create("res.users", user);
    assert_eq!(world.read("res.users", user)["report_ids"], json!([]));
    let domain = json!([["report_ids.name", "=", "a"]]);
    assert_eq!(world.search("res.users", domain), <[i64; 0]>::default());
}

#[test]
fn a_snapshot_adds_to_what_is_known() {
    let partner = "\
model res.partner
  commercial_partner_id many2one res.partner readonly
  kind selection keys=b%20c|a required
  name char
  owner_id many2one x.owner
  thing_ids one2many x.thing partner_id
  type selection keys=contact|other
# end
";
    let world = World::new().schema(snapshot("known", &[partner]));
    // A new required field of a known model has a default on the server, which a snapshot does not say.
    let id = world.create("res.partner", json!({"name": "Acme", "is_company": true}));
    let acme = world.read("res.partner", id);
    // What is computed still is.
    assert_eq!(acme["commercial_partner_id"][0], id);
    assert_eq!(acme["kind"], false);
    world.write("res.partner", id, json!({"kind": "b c", "type": "other"}));
    // Models that relations lead to are there, with the field that leads back.
    let owner = world.create("x.owner", json!({"name": "Ann"}));
    world.write("res.partner", id, json!({"owner_id": owner}));
    let thing = world.create("x.thing", json!({"name": "a", "partner_id": id}));
    assert_eq!(world.read("res.partner", id)["thing_ids"], json!([thing]));
}

/// A column of its own would hide the inherited field.
#[test]
fn inherited_fields_stay_inherited() {
    let product = "model product.product\n  name char required\n# end\n";
    let answer = json!({"name": {"type": "char", "required": true}});
    for world in [
        World::new().schema(snapshot("inherited", &[product])),
        World::new().fields_get("product.product", &answer),
    ] {
        let id = world.create("product.product", json!({"name": "Pallet"}));
        let template = &world.read("product.product", id)["product_tmpl_id"][0];
        let template = world.read("product.template", template.as_i64().unwrap());
        assert_eq!(template["name"], "Pallet");
    }
}

#[test]
#[should_panic(expected = "x.thing.odoo:2: unknown option `requird`; did you mean `required`?")]
fn a_snapshot_that_cannot_be_read_names_its_line() {
    let folder = snapshot("malformed", &["model x.thing\n# end\n"]);
    let text = "model x.thing\n  name char requird\n# end\n";
    std::fs::write(folder.join("x.thing.odoo"), text).unwrap();
    World::new().schema(folder);
}
