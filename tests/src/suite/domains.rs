//! The results of each operator.

use odoo_orm::{Error, prelude::*};

use super::{Env, behaviours};
use crate::models::{Country, Partner, Tag};

behaviours! {
    comparisons_find_matching_records,
    patterns_find_matching_records,
    lists_find_matching_records,
    unset_and_set_values_are_distinguished,
    operators_combine_as_written,
    wildcards_in_text_are_escaped,
    thousands_of_terms_are_accepted,
    paths_search_related_models,
    hierarchies_are_followed,
    an_invalid_operand_is_not_sent,
}

/// Four partners: colours 1 to 3 and unset; two with an email.
pub(super) async fn partners(env: &Env) -> Vec<Id<Partner>> {
    let partner = |name: &str, color: i64, email: Option<&str>| {
        env.partner(name)
            .set(Partner::COLOR, color)
            .set_or_unset(Partner::EMAIL, email)
    };
    let all = [
        partner("Alpha", 1, Some("a%b@x.example")),
        partner("alpha", 2, Some("a_b@x.example")),
        partner("beta", 3, None),
        env.partner("gamma"),
    ];
    Partner::create_many(&env.odoo, all).await.unwrap()
}

async fn comparisons_find_matching_records(env: Env) {
    partners(&env).await;
    let find = async |domain| env.names(domain).await;
    assert_eq!(find(Partner::COLOR.eq(2)).await, ["alpha"]);
    assert_eq!(find(Partner::COLOR.ne(2)).await, ["Alpha", "beta", "gamma"]);
    assert_eq!(find(Partner::COLOR.gt(1)).await, ["alpha", "beta"]);
    assert_eq!(find(Partner::COLOR.ge(3)).await, ["beta"]);
    assert_eq!(
        find(Partner::COLOR.gt(0) & Partner::COLOR.lt(2)).await,
        ["Alpha"]
    );
    assert_eq!(
        find(Partner::COLOR.gt(0) & Partner::COLOR.le(2)).await,
        ["Alpha", "alpha"]
    );
    assert_eq!(find(Partner::NAME.eq(env.name("beta"))).await, ["beta"]);
    assert_eq!(find(Partner::IS_COMPANY.eq(true)).await, [""; 0]);
    assert_eq!(find(Partner::COLOR.eq_if_some(Some(3))).await, ["beta"]);
    assert_eq!(find(Partner::COLOR.eq_if_some(None::<i64>)).await.len(), 4);
    // An unset value counts as 0 and as an empty text.
    assert_eq!(find(Partner::COLOR.ne(0)).await, ["Alpha", "alpha", "beta"]);
    assert_eq!(find(Partner::REFERENCE.ne("")).await, [""; 0]);
    // An unset field differs from the value, so `ne` matches it.
    assert_eq!(
        find(Partner::EMAIL.ne("a_b@x.example")).await,
        ["Alpha", "beta", "gamma"]
    );
    env.clean().await;
}

async fn patterns_find_matching_records(env: Env) {
    partners(&env).await;
    let find = async |domain| env.names(domain).await;
    assert_eq!(find(Partner::NAME.like("lph")).await, ["Alpha", "alpha"]);
    assert_eq!(find(Partner::NAME.like("Alph")).await, ["Alpha"]);
    assert_eq!(find(Partner::NAME.ilike("ALPH")).await, ["Alpha", "alpha"]);
    assert_eq!(
        find(Partner::NAME.not_like("Alph")).await,
        ["alpha", "beta", "gamma"]
    );
    assert_eq!(
        find(Partner::NAME.not_ilike("ALPH")).await,
        ["beta", "gamma"]
    );
    assert_eq!(find(Partner::NAME.eq_like("%bet_")).await, ["beta"]);
    assert_eq!(
        find(Partner::NAME.eq_like("beta")).await,
        [""; 0],
        "the whole text counts"
    );
    assert_eq!(
        find(Partner::NAME.eq_ilike("% ALPHA")).await,
        ["Alpha", "alpha"]
    );
    assert_eq!(find(Partner::EMAIL.like("a_b@")).await, ["Alpha", "alpha"]);
    assert_eq!(find(Partner::EMAIL.like(r"a\_b@")).await, ["alpha"]);
    assert_eq!(find(Partner::EMAIL.like(r"a\%b@")).await, ["Alpha"]);
    // An unset field contains nothing, so `not_like` matches it.
    assert_eq!(find(Partner::EMAIL.not_like("%")).await, ["beta", "gamma"]);
    env.clean().await;
}

async fn lists_find_matching_records(env: Env) {
    let ids = partners(&env).await;
    let find = async |domain| env.names(domain).await;
    assert_eq!(find(Partner::COLOR.is_in([1, 3])).await, ["Alpha", "beta"]);
    assert_eq!(
        find(Partner::COLOR.not_in([1, 3])).await,
        ["alpha", "gamma"]
    );
    assert_eq!(find(Partner::COLOR.is_in([0, 1])).await, ["Alpha", "gamma"]);
    assert_eq!(find(Partner::COLOR.is_in([0])).await, ["gamma"]);
    assert_eq!(find(Partner::COLOR.not_in([0, 1])).await, ["alpha", "beta"]);
    assert_eq!(find(Partner::ID.gt(ids[1])).await, ["beta", "gamma"]);
    assert_eq!(find(Partner::ID.is_in(&ids[..2])).await, ["Alpha", "alpha"]);
    assert_eq!(find(Partner::ID.is_in(&ids[..0])).await, [""; 0]);
    assert_eq!(find(Partner::COLOR.not_in([0_i64; 0])).await.len(), 4);
    assert_eq!(
        find(Partner::EMAIL.not_in(["a_b@x.example"])).await,
        ["Alpha", "beta", "gamma"]
    );
    env.clean().await;
}

async fn unset_and_set_values_are_distinguished(env: Env) {
    let ids = partners(&env).await;
    let tag = Tag::create(&env.odoo, Values::new().set(Tag::NAME, env.name("t")))
        .await
        .unwrap();
    let linked = Values::new().set(Partner::CATEGORY_ID, [Command::Link(tag)]);
    Partner::write(&env.odoo, ids[0], linked).await.unwrap();
    let find = async |domain| env.names(domain).await;
    assert_eq!(find(Partner::EMAIL.is_unset()).await, ["beta", "gamma"]);
    assert_eq!(find(Partner::EMAIL.is_set()).await, ["Alpha", "alpha"]);
    assert_eq!(find(Partner::COUNTRY_ID.is_set()).await, [""; 0]);
    assert_eq!(find(Partner::CATEGORY_ID.is_set()).await, ["Alpha"]);
    assert_eq!(
        find(Partner::CATEGORY_ID.is_unset()).await,
        ["alpha", "beta", "gamma"]
    );
    assert_eq!(find(Partner::CATEGORY_ID.eq(tag)).await, ["Alpha"]);
    assert_eq!(
        find(Partner::CATEGORY_ID.ne(tag)).await,
        ["alpha", "beta", "gamma"],
        "not in the list, be it empty"
    );
    assert_eq!(find(Partner::CATEGORY_ID.is_in([tag])).await, ["Alpha"]);
    Tag::unlink(&env.odoo, tag).await.unwrap();
    env.clean().await;
}

async fn operators_combine_as_written(env: Env) {
    partners(&env).await;
    let find = async |domain| env.names(domain).await;
    let color = |n: i64| Partner::COLOR.eq(n);
    assert_eq!(
        find(color(1) | color(2) & Partner::EMAIL.is_unset()).await,
        ["Alpha"]
    );
    assert_eq!(
        find((color(1) | color(2)) & Partner::EMAIL.is_set()).await,
        ["Alpha", "alpha"]
    );
    assert_eq!(find(!(color(1) | color(2) | color(3))).await, ["gamma"]);
    assert_eq!(
        find(!(Partner::EMAIL.is_set() & !color(1))).await,
        ["Alpha", "beta", "gamma"]
    );
    assert_eq!(find(!!color(1)).await, ["Alpha"]);
    assert_eq!(find(!Domain::<Partner>::all()).await, [""; 0]);
    env.clean().await;
}

async fn wildcards_in_text_are_escaped(env: Env) {
    let references = ["al%ha", "al_ha", r"al\ha", "alpha", "Al%ha"];
    let values = references.map(|text| env.partner(text).set(Partner::REFERENCE, text));
    Partner::create_many(&env.odoo, values).await.unwrap();
    for text in references {
        assert_eq!(env.names(Partner::REFERENCE.contains(text)).await, [text]);
        assert_eq!(
            env.names(Partner::REFERENCE.starts_with(&text[..3])).await,
            [text]
        );
    }
    assert_eq!(env.names(Partner::REFERENCE.contains("l")).await.len(), 5);
    assert_eq!(
        env.names(Domain::or_all(
            ["al%ha", "alpha"].map(|t| Partner::REFERENCE.eq(t))
        ))
        .await
        .len(),
        2
    );
    assert_eq!(env.names(Domain::none()).await, [""; 0]);
    env.clean().await;
}

async fn thousands_of_terms_are_accepted(env: Env) {
    partners(&env).await;
    let either = (2..10_000).fold(Partner::COLOR.eq(1), |all, n| {
        all | Partner::ID.eq(Id::new(1_000_000 + n))
    });
    assert_eq!(env.names(either).await, ["Alpha"]);
    let each = (2..5_000).fold(Partner::COLOR.eq(1), |all, n| {
        all & Partner::ID.ne(Id::new(1_000_000 + n))
    });
    assert_eq!(env.names(each).await, ["Alpha"]);
    env.clean().await;
}

async fn paths_search_related_models(env: Env) {
    let ids = partners(&env).await;
    let belgium = Country::search(&env.odoo, Country::CODE.eq("BE"))
        .one()
        .await
        .unwrap();
    let here = Values::new().set(Partner::COUNTRY_ID, belgium);
    Partner::write(&env.odoo, &ids[..2], here).await.unwrap();
    let child = Values::new().set(Partner::PARENT_ID, ids[0]);
    Partner::write(&env.odoo, ids[2], child).await.unwrap();
    let find = async |domain| env.names(domain).await;
    let code = || Partner::COUNTRY_ID.dot(Country::CODE);
    assert_eq!(
        find(Partner::COUNTRY_ID.eq(belgium) & Partner::PARENT_ID.is_unset()).await,
        ["Alpha", "alpha"]
    );
    assert_eq!(
        find(code().eq("BE") & Partner::PARENT_ID.is_unset()).await,
        ["Alpha", "alpha"]
    );
    // The path requires a country.
    assert_eq!(
        find(code().ne("FR") & Partner::PARENT_ID.is_unset()).await,
        ["Alpha", "alpha"]
    );
    let grandparent = Partner::PARENT_ID
        .dot(Partner::COUNTRY_ID)
        .dot(Country::CODE);
    assert_eq!(find(grandparent.eq("BE")).await, ["beta"]);
    assert_eq!(
        find(Partner::CHILD_IDS.dot(Partner::COLOR).eq(3)).await,
        ["Alpha"]
    );
    env.clean().await;
}

async fn hierarchies_are_followed(env: Env) {
    let ids = partners(&env).await;
    for (child, parent) in [(1, 0), (2, 1)] {
        let values = Values::new().set(Partner::PARENT_ID, ids[parent]);
        Partner::write(&env.odoo, ids[child], values).await.unwrap();
    }
    let find = async |domain| env.names(domain).await;
    assert_eq!(
        find(Partner::ID.child_of(ids[0])).await,
        ["Alpha", "alpha", "beta"]
    );
    assert_eq!(
        find(Partner::ID.child_of([ids[1], ids[3]])).await,
        ["alpha", "beta", "gamma"]
    );
    assert_eq!(
        find(Partner::ID.parent_of(ids[1])).await,
        ["Alpha", "alpha"]
    );
    assert_eq!(
        find(Partner::PARENT_ID.child_of(ids[1])).await,
        ["alpha", "beta"]
    );
    env.clean().await;
}

async fn an_invalid_operand_is_not_sent(env: Env) {
    let domain = Partner::PARTNER_LATITUDE.lt(f64::INFINITY);
    let error = Partner::search(&env.odoo, domain).await.unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert!(
        error
            .to_string()
            .contains("`partner_latitude` of `res.partner`"),
        "{error}"
    );
}
