//! Upserts: idempotent creates and updates by external id.

pub(super) mod many;
pub(super) mod names;

use odoo_orm::{Error, bulk::Upserted, prelude::*};

use super::{Env, behaviours};
use crate::models::{Country, Filter, Order, OrderLine, Partner, Tag};

behaviours! {
    an_upsert_is_idempotent,
    an_upsert_carries_every_kind_of_value,
    an_upsert_keeps_times_exact,
    a_rejected_upsert_creates_nothing,
    a_selection_key_is_not_mistaken_for_a_label,
    archived_records_can_be_linked_to,
    concurrent_upserts_create_one_record,
    an_external_id_belongs_to_one_model,
    archived_records_are_found_by_their_external_ids,
    ;
    users:
    a_plain_user_can_upsert,
    an_upsert_without_rights_is_an_access_error,
}

fn external_id(env: &Env, name: &str) -> String {
    format!("odoo_orm_tests.{}_{name}", env.tag.replace(' ', "_"))
}

async fn an_upsert_is_idempotent(env: Env) {
    let id = external_id(&env, "a");
    let upsert = || Partner::upsert(&env.odoo, &id, env.partner("a").set(Partner::COLOR, 3));
    let first = upsert().await.unwrap();
    assert!(matches!(first, Upserted::Created(_)), "{first:?}");
    let second = upsert().await.unwrap();
    assert_eq!(second, Upserted::Updated(first.id()));
    let changed = Partner::upsert(&env.odoo, &id, Values::new().set(Partner::COLOR, 4))
        .await
        .unwrap();
    assert_eq!(changed, second);
    let found = Partner::search_read(&env.odoo, env.ours())
        .one()
        .await
        .unwrap();
    assert_eq!((found.id, found.color), (first.id(), 4));
    // Deleting a record deletes its external id.
    Partner::unlink(&env.odoo, first.id()).await.unwrap();
    let again = upsert().await.unwrap();
    assert!(
        matches!(again, Upserted::Created(id) if id != first.id()),
        "{again:?}"
    );
    env.clean().await;
}

async fn an_upsert_carries_every_kind_of_value(env: Env) {
    let belgium = Country::search(&env.odoo, Country::CODE.eq("BE"))
        .one()
        .await
        .unwrap();
    let tag = Tag::create(&env.odoo, Values::new().set(Tag::NAME, env.name("tag")))
        .await
        .unwrap();
    let name = env.name("\"a\", 1\nline");
    let values = Values::new()
        .set(Partner::NAME, &name)
        .set(Partner::EMAIL, "a@b.example")
        .set(Partner::REFERENCE, "")
        .set(Partner::IS_COMPANY, true)
        .set(Partner::ACTIVE, true)
        .set(Partner::COLOR, -7)
        .set(Partner::PARTNER_LATITUDE, 1e-5)
        .set(Partner::COUNTRY_ID, belgium)
        .set(Partner::CATEGORY_ID, [Command::Set(vec![tag])])
        .set(
            Partner::CHILD_IDS,
            [Command::Create(env.partner("contact"))],
        )
        .set(Partner::KIND, crate::models::AddressKind::Invoice)
        .set(Partner::IMAGE_1920, super::types::PNG)
        .unset(Partner::PARENT_ID);
    let id = Partner::upsert(&env.odoo, &external_id(&env, "a"), values)
        .await
        .unwrap()
        .id();
    let read = Partner::read(&env.odoo, id).one().await.unwrap();
    assert_eq!(read.name, name);
    assert_eq!(read.email.as_deref(), Some("a@b.example"));
    assert_eq!(read.reference.as_deref(), Some(""));
    assert!(read.is_company);
    assert_eq!((read.color, read.partner_latitude), (-7, 1e-5));
    assert_eq!(read.country_id.map(|country| country.id), Some(belgium));
    assert_eq!(*read.category_id, [tag]);
    assert_eq!(read.child_ids.len(), 1);
    assert_eq!(read.kind, Some(crate::models::AddressKind::Invoice));
    let pictured = Partner::ID.eq(id) & Partner::IMAGE_1920.is_set();
    assert_eq!(Partner::search_count(&env.odoo, pictured).await.unwrap(), 1);
    // For an existing record, other fields stay unchanged.
    let values = Values::new()
        .set(Partner::CATEGORY_ID, [Command::Clear])
        .unset(Partner::EMAIL);
    Partner::upsert(&env.odoo, &external_id(&env, "a"), values)
        .await
        .unwrap();
    let read = Partner::read(&env.odoo, id).one().await.unwrap();
    assert_eq!(
        (read.email, read.color, read.category_id.len()),
        (None, -7, 0)
    );
    env.clean().await;
    Tag::unlink(&env.odoo, tag).await.unwrap();
}

async fn an_upsert_keeps_times_exact(env: Env) {
    let partner = Partner::create(&env.odoo, env.partner("customer"))
        .await
        .unwrap();
    let at: DateTime<Utc> = "2024-02-29T23:59:58Z".parse().unwrap();
    let day = NaiveDate::from_ymd_opt(2024, 3, 1).unwrap();
    let line = || {
        let text = Values::new().set(OrderLine::NAME, "text");
        text.set(
            odoo_orm::Field::<OrderLine, String>::named("display_type"),
            "line_note",
        )
    };
    let values = || {
        Values::new()
            .set(Order::PARTNER_ID, partner)
            .set(Order::DATE_ORDER, at)
            .set(Order::VALIDITY_DATE, day)
            .set(Order::ORDER_LINE, [Command::Clear, Command::Create(line())])
    };
    // A user in another time zone reads the same times.
    let odoo = env.odoo.with_context(Context::new().tz("Asia/Tokyo"));
    let external_id = external_id(&env, "order");
    let id = Order::upsert(&odoo, &external_id, values())
        .await
        .unwrap()
        .id();
    Order::upsert(&odoo, &external_id, values()).await.unwrap();
    let order = Order::read(&odoo, id).one().await.unwrap();
    assert_eq!((order.date_order, order.validity_date), (at, Some(day)));
    let lines = OrderLine::search_count(&odoo, OrderLine::ORDER_ID.eq(id))
        .await
        .unwrap();
    assert_eq!(lines, 1, "made anew, not added to");
    Order::unlink(&odoo, id).await.unwrap();
    env.clean().await;
}

async fn a_rejected_upsert_creates_nothing(env: Env) {
    let day = NaiveDate::from_ymd_opt(2031, 1, 1).unwrap();
    let values = Values::new().set(Order::VALIDITY_DATE, day);
    let error = Order::upsert(&env.odoo, &external_id(&env, "x"), values)
        .await
        .unwrap_err();
    let fault = error.fault().unwrap();
    assert!(env.refused_values(fault), "{fault:?}");
    assert!(
        fault.missing_fields().contains(&"partner_id".to_owned()),
        "{error}"
    );
    assert_eq!(error.outcome(), Outcome::NotDone);
    let found = Order::search_count(&env.odoo, Order::VALIDITY_DATE.eq(day))
        .await
        .unwrap();
    assert_eq!(found, 0);
    let nobody = Values::new()
        .set(Filter::NAME, env.name("f"))
        .set(Filter::MODEL_ID, "no.such.model");
    let error = Filter::upsert(&env.odoo, &external_id(&env, "f"), nobody)
        .await
        .unwrap_err();
    assert!(
        error.fault().unwrap().message().contains("model_id"),
        "{error}"
    );
}

/// Its labels differ from its keys: on 19 `sent` is "Delivered", and "Sent" is `pending`.
#[derive(Debug, OdooModel)]
#[odoo(model = "sms.sms")]
struct Sms {
    id: Id<Sms>,
    number: Option<String>,
    state: String,
}

async fn a_selection_key_is_not_mistaken_for_a_label(env: Env) {
    let values = Values::new()
        .set(Sms::NUMBER, env.name("+32 2 123"))
        .set(Sms::STATE, "sent");
    let id = Sms::upsert(&env.odoo, &external_id(&env, "sms"), values)
        .await
        .unwrap()
        .id();
    let sms = Sms::read(&env.odoo, id).one().await.unwrap();
    assert_eq!((sms.id, sms.state.as_str()), (id, "sent"));
    assert_eq!(sms.number, Some(env.name("+32 2 123")));
    Sms::unlink(&env.odoo, id).await.unwrap();
}

async fn archived_records_can_be_linked_to(env: Env) {
    let archived = env.partner("archived").set(Partner::ACTIVE, false);
    let archived = Partner::create(&env.odoo, archived).await.unwrap();
    let tag = Values::new()
        .set(Tag::NAME, env.name("tag"))
        .set(Tag::ACTIVE, false);
    let tag = Tag::create(&env.odoo, tag).await.unwrap();
    let values = env
        .partner("a")
        .set(Partner::PARENT_ID, archived)
        .set(Partner::CATEGORY_ID, [Command::Set(vec![tag])]);
    let id = Partner::upsert(&env.odoo, &external_id(&env, "a"), values)
        .await
        .unwrap()
        .id();
    let odoo = env.odoo.with_context(Context::new().active_test(false));
    let read = Partner::read(&odoo, id).one().await.unwrap();
    assert_eq!(read.parent_id.unwrap().id, archived);
    assert_eq!(*read.category_id, [tag]);
    env.clean().await;
    Tag::unlink(&env.odoo, tag).await.unwrap();
}

async fn concurrent_upserts_create_one_record(env: Env) {
    let id = external_id(&env, "a");
    let upsert = || Partner::upsert(&env.odoo, &id, env.partner("a").set(Partner::COLOR, 3));
    let (a, b, c, d) = tokio::join!(upsert(), upsert(), upsert(), upsert());
    let ids = [a, b, c, d].map(|done| done.unwrap().id());
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(env.names(Domain::all()).await, ["a"]);
    env.clean().await;
}

async fn an_external_id_belongs_to_one_model(env: Env) {
    let company = "base.main_company";
    let error = Partner::by_external_id(&env.odoo, company)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert!(error.to_string().contains("`res.company`"), "{error}");
    let error = Partner::upsert(&env.odoo, company, env.partner("a"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("`res.company`"), "{error}");
    let error = Partner::upsert(&env.odoo, "no-dot", env.partner("a"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("my_sync.partner_42"), "{error}");
    let partner = Partner::by_external_id(&env.odoo, "base.main_partner")
        .await
        .unwrap()
        .unwrap();
    let metadata = Partner::get_metadata(&env.odoo, partner).await.unwrap();
    assert_eq!(metadata[0].xmlid.as_deref(), Some("base.main_partner"));
    assert_eq!(
        Partner::by_external_id(&env.odoo, "base.no_such_record")
            .await
            .unwrap(),
        None
    );
}

async fn archived_records_are_found_by_their_external_ids(env: Env) {
    let id = external_id(&env, "a");
    let partner = Partner::upsert(&env.odoo, &id, env.partner("a"))
        .await
        .unwrap()
        .id();
    Partner::action_archive(&env.odoo, partner).await.unwrap();
    assert_eq!(
        Partner::by_external_id(&env.odoo, &id).await.unwrap(),
        Some(partner)
    );
    let again = Partner::upsert(&env.odoo, &id, env.partner("a"))
        .await
        .unwrap();
    assert_eq!(again, Upserted::Updated(partner));
    env.clean().await;
}

async fn a_plain_user_can_upsert(env: Env) {
    let clerk = env.server.client_as("clerk", "clerk-password");
    let id = external_id(&env, "filter");
    let values = || {
        Values::new()
            .set(Filter::NAME, env.name("filter"))
            .set(Filter::MODEL_ID, "res.partner")
    };
    let first = Filter::upsert(&clerk, &id, values()).await.unwrap();
    assert!(matches!(first, Upserted::Created(_)), "{first:?}");
    let again = Filter::upsert(&clerk, &id, values()).await.unwrap();
    assert_eq!(again, Upserted::Updated(first.id()));
    Filter::unlink(&env.odoo, first.id()).await.unwrap();
}

async fn an_upsert_without_rights_is_an_access_error(env: Env) {
    let clerk = env.server.client_as("clerk", "clerk-password");
    let values = Values::new().set(crate::models::Company::NAME, env.name("company"));
    let upsert = crate::models::Company::upsert(&clerk, &external_id(&env, "c"), values);
    let error = upsert.await.unwrap_err();
    let fault = error.fault().unwrap();
    assert!(
        fault.is_access() && fault.missing_fields().is_empty(),
        "{fault:?}"
    );
}
