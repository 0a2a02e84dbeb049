//! Domains with different results on Odoo's versions: the statements in the documentation of the operators, checked on each version.

use odoo_orm::{Error, field::DatePart, prelude::*};
use serde_json::json;

use super::{Env, behaviours, domains::partners};
use crate::models::{Country, Partner};

behaviours! {
    empty_and_unset_texts_are_equal_from_18_on,
    unset_numbers_equal_0_from_18_on,
    a_negated_path_matches_without_a_record_from_17_on,
    a_date_without_a_time_means_its_start_or_end,
    times_of_the_server_have_a_hidden_fraction,
    parts_of_dates_are_compared_from_18_on,
}

async fn empty_and_unset_texts_are_equal_from_18_on(env: Env) {
    let values = [
        env.partner("empty").set(Partner::REFERENCE, ""),
        env.partner("none"),
        env.partner("some").set(Partner::REFERENCE, "x"),
    ];
    Partner::create_many(&env.odoo, values).await.unwrap();
    let find = async |domain| env.names(domain).await;
    let falsy = env.version.falsy_equals_null();
    let both = ["empty", "none"];
    assert_eq!(
        find(Partner::REFERENCE.is_unset()).await,
        if falsy { &both[..] } else { &both[1..] }
    );
    assert_eq!(
        find(Partner::REFERENCE.eq("")).await,
        if falsy { &both[..] } else { &both[..1] }
    );
    let set = find(Partner::REFERENCE.is_set()).await;
    assert_eq!(
        set,
        if falsy {
            &["some"][..]
        } else {
            &["empty", "some"]
        }
    );
    assert_eq!(find(Partner::REFERENCE.ne("")).await, ["some"]);
    assert_eq!(find(Partner::REFERENCE.ne("x")).await, both);
    assert_eq!(find(Partner::REFERENCE.not_in(["x"])).await, both);
    let before_z = find(Partner::REFERENCE.lt("z")).await;
    assert_eq!(
        before_z.contains(&"none".to_owned()),
        env.version.null_text_has_order(),
        "{before_z:?}"
    );
    env.clean().await;
}

async fn unset_numbers_equal_0_from_18_on(env: Env) {
    let zero = env.partner("zero").set(Partner::PARTNER_LATITUDE, 0.0);
    let one = env.partner("one").set(Partner::PARTNER_LATITUDE, 1.0);
    Partner::create_many(&env.odoo, [zero, one, env.partner("none")])
        .await
        .unwrap();
    let find = async |domain| env.names(domain).await;
    let zeros: &[&str] = if env.version.falsy_equals_null() {
        &["none", "zero"]
    } else {
        &["zero"]
    };
    assert_eq!(find(Partner::PARTNER_LATITUDE.eq(0.0)).await, zeros);
    assert_eq!(find(Partner::PARTNER_LATITUDE.is_in([0.0])).await, zeros);
    assert_eq!(find(Partner::PARTNER_LATITUDE.lt(1.0)).await, zeros);
    assert_eq!(find(Partner::PARTNER_LATITUDE.ne(0.0)).await, ["one"]);
    assert_eq!(
        find(Partner::PARTNER_LATITUDE.ne(1.0)).await,
        ["none", "zero"]
    );
    assert_eq!(find(Partner::PARTNER_LATITUDE.gt(0.0)).await, ["one"]);
    // In a list as the server handles it, 14 does not find a 0, and finds unset values.
    let listed = find(Domain::raw(json!([["partner_latitude", "in", [0.0]]]))).await;
    let in_a_list: &[&str] = if env.version.zero_in_list_is_zero() {
        zeros
    } else {
        &["none"]
    };
    assert_eq!(listed, in_a_list);
    env.clean().await;
}

async fn a_negated_path_matches_without_a_record_from_17_on(env: Env) {
    let parent = Partner::create(&env.odoo, env.partner("parent"))
        .await
        .unwrap();
    let child = env.partner("child").set(Partner::PARENT_ID, parent);
    Partner::create(&env.odoo, child).await.unwrap();
    let path = || Partner::PARENT_ID.dot(Partner::NAME);
    let find = async |domain| env.names(domain).await;
    let without = find(!path().eq(env.name("parent"))).await;
    assert_eq!(
        without,
        if env.version.negated_path_needs_no_record() {
            &["parent"][..]
        } else {
            &[]
        }
    );
    // The operator itself requires a record on every version, and `not_any` does not.
    assert_eq!(find(path().ne(env.name("parent"))).await, [""; 0]);
    let named = Partner::NAME.eq(env.name("parent"));
    assert_eq!(
        find(Partner::PARENT_ID.not_any(named.clone())).await,
        ["parent"]
    );
    assert_eq!(find(!Partner::PARENT_ID.any(named)).await, ["parent"]);
    env.clean().await;
}

/// The time at which our record was created: just now.
async fn created_now(env: &Env) -> DateTime<Utc> {
    Partner::create(&env.odoo, env.partner("now"))
        .await
        .unwrap();
    let query = Partner::search_read(&env.odoo, env.ours());
    query.one().await.unwrap().create_date
}

async fn a_date_without_a_time_means_its_start_or_end(env: Env) {
    let created = created_now(&env).await;
    let today = created.date_naive().to_string();
    let found = async |operator: &str, context: Context| {
        let raw = Domain::raw(json!([["create_date", operator, today]]));
        let query = Partner::search(&env.odoo, env.ours() & raw).with_context(context);
        query.count().await.unwrap() == 1
    };
    let utc = || Context::new().tz("UTC");
    assert!(found("<=", utc()).await, "the end of the day");
    assert!(!found(">", utc()).await);
    assert!(found(">=", utc()).await, "its start");
    assert!(!found("<", utc()).await);
    assert!(!found("=", utc()).await);
    // In a time zone where that day starts 12 hours later, or ended 14 hours ago. Only 19 uses the zone.
    let west = Context::new().tz("Etc/GMT+12");
    let east = Context::new().tz("Etc/GMT-14");
    let both = !found(">=", west).await || !found("<=", east).await;
    assert_eq!(both, env.version.days_follow_zone());
    let text = format!("[('create_date', '<', '{today}')]");
    assert_eq!(env.names(text.parse().unwrap()).await, [""; 0]);
    env.clean().await;
}

async fn times_of_the_server_have_a_hidden_fraction(env: Env) {
    let ids = partners(&env).await;
    let read = Partner::read(&env.odoo, ids[0])
        .one()
        .await
        .unwrap()
        .create_date;
    let found = async |domain: Domain<Partner>| {
        let found = Partner::search(&env.odoo, domain & Partner::ID.eq(ids[0]))
            .await
            .unwrap();
        !found.is_empty()
    };
    let whole_seconds = env.version.compares_whole_seconds();
    assert_eq!(found(Partner::CREATE_DATE.gt(read)).await, !whole_seconds);
    assert_eq!(found(Partner::CREATE_DATE.eq(read)).await, whole_seconds);
    assert_eq!(found(Partner::CREATE_DATE.le(read)).await, whole_seconds);
    assert!(found(Partner::CREATE_DATE.ge(read)).await);
    env.clean().await;
}

async fn parts_of_dates_are_compared_from_18_on(env: Env) {
    let created = created_now(&env).await;
    let part = |format: &str| created.format(format).to_string().parse::<i64>().unwrap();
    let table = [
        (DatePart::Year, "%Y"),
        (DatePart::Month, "%m"),
        (DatePart::IsoWeek, "%V"),
        (DatePart::DayOfYear, "%j"),
        (DatePart::DayOfMonth, "%d"),
        (DatePart::DayOfWeek, "%w"),
        (DatePart::Hour, "%H"),
        (DatePart::Minute, "%M"),
    ];
    for (date_part, format) in table {
        let here = Partner::CREATE_DATE.date_part(date_part);
        let found = Partner::search(&env.odoo, env.ours() & here.clone().eq(part(format))).await;
        if !env.version.has_date_parts() {
            let error = found.unwrap_err();
            assert!(matches!(error, Error::Config(_)), "{error:?}");
            assert!(
                error.to_string().contains("needs Odoo 18 or later"),
                "{error}"
            );
            continue;
        }
        assert_eq!(found.unwrap().len(), 1, "{date_part:?}");
        let of_several = here.clone().is_in([part(format), 99]) & here.not_in([98, 99]);
        assert_eq!(env.names(of_several).await, ["now"], "{date_part:?}");
    }
    if env.version.has_date_parts() {
        // Times set by the server have a hidden fraction of a second.
        let second = Partner::CREATE_DATE.date_part(DatePart::Second);
        let within = second.clone().ge(part("%S")) & second.lt(part("%S") + 1);
        assert_eq!(env.names(within).await, ["now"]);
        let quarter = (part("%m") + 2) / 3;
        let domain = Partner::CREATE_DATE
            .date_part(DatePart::Quarter)
            .eq(quarter);
        assert_eq!(env.names(domain).await, ["now"]);
        let of_another = Partner::COUNTRY_ID.dot(Country::CODE).eq("BE");
        assert_eq!(env.names(of_another).await, [""; 0]);
    }
    env.clean().await;
}
