//! Properties: fields with definitions stored as data.

use odoo_orm::{Json, Property, prelude::*};
use rust_decimal::Decimal;
use serde_json::json;

use super::{Env, behaviours, types::product};
use crate::models::{Category, Partner, Product, Tag};

behaviours! {
    properties_are_searched,
    ;
    properties:
    properties_are_changed_one_by_one_and_written_whole,
}

const COLOR: Property<String> = Property::named("aa11");
const WEIGHT: Property<i64> = Property::named("bb22");
const OWNER: Property<Many2one<Partner>> = Property::named("cc33");
const FRAGILE: Property<bool> = Property::named("dd44");
const TAGS: Property<Many2many<Tag>> = Property::named("ee55");

async fn product_with_properties(env: &Env) -> (Id<Category>, Id<Product>) {
    let definition = json!([
        {"name": "aa11", "type": "char", "string": "Color"},
        {"name": "bb22", "type": "integer", "string": "Weight"},
        {"name": "cc33", "type": "many2one", "string": "Owner", "comodel": "res.partner"},
        {"name": "dd44", "type": "boolean", "string": "Fragile"},
        {"name": "ee55", "type": "many2many", "string": "Tags", "comodel": "res.partner.category"},
    ]);
    let category = Values::new()
        .set(Category::NAME, env.name("category"))
        .set(Category::PRODUCT_PROPERTIES_DEFINITION, Json(definition));
    let category = Category::create(&env.odoo, category).await.unwrap();
    let product = product(env, Decimal::ONE).await;
    let values = Values::new().set(Product::CATEG_ID, category);
    Product::write(&env.odoo, product, values).await.unwrap();
    (category, product)
}

#[derive(Debug, Projection)]
#[odoo(of = Product)]
struct WithProperties {
    product_properties: odoo_orm::Properties,
}

async fn properties_are_changed_one_by_one_and_written_whole(env: Env) {
    let (category, product) = product_with_properties(&env).await;
    let partner = Partner::create(&env.odoo, env.partner("owner"))
        .await
        .unwrap();
    let tag = Tag::create(&env.odoo, Values::new().set(Tag::NAME, env.name("tag")))
        .await
        .unwrap();
    let read = async || {
        let read = Product::read(&env.odoo, product).select::<WithProperties>();
        read.one().await.unwrap().product_properties
    };
    let write = async |properties: odoo_orm::Properties| {
        let values = Values::new().set(Product::PRODUCT_PROPERTIES, properties);
        Product::write(&env.odoo, product, values).await.unwrap();
    };
    let mut all = read().await;
    assert_eq!(all.get(&COLOR).unwrap(), None);
    all.set(&COLOR, "red").unwrap();
    all.set(&WEIGHT, 7).unwrap();
    all.set(&OWNER, partner).unwrap();
    all.set(&TAGS, [Command::Set(vec![tag])]).unwrap();
    write(all).await;
    // One value is changed, the others stay.
    let mut all = read().await;
    all.set(&FRAGILE, true).unwrap();
    all.unset(&COLOR).unwrap();
    write(all).await;
    let all = read().await;
    assert_eq!(all.get(&COLOR).unwrap(), None);
    assert_eq!(all.get(&WEIGHT).unwrap(), Some(7));
    assert_eq!(all.get(&OWNER).unwrap().unwrap().id, partner);
    assert_eq!(all.get(&FRAGILE).unwrap(), Some(true));
    assert_eq!(*all.get(&TAGS).unwrap().unwrap(), [tag]);
    Product::unlink(&env.odoo, product).await.unwrap();
    Category::unlink(&env.odoo, category).await.unwrap();
    Tag::unlink(&env.odoo, tag).await.unwrap();
    env.clean().await;
}

async fn properties_are_searched(env: Env) {
    let red = || Product::PRODUCT_PROPERTIES.property(&COLOR).eq("red");
    if !env.version.has_properties() {
        let error = Product::search(&env.odoo, red()).await.unwrap_err();
        assert!(
            error.to_string().contains("needs Odoo 17 or later"),
            "{error}"
        );
        return;
    }
    let (category, product) = product_with_properties(&env).await;
    let found = Product::read(&env.odoo, product).select::<WithProperties>();
    let mut all = found.one().await.unwrap().product_properties;
    all.set(&COLOR, "red").unwrap();
    Product::write(
        &env.odoo,
        product,
        Values::new().set(Product::PRODUCT_PROPERTIES, all),
    )
    .await
    .unwrap();
    let here = Product::CATEG_ID.eq(category);
    assert_eq!(
        Product::search(&env.odoo, here & red()).await.unwrap(),
        [product]
    );
    let green = Product::PRODUCT_PROPERTIES.property(&COLOR).eq("green");
    assert_eq!(Product::search_count(&env.odoo, green).await.unwrap(), 0);
    Product::unlink(&env.odoo, product).await.unwrap();
    Category::unlink(&env.odoo, category).await.unwrap();
}
