//! Aggregates of groups, and their order.

use odoo_orm::{
    Call, Field, Model,
    group::{Aggregate, Group},
    prelude::*,
    rpc::Effect,
};

use super::{Env, behaviours};
use crate::models::{AddressKind, Country, Currency, Order, Partner};

behaviours! {
    groups_aggregate_their_records,
    a_sum_of_no_values_is_none,
    the_context_selects_the_records,
    groups_are_sorted_by_keys_and_aggregates,
    a_limit_and_an_offset_select_groups,
    a_key_is_aggregated_from_odoo_17_on,
    amounts_are_summed_across_currencies,
    an_invalid_key_is_named,
}

/// Counts the records of each group's domain, which must match the group's count.
pub(super) async fn check<M: Model, K, V>(odoo: &Client, groups: &[Group<M, K, V>]) {
    for group in groups {
        let found = M::search_count(odoo, group.domain()).await.unwrap();
        assert_eq!(found, group.count, "{}", group.domain());
    }
}

/// Four partners, two of them equal.
pub(super) async fn partners(env: &Env) -> Vec<Id<Partner>> {
    let belgium = Country::search(&env.odoo, Country::CODE.eq("BE")).one();
    let (belgium, user) = (belgium.await.unwrap(), Id::new(2));
    let full = |name: &str| {
        env.partner(name)
            .set(Partner::COLOR, 3)
            .set(Partner::REFERENCE, "r")
            .set(Partner::IS_COMPANY, true)
            .set(Partner::KIND, AddressKind::Invoice)
            .set(Partner::COUNTRY_ID, belgium)
            .set(Partner::USER_ID, user)
            .set(Partner::PARTNER_LATITUDE, 1.5)
    };
    let values = [
        full("a"),
        full("b").set(Partner::PARTNER_LATITUDE, 4.0),
        env.partner("c").set(Partner::COLOR, 5),
        env.partner("d").unset(Partner::KIND),
    ];
    Partner::create_many(&env.odoo, values).await.unwrap()
}

async fn groups_aggregate_their_records(env: Env) {
    let ids = partners(&env).await;
    let latitude = Partner::PARTNER_LATITUDE;
    let groups = Partner::read_group(&env.odoo, env.ours())
        .group_by(Partner::IS_COMPANY)
        .aggregate((
            latitude.sum(),
            latitude.max(),
            latitude.avg(),
            Partner::COLOR.sum(),
        ))
        .await
        .unwrap();
    check(&env.odoo, &groups).await;
    let [people, companies] = &groups[..] else {
        panic!("{groups:?}")
    };
    assert_eq!(
        companies.values,
        (Some(5.5), Some(4.0), Some(2.75), Some(6_i64))
    );
    assert_eq!((people.values.3, people.count), (Some(5), 2));
    let groups = Partner::read_group(&env.odoo, env.ours())
        .group_by(Partner::KIND)
        .aggregate((
            Partner::COUNTRY_ID.count_distinct(),
            Partner::IS_COMPANY.bool_and(),
            Partner::ACTIVE.bool_or(),
            Partner::ID.array_agg(),
            Partner::COUNTRY_ID.array_agg(),
            Partner::NAME.min(),
        ))
        .await
        .unwrap();
    let [contact, invoice, none] = &groups[..] else {
        panic!("{groups:?}")
    };
    let country = Partner::read(&env.odoo, ids[0]).one().await.unwrap();
    let country = country.country_id.unwrap().id;
    assert_eq!(
        invoice.values,
        (
            1,
            true,
            true,
            vec![ids[0], ids[1]],
            vec![country, country],
            Some(env.name("a"))
        )
    );
    assert_eq!(contact.values.0, 0);
    assert!(!contact.values.1 && contact.values.2);
    assert_eq!(
        (&none.values.3[..], &none.values.4[..]),
        (&ids[3..], &[][..])
    );
    // Without keys there is one group.
    let all = Partner::read_group(&env.odoo, env.ours())
        .aggregate((
            Partner::CREATE_DATE.max(),
            Partner::IS_COMPANY.bool_or(),
            Partner::ID.min(),
        ))
        .await
        .unwrap();
    check(&env.odoo, &all).await;
    let read = Partner::read(&env.odoo, ids[0]).one().await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].count, 4);
    assert_eq!(all[0].values, (Some(read.create_date), true, Some(ids[0])));
    env.clean().await;
}

async fn a_sum_of_no_values_is_none(env: Env) {
    let nobody = || Partner::read_group(&env.odoo, env.ours());
    let aggregates = (
        Partner::COLOR.sum(),
        Partner::CREATE_DATE.min(),
        Partner::IS_COMPANY.bool_and(),
        Partner::ID.array_agg(),
        Partner::NAME.count_distinct(),
    );
    let all = nobody().aggregate(aggregates).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].count, 0);
    assert_eq!(all[0].values, (None, None, false, vec![], 0));
    check(&env.odoo, &all).await;
    assert!(nobody().group_by(Partner::COLOR).await.unwrap().is_empty());
    let none = Partner::read_group(&env.odoo, Domain::none())
        .await
        .unwrap();
    assert_eq!((none.len(), none[0].count), (1, 0));
}

async fn the_context_selects_the_records(env: Env) {
    let archived = env.partner("b").set(Partner::ACTIVE, false);
    let values = [env.partner("a"), archived];
    Partner::create_many(&env.odoo, values).await.unwrap();
    let groups = || Partner::read_group(&env.odoo, env.ours()).group_by(Partner::COLOR);
    assert_eq!(groups().await.unwrap()[0].count, 1);
    let context = Context::new().active_test(false);
    let all = groups().with_context(context.clone()).await.unwrap();
    assert_eq!(all[0].count, 2);
    check(&env.odoo.with_context(context), &all).await;
    env.clean().await;
}

async fn groups_are_sorted_by_keys_and_aggregates(env: Env) {
    partners(&env).await;
    let groups = || Partner::read_group(&env.odoo, env.ours()).group_by(Partner::COLOR);
    let keys = |groups: Vec<Group<Partner, Option<i64>>>| -> Vec<i64> {
        groups.into_iter().filter_map(|group| group.key).collect()
    };
    assert_eq!(keys(groups().await.unwrap()), [0, 3, 5]);
    let descending = groups().order_by(Partner::COLOR.desc());
    assert_eq!(keys(descending.await.unwrap()), [5, 3, 0]);
    // Equal counts are ordered by key.
    let most = groups().order_by(Aggregate::count().desc());
    assert_eq!(keys(most.await.unwrap()), [3, 0, 5]);
    let fewest = groups()
        .order_by(Aggregate::count().asc())
        .order_by(Partner::COLOR.desc());
    assert_eq!(keys(fewest.await.unwrap()), [5, 0, 3]);
    // By an aggregate that is not requested, and by a requested one.
    let latest = groups().order_by(Partner::NAME.max().desc());
    assert_eq!(keys(latest.await.unwrap()), [0, 5, 3]);
    let sum = Partner::PARTNER_LATITUDE.sum();
    let sorted = groups().aggregate(sum).order_by(sum.asc()).limit(1);
    let first = sorted.await.unwrap().remove(0);
    assert_eq!((first.key, first.values), (Some(3), Some(5.5)));
    // Unset aggregates sort as the largest, on every version.
    let sorted = groups().aggregate(sum).order_by(sum.desc()).await;
    let sums = sorted.unwrap().into_iter().map(|group| group.values);
    assert_eq!(sums.collect::<Vec<_>>(), [None, None, Some(5.5)]);
    let of_names = Partner::read_group(&env.odoo, env.ours())
        .group_by((Partner::IS_COMPANY, Partner::COUNTRY_ID))
        .order_by(Partner::COUNTRY_ID.desc())
        .await
        .unwrap();
    assert_eq!(of_names.len(), 2);
    assert!(of_names[0].key.1.is_none() && of_names[1].key.1.is_some());
    env.clean().await;
}

async fn a_limit_and_an_offset_select_groups(env: Env) {
    partners(&env).await;
    let groups = || Partner::read_group(&env.odoo, env.ours()).group_by(Partner::COLOR);
    let keys = async |groups: odoo_orm::group::GroupQuery<Partner, Option<i64>>| -> Vec<i64> {
        let groups = groups.await.unwrap().into_iter();
        groups.filter_map(|group| group.key).collect()
    };
    assert_eq!(keys(groups().limit(2)).await, [0, 3]);
    assert_eq!(keys(groups().limit(2).offset(1)).await, [3, 5]);
    assert_eq!(keys(groups().offset(1)).await, [3, 5]);
    assert_eq!(keys(groups().offset(u64::MAX)).await, [0; 0]);
    assert_eq!(keys(groups().limit(u64::MAX)).await.len(), 3);
    assert_eq!(keys(groups().limit(0)).await, [0; 0]);
    let all = Partner::read_group(&env.odoo, env.ours());
    assert_eq!(all.clone().limit(1).await.unwrap().len(), 1);
    assert!(all.offset(1).await.unwrap().is_empty());
    env.clean().await;
}

async fn a_key_is_aggregated_from_odoo_17_on(env: Env) {
    partners(&env).await;
    let groups = Partner::read_group(&env.odoo, env.ours())
        .group_by(Partner::COLOR)
        .aggregate((Partner::COLOR.sum(), Partner::COLOR.max()))
        .await;
    if env.version.has_new_read_group() {
        let groups = groups.unwrap().into_iter();
        let values: Vec<_> = groups.map(|group| group.values).collect();
        assert_eq!(
            values,
            [(Some(0), Some(0)), (Some(6), Some(3)), (Some(5), Some(5))]
        );
    } else {
        let error = groups.unwrap_err().to_string();
        assert!(
            error.contains("`sum` of `color` of `res.partner`"),
            "{error}"
        );
    }
    env.clean().await;
}

async fn an_invalid_key_is_named(env: Env) {
    let groups = Partner::read_group(&env.odoo, env.ours()).group_by(Partner::COLOR);
    let error = groups.order_by(Partner::NAME.asc()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "groups of `res.partner` cannot be sorted by `name`: it is not one of their keys"
    );
}

const CURRENCY: Field<Order, Id<Currency>> = Field::named("currency_id");
/// The amount that does not depend on taxes.
const UNTAXED: Field<Order, f64> = Field::named("amount_untaxed");

async fn amounts_are_summed_across_currencies(env: Env) {
    let create = async |model: &str, values: serde_json::Value| -> i64 {
        let call = Call::write(model, "create").arg("vals_list", vec![values]);
        assert_eq!(call.effect(), Effect::Write);
        let ids: Vec<i64> = env.odoo.call(call).await.unwrap().decode().unwrap();
        ids[0]
    };
    let delete = async |model: &str, id: i64| {
        let call = Call::write(model, "unlink").on([id]);
        env.odoo.call(call).await.unwrap();
    };
    let everything = env.odoo.with_context(Context::new().active_test(false));
    let currencies = Currency::search(&everything, Domain::all()).limit(2).await;
    let currencies = currencies.unwrap();
    let product = serde_json::json!({"name": env.tag});
    let template = create("product.template", product.clone()).await;
    let product: Vec<i64> = {
        let domain = serde_json::json!([["product_tmpl_id", "=", template]]);
        let call = Call::read("product.product", "search").arg("domain", domain);
        env.odoo.call(call).await.unwrap().decode().unwrap()
    };
    let partner = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    let (mut orders, mut lists) = (Vec::new(), Vec::new());
    for (currency, price) in [(currencies[0], 100.0), (currencies[1], 11.5)] {
        let list = serde_json::json!({"name": env.tag, "currency_id": currency.get()});
        let list = create("product.pricelist", list).await;
        let line = serde_json::json!(
            {"product_id": product[0], "name": "x", "product_uom_qty": 1, "price_unit": price});
        let order = serde_json::json!({
            "partner_id": partner.get(), "pricelist_id": list, "order_line": [[0, 0, line]],
        });
        orders.push(Id::new(create("sale.order", order).await));
        lists.push(list);
    }
    let groups = Order::read_group(&env.odoo, Order::PARTNER_ID.eq(partner));
    let total = UNTAXED.sum();
    let all = groups.clone().aggregate((total, CURRENCY.count_distinct()));
    assert_eq!(all.await.unwrap()[0].values, (Some(111.5), 2));
    let each = groups.group_by(CURRENCY).aggregate(total).await.unwrap();
    let mut totals: Vec<_> = each.iter().map(|group| group.values.unwrap()).collect();
    totals.sort_by(f64::total_cmp);
    assert_eq!(totals, [11.5, 100.0]);
    Order::unlink(&env.odoo, orders).await.unwrap();
    for list in lists {
        delete("product.pricelist", list).await;
    }
    delete("product.template", template).await;
    env.clean().await;
}
