//! Group keys.

use odoo_orm::{group::Keys, prelude::*};

use super::{
    Env, behaviours,
    groups::{check, partners},
};
use crate::models::{AddressKind, Partner, Tag};

behaviours! {
    every_kind_of_key_makes_groups,
    an_unset_field_is_a_separate_group,
    an_unset_number_is_not_zero,
    tags_are_keys_from_odoo_16_on,
}

/// Groups the partners of this run by a key: each value with its count.
async fn by<K: Keys<Partner>>(env: &Env, key: K) -> Vec<(K::Values, u64)> {
    let groups = Partner::read_group(&env.odoo, env.ours()).group_by(key);
    let groups = groups.await.unwrap();
    check(&env.odoo, &groups).await;
    groups
        .into_iter()
        .map(|group| (group.key, group.count))
        .collect()
}

async fn every_kind_of_key_makes_groups(env: Env) {
    let ids = partners(&env).await;
    let a = Partner::read(&env.odoo, ids[0]).one().await.unwrap();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        by(&env, Partner::REFERENCE).await,
        [(text("r"), 2), (None, 2)]
    );
    assert_eq!(
        by(&env, Partner::COLOR).await,
        [(Some(0), 1), (Some(3), 2), (Some(5), 1)]
    );
    assert_eq!(by(&env, Partner::IS_COMPANY).await, [(false, 2), (true, 2)]);
    let kinds = [
        (Some(AddressKind::Contact), 1),
        (Some(AddressKind::Invoice), 2),
        (None, 1),
    ];
    assert_eq!(by(&env, Partner::KIND).await, kinds);
    assert!(a.country_id.is_some());
    assert_eq!(
        by(&env, Partner::COUNTRY_ID).await,
        [(a.country_id.clone(), 2), (None, 2)]
    );
    // As declared: without its name.
    assert_eq!(
        by(&env, Partner::USER_ID).await,
        [(Some(Id::new(2)), 2), (None, 2)]
    );
    let both = by(&env, (Partner::COUNTRY_ID, Partner::COLOR)).await;
    let country = a.country_id;
    assert_eq!(
        both,
        [
            ((country, Some(3)), 2),
            ((None, Some(0)), 1),
            ((None, Some(5)), 1)
        ]
    );
    let four = (
        Partner::NAME,
        Partner::COLOR,
        Partner::KIND,
        Partner::IS_COMPANY,
    );
    assert_eq!(by(&env, four).await.len(), 4);
    // A field that can be searched and written, but is not read.
    let values = Values::new().set(Partner::COMMENT, "<p>x</p>");
    Partner::write(&env.odoo, &ids[..3], values).await.unwrap();
    assert_eq!(
        by(&env, Partner::COMMENT).await,
        [(text("<p>x</p>"), 3), (None, 1)]
    );
    env.clean().await;
}

async fn an_unset_field_is_a_separate_group(env: Env) {
    let values = [
        env.partner("a").set(Partner::REFERENCE, ""),
        env.partner("b").unset(Partner::REFERENCE),
        env.partner("c").set(Partner::REFERENCE, "r"),
    ];
    Partner::create_many(&env.odoo, values).await.unwrap();
    let groups = Partner::read_group(&env.odoo, env.ours())
        .group_by(Partner::REFERENCE)
        .await
        .unwrap();
    let keys: Vec<_> = groups.iter().map(|group| group.key.as_deref()).collect();
    assert_eq!(keys, [Some(""), Some("r"), None]);
    let mut found = Vec::new();
    for group in groups {
        assert_eq!(group.count, 1);
        let count = Partner::search_count(&env.odoo, group.domain()).await;
        found.push(count.unwrap());
    }
    // For a search on 18 and 19, an empty text equals an unset one.
    let one_or_both = if env.version.falsy_equals_null() {
        2
    } else {
        1
    };
    assert_eq!(found, [one_or_both, 1, one_or_both]);
    env.clean().await;
}

#[derive(Debug, OdooModel)]
#[odoo(model = "sale.order.template")]
#[expect(dead_code, reason = "only its tokens are used")]
struct Template {
    id: Id<Template>,
    name: String,
    number_of_days: i32,
}

async fn an_unset_number_is_not_zero(env: Env) {
    let values = Values::new().set(Template::NAME, &env.tag);
    let never = Template::create(&env.odoo, values.clone()).await.unwrap();
    let zero = values.clone().set(Template::NUMBER_OF_DAYS, 0);
    let zero = Template::create(&env.odoo, zero).await.unwrap();
    let largest = values.set(Template::NUMBER_OF_DAYS, i32::MAX);
    let largest = [
        Template::create(&env.odoo, largest.clone()).await.unwrap(),
        Template::create(&env.odoo, largest).await.unwrap(),
    ];
    let groups = Template::read_group(&env.odoo, Template::NAME.eq(&env.tag));
    let keys = groups
        .clone()
        .group_by(Template::NUMBER_OF_DAYS)
        .await
        .unwrap();
    let keys: Vec<_> = keys.iter().map(|group| (group.key, group.count)).collect();
    assert_eq!(keys, [(Some(0), 1), (Some(i32::MAX), 2), (None, 1)]);
    let days = Template::NUMBER_OF_DAYS;
    let groups = groups.aggregate((days.sum(), days.avg(), days.min(), days.count_distinct()));
    let [all] = &groups.await.unwrap()[..] else {
        panic!("one group")
    };
    let sum = 2 * i64::from(i32::MAX);
    let average = f64::from(i32::MAX) * 2.0 / 3.0;
    let (total, avg, min, different) = all.values;
    assert_eq!((total, min, different), (Some(sum), Some(0), 2));
    assert!((avg.unwrap() - average).abs() < 0.01, "{avg:?}");
    let ids = [vec![never, zero], largest.to_vec()].concat();
    Template::unlink(&env.odoo, ids).await.unwrap();
}

async fn tags_are_keys_from_odoo_16_on(env: Env) {
    let tag = |name: &str| Values::new().set(Tag::NAME, env.name(name));
    let tags = Tag::create_many(&env.odoo, [tag("1"), tag("2")]);
    let tags = tags.await.unwrap();
    let tagged = |name: &str, tags: &[Id<Tag>]| {
        let links: Vec<_> = tags.iter().copied().map(Command::Link).collect();
        env.partner(name).set(Partner::CATEGORY_ID, links)
    };
    let values = [
        tagged("a", &tags),
        tagged("b", &tags[1..]),
        tagged("c", &[]),
    ];
    Partner::create_many(&env.odoo, values).await.unwrap();
    if env.version.groups_by_lists() {
        let found = by(&env, Partner::CATEGORY_ID).await;
        let found: Vec<_> = found
            .into_iter()
            .map(|(tag, count)| (tag.map(|tag| tag.id), count))
            .collect();
        assert_eq!(found, [(Some(tags[0]), 1), (Some(tags[1]), 2), (None, 1)]);
    } else {
        let groups = Partner::read_group(&env.odoo, env.ours()).group_by(Partner::CATEGORY_ID);
        let error = groups.await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotDone);
        assert!(
            error.to_string().starts_with(
                "grouping records of `res.partner` by `category_id`, a many2many field, needs Odoo 16 or later"
            ),
            "{error}"
        );
    }
    env.clean().await;
    Tag::unlink(&env.odoo, tags).await.unwrap();
}
