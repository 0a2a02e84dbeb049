//! Delegation (`_inherits`): a variant of a product has the fields of its template.

use odoo_orm::prelude::*;
use rust_decimal::Decimal;

use super::{Env, behaviours, types::product};
use crate::models::{Product, ProductVariant as Variant};

behaviours! {
    a_variant_is_created_with_its_template,
    a_template_is_created_with_its_variant,
    inherited_fields_are_searched_sorted_and_written,
    a_template_is_deleted_with_its_last_variant,
    a_copied_variant_has_a_copy_of_the_template,
}

fn named(env: &Env, name: &str) -> Values<Variant> {
    Values::new().set(Variant::NAME, env.name(name))
}

async fn a_variant_is_created_with_its_template(env: Env) {
    let values = named(&env, "lamp").set(Variant::DEFAULT_CODE, "L-1");
    let id = Variant::create(&env.odoo, values).await.unwrap();
    let variant = Variant::read(&env.odoo, id).one().await.unwrap();
    assert_eq!(variant.name, env.name("lamp"));
    assert_eq!(variant.default_code.as_deref(), Some("L-1"));
    let templates = Product::search_read(&env.odoo, Product::NAME.eq(env.name("lamp")));
    let template = templates.one().await.unwrap();
    assert_eq!(template.id, variant.product_tmpl_id);
    let all = Variant::search_count(&env.odoo, Variant::PRODUCT_TMPL_ID.eq(template.id));
    assert_eq!(all.await.unwrap(), 1);
    // Without attributes, a template has one variant.
    let another = named(&env, "other").set(Variant::PRODUCT_TMPL_ID, template.id);
    let error = Variant::create(&env.odoo, another).await.unwrap_err();
    assert!(env.refused_values(error.fault().unwrap()), "{error}");
    Variant::unlink(&env.odoo, id).await.unwrap();
}

async fn a_template_is_created_with_its_variant(env: Env) {
    let template = product(&env, Decimal::TWO).await;
    let variants = Variant::search_read(&env.odoo, Variant::PRODUCT_TMPL_ID.eq(template));
    let variant = variants.one().await.unwrap();
    assert_eq!(variant.name, env.name("product"));
    Product::unlink(&env.odoo, template).await.unwrap();
    let left = Variant::exists(&env.odoo, variant.id).await.unwrap();
    assert!(left.is_empty());
}

async fn inherited_fields_are_searched_sorted_and_written(env: Env) {
    let mut ids = Vec::new();
    for name in ["b", "a", "c"] {
        ids.push(Variant::create(&env.odoo, named(&env, name)).await.unwrap());
    }
    let ours = Variant::NAME.eq_like(env.name("%"));
    let sorted = Variant::search(&env.odoo, ours.clone()).order_by(Variant::NAME.desc());
    assert_eq!(sorted.await.unwrap(), [ids[2], ids[0], ids[1]]);
    Variant::write(&env.odoo, ids[0], named(&env, "z"))
        .await
        .unwrap();
    let written = Variant::read(&env.odoo, ids[0]).one().await.unwrap();
    let template = Product::read(&env.odoo, written.product_tmpl_id)
        .one()
        .await
        .unwrap();
    assert_eq!(template.name, env.name("z"));
    Variant::unlink(&env.odoo, ids).await.unwrap();
    assert_eq!(Variant::search_count(&env.odoo, ours).await.unwrap(), 0);
}

async fn a_template_is_deleted_with_its_last_variant(env: Env) {
    let id = Variant::create(&env.odoo, named(&env, "alone"))
        .await
        .unwrap();
    let template = Variant::read(&env.odoo, id)
        .one()
        .await
        .unwrap()
        .product_tmpl_id;
    Variant::unlink(&env.odoo, id).await.unwrap();
    assert!(
        Product::exists(&env.odoo, template)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_copied_variant_has_a_copy_of_the_template(env: Env) {
    let values = named(&env, "lamp").set(Variant::DEFAULT_CODE, "L-1");
    let id = Variant::create(&env.odoo, values).await.unwrap();
    let copy = Variant::copy(&env.odoo, id, Values::new()).await.unwrap();
    let other = named(&env, "other").set(Variant::DEFAULT_CODE, "L-2");
    let other = Variant::copy(&env.odoo, id, other).await.unwrap();
    let read = Variant::read(&env.odoo, [id, copy, other]).await.unwrap();
    let templates: std::collections::BTreeSet<i64> = read
        .iter()
        .map(|variant| variant.product_tmpl_id.get())
        .collect();
    assert_eq!(templates.len(), 3);
    // The template has no code, so the copy has none.
    let seen: Vec<_> = read
        .iter()
        .map(|variant| (&*variant.name, variant.default_code.as_deref()))
        .collect();
    let lamp = env.name("lamp");
    let expected = [
        (&*lamp, Some("L-1")),
        (&*format!("{lamp} (copy)"), None),
        (&*env.name("other"), Some("L-2")),
    ];
    assert_eq!(seen, expected);
    Variant::unlink(&env.odoo, [id, copy, other]).await.unwrap();
}
