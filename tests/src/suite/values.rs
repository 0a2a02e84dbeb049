//! Written values are read back, for each type of field.

use odoo_orm::{Error, prelude::*};

use super::{Env, behaviours};
use crate::models::{Company, Order, Partner, Rate, User};

behaviours! {
    omitted_unset_and_set_values_differ,
    an_empty_text_is_not_unset,
    numbers_are_read_back,
    dates_are_read_back,
    datetimes_are_read_back,
    text_of_any_script_is_read_back,
    a_value_that_odoo_cannot_store_is_not_sent,
    an_id_is_at_least_one,
    a_many2one_can_be_read_as_an_id,
}

async fn omitted_unset_and_set_values_differ(env: Env) {
    let values = env
        .partner("a")
        .set(Partner::EMAIL, "a@b.example")
        .set(Partner::REFERENCE, "R");
    let id = Partner::create(&env.odoo, values).await.unwrap();
    let write = |values| Partner::write(&env.odoo, id, values);
    let read = async || {
        let partner = Partner::read(&env.odoo, id).one().await.unwrap();
        (partner.email, partner.reference)
    };
    write(Values::new().set(Partner::COLOR, 1)).await.unwrap();
    assert_eq!(
        read().await,
        (Some("a@b.example".to_owned()), Some("R".to_owned()))
    );
    write(Values::new().unset(Partner::EMAIL)).await.unwrap();
    assert_eq!(read().await, (None, Some("R".to_owned())));
    let values = Values::new()
        .set_or_unset(Partner::EMAIL, Some("c@d.example"))
        .set_or_unset(Partner::REFERENCE, None::<&str>);
    write(values).await.unwrap();
    assert_eq!(read().await, (Some("c@d.example".to_owned()), None));
    env.clean().await;
}

async fn an_empty_text_is_not_unset(env: Env) {
    let values = ["empty", "none"].map(|name| env.partner(name));
    let ids = Partner::create_many(&env.odoo, values).await.unwrap();
    Partner::write(&env.odoo, ids[0], Values::new().set(Partner::REFERENCE, ""))
        .await
        .unwrap();
    let read = Partner::read(&env.odoo, &ids).await.unwrap();
    assert_eq!(read[0].reference.as_deref(), Some(""));
    assert_eq!(read[1].reference, None);
    env.clean().await;
}

async fn numbers_are_read_back(env: Env) {
    let values = |color: i64, latitude: f64| {
        env.partner("a")
            .set(Partner::COLOR, color)
            .set(Partner::PARTNER_LATITUDE, latitude)
    };
    let table = [
        (0, 0.0),
        (i64::from(i32::MAX), 12.345_67),
        (i64::from(i32::MIN), -0.5),
    ];
    let all = table.map(|(color, latitude)| values(color, latitude));
    let ids = Partner::create_many(&env.odoo, all).await.unwrap();
    let read = Partner::read(&env.odoo, ids).await.unwrap();
    for (partner, (color, latitude)) in read.iter().zip(table) {
        assert_eq!(partner.color, color);
        assert!(
            (partner.partner_latitude - latitude).abs() < 1e-9,
            "{}",
            partner.partner_latitude
        );
    }
    env.clean().await;
}

async fn dates_are_read_back(env: Env) {
    let company = Company::search_read(&env.odoo, Domain::all())
        .first()
        .await
        .unwrap()
        .unwrap();
    let day = NaiveDate::from_ymd_opt(1996, 2, 29).unwrap();
    let ours = || Rate::DAY.eq(day);
    let leftovers = Rate::search(&env.odoo, ours()).await.unwrap();
    Rate::unlink(&env.odoo, leftovers).await.unwrap();
    let values = Values::new()
        .set(Rate::DAY, day)
        .set(Rate::RATE, 1.25)
        .set(Rate::CURRENCY_ID, &company.currency_id);
    let id = Rate::create(&env.odoo, values).await.unwrap();
    let rate = Rate::search_read(&env.odoo, ours()).one().await.unwrap();
    assert_eq!(
        (rate.id, rate.day, rate.currency_id),
        (id, day, company.currency_id)
    );
    assert!((rate.rate - 1.25).abs() < 1e-9);
    let after = Rate::ID.eq(id) & Rate::DAY.gt(day);
    assert_eq!(Rate::search_count(&env.odoo, after).await.unwrap(), 0);
    Rate::unlink(&env.odoo, id).await.unwrap();
}

async fn datetimes_are_read_back(env: Env) {
    let partner = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    let time: DateTime<Utc> = "2024-02-29T23:59:58.999Z".parse().unwrap();
    let day = NaiveDate::from_ymd_opt(2024, 3, 31).unwrap();
    let values = Values::new()
        .set(Order::PARTNER_ID, partner)
        .set(Order::DATE_ORDER, time)
        .set(Order::VALIDITY_DATE, day);
    // A client in another time zone reads and writes the same times.
    let odoo = env.odoo.with_context(Context::new().tz("Pacific/Auckland"));
    let id = Order::create(&odoo, values).await.unwrap();
    let order = Order::read(&odoo, id).one().await.unwrap();
    // Odoo has no fractions of a second, so they are truncated.
    assert_eq!(order.date_order.to_string(), "2024-02-29 23:59:58 UTC");
    assert_eq!(
        (order.commitment_date, order.validity_date),
        (None, Some(day))
    );
    assert!(order.amount_total.abs() < f64::EPSILON);
    let matching =
        Order::ID.eq(id) & Order::DATE_ORDER.le(time) & Order::DATE_ORDER.ge(order.date_order);
    assert_eq!(Order::search(&odoo, matching).one().await.unwrap(), id);
    Order::unlink(&env.odoo, id).await.unwrap();
    env.clean().await;
}

async fn text_of_any_script_is_read_back(env: Env) {
    let text = "Élève 東京 😀 \"q\" \\ / \u{7f} \t\n<b>&amp;</b>";
    let values = env.partner("a").set(Partner::REFERENCE, text);
    let id = Partner::create(&env.odoo, values).await.unwrap();
    let found = Partner::search_read(&env.odoo, Partner::REFERENCE.eq(text) & env.ours())
        .one()
        .await;
    let found = found.unwrap();
    assert_eq!((found.id, found.reference.as_deref()), (id, Some(text)));
    env.clean().await;
}

async fn a_value_that_odoo_cannot_store_is_not_sent(env: Env) {
    let values = env.partner("a").set(Partner::PARTNER_LATITUDE, f64::NAN);
    let error = Partner::create(&env.odoo, values).await.unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    let part = "field `partner_latitude` of `res.partner` cannot be set: NaN";
    assert!(error.to_string().contains(part), "{error}");
    let values = env.partner("a").set(Partner::COLOR, 1_i64 << 31);
    let error = Partner::create(&env.odoo, values).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`color` of `res.partner` cannot be set: 2147483648"),
        "{error}"
    );
    let error = Partner::create(&env.odoo, env.partner("a\0b"))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`name` of `res.partner` cannot be set: Odoo rejects text with a NUL"),
        "{error}"
    );
    // The last value of a field counts, even if an earlier one is invalid.
    let values = env
        .partner("a")
        .set(Partner::COLOR, 1_i64 << 40)
        .set(Partner::COLOR, 1);
    Partner::create(&env.odoo, values).await.unwrap();
    assert_eq!(env.names(Partner::COLOR.eq(1)).await, ["a"]);
    env.clean().await;
}

async fn an_id_is_at_least_one(env: Env) {
    let none = Id::<Partner>::new(0);
    let refused = |error: Error| {
        assert!(matches!(error, Error::Config(_)), "{error:?}");
        assert!(error.to_string().contains("invalid id 0"), "{error}");
    };
    refused(Partner::read(&env.odoo, none).await.unwrap_err());
    refused(
        Partner::write(&env.odoo, none, env.partner("a"))
            .await
            .unwrap_err(),
    );
    refused(Partner::unlink(&env.odoo, none).await.unwrap_err());
    let child = env.partner("a").set(Partner::PARENT_ID, none);
    refused(Partner::create(&env.odoo, child).await.unwrap_err());
    let parent = env
        .partner("a")
        .set(Partner::CHILD_IDS, [Command::Link(none)]);
    refused(Partner::create(&env.odoo, parent).await.unwrap_err());
    refused(
        Partner::search(&env.odoo, Partner::ID.child_of(none))
            .await
            .unwrap_err(),
    );
    // Comparing with it is allowed: pagination starts there.
    assert!(env.names(Partner::ID.gt(none)).await.is_empty());
}

async fn a_many2one_can_be_read_as_an_id(env: Env) {
    let user = User::search_read(&env.odoo, User::LOGIN.eq(&env.server.login))
        .one()
        .await
        .unwrap();
    assert!(user.company_id.get() > 0);
    let values = env.partner("a").set(Partner::USER_ID, user.id);
    let id = Partner::create(&env.odoo, values).await.unwrap();
    let partner = Partner::search_read(&env.odoo, Partner::USER_ID.eq(user.id) & env.ours())
        .one()
        .await;
    let partner = partner.unwrap();
    assert_eq!((partner.id, partner.user_id), (id, Some(user.id)));
    env.clean().await;
}
