//! Grouping by dates and datetimes.

use odoo_orm::{
    Call, Error,
    group::{Aggregate, DateRange, Granularity, Group, GroupQuery},
    prelude::*,
    rpc::{BoxFuture, CallState, Response, Transport},
};

use super::{Env, behaviours, groups::check};
use crate::models::{Order, Partner, Rate};

behaviours! {
    datetimes_are_grouped_by_every_granularity,
    days_start_in_the_contexts_time_zone,
    the_repeated_hour_is_one_group,
    dates_are_grouped_and_have_no_hours,
    an_unset_date_is_a_separate_group,
    two_keys_can_use_one_date,
    the_bounds_of_a_group_differ_from_the_domains,
    empty_groups_are_not_filled_in_by_default,
    ;
    two_read_groups:
    the_method_of_17_and_18_returns_the_same_groups,
    ;
    users:
    months_are_named_in_the_contexts_language,
    weeks_start_on_the_day_of_the_contexts_language,
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().into()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Creates a partner with an order at each of these times.
async fn orders(env: &Env, times: &[&str]) -> Id<Partner> {
    let partner = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    let values = times.iter().map(|time| {
        Values::new()
            .set(Order::PARTNER_ID, partner)
            .set(Order::DATE_ORDER, at(time))
    });
    Order::create_many(&env.odoo, values).await.unwrap();
    partner
}

async fn clean(env: &Env, partner: Id<Partner>) {
    let ids = Order::search(&env.odoo, Order::PARTNER_ID.eq(partner));
    Order::unlink(&env.odoo, ids.await.unwrap()).await.unwrap();
    env.clean().await;
}

type Times = Option<DateRange<DateTime<Utc>>>;

/// Groups the orders of a partner by a granularity, in UTC.
fn by(env: &Env, partner: Id<Partner>, granularity: Granularity) -> GroupQuery<Order, Times> {
    Order::read_group(&env.odoo, Order::PARTNER_ID.eq(partner))
        .group_by(Order::DATE_ORDER.granularity(granularity))
}

/// The bounds of groups with a key, and the number of records in each.
fn bounds<M, T: Copy>(groups: &[Group<M, Option<DateRange<T>>>]) -> Vec<(T, T, u64)> {
    let bounds = groups.iter().filter_map(|group| {
        let bucket = group.key.as_ref()?;
        Some((bucket.start, bucket.end, group.count))
    });
    bounds.collect()
}

const EVERY: [Granularity; 6] = [
    Granularity::Year,
    Granularity::Quarter,
    Granularity::Month,
    Granularity::Week,
    Granularity::Day,
    Granularity::Hour,
];

async fn datetimes_are_grouped_by_every_granularity(env: Env) {
    let times = [
        "2024-02-29T12:34:56Z",
        "2024-02-29T12:59:59Z",
        "2025-01-01T00:00:00Z",
    ];
    let partner = orders(&env, &times).await;
    let mut found = Vec::new();
    for granularity in EVERY {
        let groups = by(&env, partner, granularity).await.unwrap();
        check(&env.odoo, &groups).await;
        found.push(bounds(&groups));
    }
    // English weeks start on Sunday on versions that use the language.
    let week = if env.version.has_new_read_group() {
        ("2024-02-25", "2024-03-03")
    } else {
        ("2024-02-26", "2024-03-04")
    };
    let expected = [
        ("2024-01-01T00", "2025-01-01T00"),
        ("2024-01-01T00", "2024-04-01T00"),
        ("2024-02-01T00", "2024-03-01T00"),
        (&format!("{}T00", week.0), &format!("{}T00", week.1)),
        ("2024-02-29T00", "2024-03-01T00"),
        ("2024-02-29T12", "2024-02-29T13"),
    ];
    for (found, (start, end)) in found.iter().zip(expected) {
        let whole = |hour: &str| at(&format!("{hour}:00:00Z"));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], (whole(start), whole(end), 2));
        assert_eq!(found[1].2, 1);
        assert!(found[1].0 <= at(times[2]) && at(times[2]) < found[1].1);
    }
    clean(&env, partner).await;
}

async fn days_start_in_the_contexts_time_zone(env: Env) {
    // In Brussels: in the first minutes of the year, and before and after the start of daylight saving time.
    let times = [
        "2023-12-31T23:30:00Z",
        "2024-03-30T22:59:59Z",
        "2024-03-31T21:59:59Z",
    ];
    let partner = orders(&env, &times).await;
    let brussels = Context::new().tz("Europe/Brussels");
    let odoo = env.odoo.with_context(brussels.clone());
    for granularity in EVERY {
        let groups = by(&env, partner, granularity).with_context(brussels.clone());
        let groups = groups.await.unwrap();
        check(&odoo, &groups).await;
        assert_eq!(groups.iter().map(|group| group.count).sum::<u64>(), 3);
    }
    let groups = by(&env, partner, Granularity::Month).with_context(brussels.clone());
    let january = (at("2023-12-31T23:00:00Z"), at("2024-01-31T23:00:00Z"), 1);
    let march = (at("2024-02-29T23:00:00Z"), at("2024-03-31T22:00:00Z"), 2);
    assert_eq!(bounds(&groups.await.unwrap()), [january, march]);
    let groups = by(&env, partner, Granularity::Day).with_context(brussels);
    let days = [
        (at("2023-12-31T23:00:00Z"), at("2024-01-01T23:00:00Z"), 1),
        (at("2024-03-29T23:00:00Z"), at("2024-03-30T23:00:00Z"), 1),
        (at("2024-03-30T23:00:00Z"), at("2024-03-31T22:00:00Z"), 1),
    ];
    assert_eq!(bounds(&groups.await.unwrap()), days);
    // Without a time zone: UTC.
    let months = bounds(&by(&env, partner, Granularity::Month).await.unwrap());
    assert_eq!(months[0].0, at("2023-12-01T00:00:00Z"));
    assert_eq!((months.len(), months[1].2), (2, 2));
    clean(&env, partner).await;
}

async fn the_repeated_hour_is_one_group(env: Env) {
    // 02:30 in Brussels, in daylight saving time and an hour later without.
    let times = ["2024-10-27T00:30:00Z", "2024-10-27T01:30:00Z"];
    let partner = orders(&env, &times).await;
    let groups = by(&env, partner, Granularity::Hour);
    let groups = groups.with_context(Context::new().tz("Europe/Brussels"));
    let groups = groups.await.unwrap();
    let second = (at("2024-10-27T01:00:00Z"), at("2024-10-27T02:00:00Z"), 2);
    assert_eq!(bounds(&groups), [second]);
    let found = Order::search_count(&env.odoo, groups[0].domain());
    assert_eq!(found.await.unwrap(), 1);
    clean(&env, partner).await;
}

async fn dates_are_grouped_and_have_no_hours(env: Env) {
    let partner = orders(&env, &["2024-01-01T00:00:00Z"; 3]).await;
    let ids = Order::search(&env.odoo, Order::PARTNER_ID.eq(partner));
    let days = ["2024-03-31", "2024-04-01", "2024-04-30"];
    for (id, text) in ids.await.unwrap().into_iter().zip(days) {
        let values = Values::new().set(Order::VALIDITY_DATE, day(text));
        Order::write(&env.odoo, id, values).await.unwrap();
    }
    // A time zone does not shift a date.
    let context = Context::new().tz("Asia/Tokyo");
    let groups = |granularity| {
        Order::read_group(&env.odoo, Order::PARTNER_ID.eq(partner))
            .group_by(Order::VALIDITY_DATE.granularity(granularity))
            .with_context(context.clone())
    };
    for granularity in &EVERY[..5] {
        let found = groups(*granularity).await.unwrap();
        check(&env.odoo, &found).await;
    }
    let months = [
        (day("2024-03-01"), day("2024-04-01"), 1),
        (day("2024-04-01"), day("2024-05-01"), 2),
    ];
    let found = groups(Granularity::Month).await.unwrap();
    assert_eq!(bounds(&found), months);
    let error = groups(Granularity::Hour).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "field `validity_date` of `sale.order` is a date without hours: group it by days"
    );
    clean(&env, partner).await;
}

async fn an_unset_date_is_a_separate_group(env: Env) {
    let partner = orders(&env, &["2024-01-01T00:00:00Z"; 2]).await;
    let ids = Order::search(&env.odoo, Order::PARTNER_ID.eq(partner)).await;
    let time = Values::new().set(Order::COMMITMENT_DATE, at("2024-02-29T12:00:00Z"));
    Order::write(&env.odoo, ids.unwrap()[0], time)
        .await
        .unwrap();
    let groups = Order::read_group(&env.odoo, Order::PARTNER_ID.eq(partner))
        .group_by(Order::COMMITMENT_DATE.granularity(Granularity::Quarter));
    let last = groups.clone().order_by(Order::COMMITMENT_DATE.asc());
    for (groups, empty) in [(groups, 1), (last, 1)] {
        let groups = groups.await.unwrap();
        check(&env.odoo, &groups).await;
        assert_eq!(groups.len(), 2);
        assert!(groups[empty].key.is_none());
    }
    clean(&env, partner).await;
}

async fn two_keys_can_use_one_date(env: Env) {
    let partner = orders(&env, &["2024-02-29T12:00:00Z", "2024-03-01T12:00:00Z"]).await;
    let groups = Order::read_group(&env.odoo, Order::PARTNER_ID.eq(partner))
        .group_by((
            Order::DATE_ORDER.granularity(Granularity::Month),
            Order::PARTNER_ID,
            Order::DATE_ORDER.granularity(Granularity::Year),
        ))
        .order_by(Order::DATE_ORDER.desc())
        .await
        .unwrap();
    check(&env.odoo, &groups).await;
    let starts: Vec<_> = groups
        .iter()
        .filter_map(|group| {
            let (month, partner, year) = &group.key;
            assert!(partner.is_some());
            Some((month.as_ref()?.start, year.as_ref()?.start))
        })
        .collect();
    let year = at("2024-01-01T00:00:00Z");
    assert_eq!(
        starts,
        [
            (at("2024-03-01T00:00:00Z"), year),
            (at("2024-02-01T00:00:00Z"), year)
        ]
    );
    clean(&env, partner).await;
}

async fn the_bounds_of_a_group_differ_from_the_domains(env: Env) {
    let partner = orders(&env, &["2024-02-29T12:00:00Z", "2024-03-01T12:00:00Z"]).await;
    let within = Order::DATE_ORDER.ge(at("2024-02-10T00:00:00Z"))
        & Order::DATE_ORDER.lt(at("2024-03-10T00:00:00Z"));
    let domain = within & (Order::PARTNER_ID.eq(partner) | Order::PARTNER_ID.eq(partner));
    let groups = Order::read_group(&env.odoo, domain)
        .group_by(Order::DATE_ORDER.granularity(Granularity::Month));
    let groups = groups.await.unwrap();
    check(&env.odoo, &groups).await;
    let months =
        ["2024-02-01", "2024-03-01", "2024-04-01"].map(|day| at(&format!("{day}T00:00:00Z")));
    assert_eq!(
        bounds(&groups),
        [(months[0], months[1], 1), (months[1], months[2], 1)]
    );
    // The domain of a group can be combined with others.
    let domain = groups[0].domain();
    let outside = Order::search_count(&env.odoo, Order::PARTNER_ID.eq(partner) & !domain.clone());
    assert_eq!(outside.await.unwrap(), 1);
    let both = domain | groups[1].domain();
    assert_eq!(Order::search_count(&env.odoo, both).await.unwrap(), 2);
    clean(&env, partner).await;
}

async fn empty_groups_are_not_filled_in_by_default(env: Env) {
    let partner = orders(&env, &["2024-01-01T00:00:00Z", "2024-05-01T00:00:00Z"]).await;
    let groups = || by(&env, partner, Granularity::Month);
    assert_eq!(groups().await.unwrap().len(), 2);
    let fill = Context::new().set("fill_temporal", true);
    let filled = groups().with_context(fill).await;
    if env.version.has_new_read_group() {
        let filled = bounds(&filled.unwrap());
        let counts: Vec<_> = filled.iter().map(|(_, _, count)| *count).collect();
        assert_eq!(counts, [1, 0, 0, 0, 1]);
    } else {
        let error = filled.unwrap_err().to_string();
        assert!(error.contains("found no `__count` in the group"), "{error}");
    }
    clean(&env, partner).await;
}

/// A client's server, presented as Odoo 18.
struct Older(Client);

impl Transport for Older {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        if call.method().is_some() {
            return Transport::call(&self.0, call, state);
        }
        let version = r#"{"server_version": "18.0", "server_version_info": [18, 0]}"#;
        let answer = Response::bare(version.into(), &call, &state);
        Box::pin(async move { Ok(answer) })
    }
}

/// Odoo 19 still has the `read_group` of 17 and 18, which returns bounds in another format.
async fn the_method_of_17_and_18_returns_the_same_groups(env: Env) {
    let times = [
        "2024-02-29T12:00:00Z",
        "2024-03-31T23:00:00Z",
        "2024-03-31T23:30:00Z",
    ];
    let partner = orders(&env, &times).await;
    let older = Client::new(Older(env.odoo.clone()));
    let context = Context::new().tz("Europe/Brussels").lang("fr_FR");
    let mut found = Vec::new();
    for odoo in [&env.odoo, &older] {
        let total = Order::AMOUNT_TOTAL.sum();
        let groups = Order::read_group(odoo, Order::PARTNER_ID.eq(partner))
            .group_by((
                Order::PARTNER_ID,
                Order::DATE_ORDER.granularity(Granularity::Month),
                Order::DATE_ORDER.granularity(Granularity::Hour),
                Order::VALIDITY_DATE.granularity(Granularity::Day),
            ))
            .aggregate((total, total, Order::ID.array_agg(), Order::DATE_ORDER.max()))
            .order_by(Aggregate::count().desc())
            .order_by(Order::DATE_ORDER.max().asc())
            .with_context(context.clone());
        let groups = groups.await.unwrap();
        check(&env.odoo.with_context(context.clone()), &groups).await;
        let parts = groups
            .into_iter()
            .map(|group| (group.key, group.values, group.count));
        found.push(parts.collect::<Vec<_>>());
    }
    assert_eq!(found[0].len(), 2);
    assert_eq!(found[0], found[1]);
    clean(&env, partner).await;
}

async fn months_are_named_in_the_contexts_language(env: Env) {
    let partner = orders(&env, &["2024-02-29T12:00:00Z"]).await;
    let label = async |language: &str| {
        let groups = by(&env, partner, Granularity::Month);
        let groups = groups.with_context(Context::new().lang(language)).await;
        groups.unwrap()[0].key.clone().unwrap().label
    };
    assert_eq!(label("en_US").await, "February 2024");
    assert_eq!(label("fr_FR").await, "février 2024");
    // The date of a rate uses the same granularities.
    let rates = Rate::read_group(&env.odoo, Domain::all())
        .group_by(Rate::DAY.granularity(Granularity::Year));
    for group in rates.await.unwrap() {
        let year = group.key.unwrap();
        assert_eq!(year.label, year.start.format("%Y").to_string());
    }
    clean(&env, partner).await;
}

async fn weeks_start_on_the_day_of_the_contexts_language(env: Env) {
    let partner = orders(&env, &["2024-02-29T12:00:00Z"]).await;
    let start = async |language: &str| {
        let groups = by(&env, partner, Granularity::Week);
        let groups = groups
            .with_context(Context::new().lang(language))
            .await
            .unwrap();
        check(&env.odoo, &groups).await;
        bounds(&groups)[0].0
    };
    let (sunday, monday) = (at("2024-02-25T00:00:00Z"), at("2024-02-26T00:00:00Z"));
    assert_eq!(start("fr_FR").await, monday);
    let english = if env.version.has_new_read_group() {
        sunday
    } else {
        monday
    };
    assert_eq!(start("en_US").await, english);
    clean(&env, partner).await;
}
