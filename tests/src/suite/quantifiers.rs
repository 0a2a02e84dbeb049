//! `any` and `not_any`: the same records on servers with and without these operators.

use odoo_orm::prelude::*;

use super::{Env, behaviours, domains::partners};
use crate::models::{Partner, Tag};

behaviours! {
    any_needs_one_record_that_matches_all_conditions,
    not_any_needs_no_record_that_matches_all_conditions,
    any_finds_archived_records_only_through_a_many2one,
    any_can_be_nested_and_negated,
}

/// `Alpha` with the children `alpha` (color 2, an email) and `beta` (color 3, no email), and `gamma` without children.
async fn family(env: &Env) -> Vec<Id<Partner>> {
    let ids = partners(env).await;
    let child = Values::new().set(Partner::PARENT_ID, ids[0]);
    Partner::write(&env.odoo, &ids[1..3], child).await.unwrap();
    ids
}

async fn any_needs_one_record_that_matches_all_conditions(env: Env) {
    let ids = family(&env).await;
    let find = async |domain| env.names(domain).await;
    let of_child = |color: i64, email: Domain<Partner>| {
        Partner::CHILD_IDS.any(Partner::COLOR.eq(color) & email)
    };
    assert_eq!(find(of_child(2, Partner::EMAIL.is_set())).await, ["Alpha"]);
    // No single child matches both.
    assert_eq!(find(of_child(3, Partner::EMAIL.is_set())).await, [""; 0]);
    assert_eq!(find(Partner::CHILD_IDS.any(Domain::all())).await, ["Alpha"]);
    assert_eq!(find(Partner::CHILD_IDS.any(Domain::none())).await, [""; 0]);
    let of_parent = Partner::PARENT_ID.any(Partner::COLOR.eq(1) & Partner::EMAIL.is_set());
    assert_eq!(find(of_parent).await, ["alpha", "beta"]);
    let either = Partner::CHILD_IDS.any(Partner::COLOR.eq(2) | Partner::COLOR.eq(9));
    assert_eq!(find(either).await, ["Alpha"]);
    let of_the_parents_children = Partner::PARENT_ID
        .dot(Partner::CHILD_IDS)
        .any(Partner::COLOR.eq(3) & Partner::EMAIL.is_unset());
    assert_eq!(find(of_the_parents_children).await, ["alpha", "beta"]);
    assert_eq!(find(Partner::ID.any(Partner::COLOR.eq(3))).await, ["beta"]);
    let count = Partner::search_count(&env.odoo, env.ours() & of_child(2, Partner::EMAIL.is_set()));
    assert_eq!(count.await.unwrap(), 1);
    let found = Partner::search(
        &env.odoo,
        env.ours() & Partner::CHILD_IDS.any(Partner::COLOR.eq(3)),
    );
    assert_eq!(found.await.unwrap(), [ids[0]]);
    env.clean().await;
}

async fn not_any_needs_no_record_that_matches_all_conditions(env: Env) {
    let ids = family(&env).await;
    let tag = Tag::create(&env.odoo, Values::new().set(Tag::NAME, env.name("tag")))
        .await
        .unwrap();
    let tagged = Values::new().set(Partner::CATEGORY_ID, [Command::Link(tag)]);
    Partner::write(&env.odoo, ids[3], tagged).await.unwrap();
    let find = async |domain| env.names(domain).await;
    let with_email = || Partner::COLOR.ge(2) & Partner::EMAIL.is_set();
    assert_eq!(
        find(Partner::CHILD_IDS.not_any(with_email())).await,
        ["alpha", "beta", "gamma"]
    );
    // `gamma` matches the condition and has no parent, which must not empty the result.
    assert_eq!(
        find(Partner::CHILD_IDS.not_any(Partner::COLOR.eq(0)))
            .await
            .len(),
        4
    );
    assert_eq!(
        find(Partner::CHILD_IDS.not_any(Domain::all())).await,
        ["alpha", "beta", "gamma"]
    );
    let of_parent = Partner::PARENT_ID.not_any(Partner::COLOR.eq(1));
    assert_eq!(find(of_parent).await, ["Alpha", "gamma"]);
    assert_eq!(
        find(Partner::PARENT_ID.not_any(Domain::all())).await,
        ["Alpha", "gamma"]
    );
    let untagged =
        Partner::CATEGORY_ID.not_any(Tag::NAME.eq(env.name("tag")) & Tag::PARENT_ID.is_unset());
    assert_eq!(find(untagged).await, ["Alpha", "alpha", "beta"]);
    env.clean().await;
    Tag::unlink(&env.odoo, tag).await.unwrap();
}

async fn any_finds_archived_records_only_through_a_many2one(env: Env) {
    let ids = family(&env).await;
    let archived = env.partner("archived").set(Partner::ACTIVE, false);
    let archived = Partner::create(&env.odoo, archived).await.unwrap();
    let tag = Values::new()
        .set(Tag::NAME, env.name("tag"))
        .set(Tag::ACTIVE, false);
    let tag = Tag::create(&env.odoo, tag).await.unwrap();
    let links = Values::new()
        .set(Partner::PARENT_ID, archived)
        .set(Partner::CATEGORY_ID, [Command::Link(tag)]);
    Partner::write(&env.odoo, ids[3], links).await.unwrap();
    let find = async |domain| env.names(domain).await;
    let named = |name: &str| Partner::NAME.eq(env.name(name)) & Partner::NAME.ne("");
    let tagged = || Tag::NAME.eq(env.name("tag")) & Tag::NAME.ne("");
    assert_eq!(
        find(Partner::PARENT_ID.any(named("archived"))).await,
        ["gamma"]
    );
    assert_eq!(find(Partner::CATEGORY_ID.any(tagged())).await, [""; 0]);
    let archived = tagged() & Tag::ACTIVE.eq(false);
    assert_eq!(find(Partner::CATEGORY_ID.any(archived)).await, ["gamma"]);
    env.clean().await;
    Tag::unlink(&env.odoo, tag).await.unwrap();
}

async fn any_can_be_nested_and_negated(env: Env) {
    family(&env).await;
    let find = async |domain| env.names(domain).await;
    let has_brother_with_color_3 = Partner::PARENT_ID
        .any(Partner::CHILD_IDS.any(Partner::COLOR.eq(3) & Partner::EMAIL.is_unset()));
    assert_eq!(
        find(has_brother_with_color_3.clone()).await,
        ["alpha", "beta"]
    );
    assert_eq!(
        find(!has_brother_with_color_3.clone()).await,
        ["Alpha", "gamma"]
    );
    assert_eq!(
        find(!(has_brother_with_color_3 | Partner::CHILD_IDS.any(Domain::all()))).await,
        ["gamma"]
    );
    env.clean().await;
}
