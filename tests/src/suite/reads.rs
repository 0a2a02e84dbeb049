//! Searches and reads.

use odoo_orm::{Call, Error, prelude::*};
use serde_json::{Value, json};

use super::{Env, behaviours};
use crate::models::{Country, Partner};

behaviours! {
    records_are_found_and_read,
    orders_and_limits_apply,
    an_order_is_not_checked_if_nothing_can_match,
    ids_alone_can_be_searched,
    one_is_exactly_one,
    records_are_read_in_the_order_of_their_ids,
    missing_records_are_omitted,
    archived_records_are_excluded_from_searches,
    an_unknown_field_is_named,
    a_field_with_the_wrong_type_is_named,
    an_unset_field_is_not_a_text,
    the_fields_may_be_declared_in_any_order,
    a_struct_without_fields_reads_only_ids,
}

async fn records_are_found_and_read(env: Env) {
    let france = Country::search_read(&env.odoo, Country::CODE.eq("FR"))
        .one()
        .await
        .unwrap();
    assert_eq!((france.code.as_str(), france.phone_code), ("FR", 33));
    let values = env
        .partner("a")
        .set(Partner::COUNTRY_ID, france.id)
        .set(Partner::COLOR, 7);
    let id = Partner::create(&env.odoo, values).await.unwrap();
    let found = Partner::search_read(&env.odoo, Partner::ID.eq(id))
        .await
        .unwrap();
    let [partner] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(partner.id, id);
    assert_eq!(partner.name, env.name("a"));
    assert_eq!(partner.display_name, env.name("a"));
    assert_eq!(partner.color, 7);
    assert!(partner.active && !partner.is_company);
    assert_eq!((&partner.email, &partner.parent_id), (&None, &None));
    assert_eq!(
        partner.country_id,
        Some(Many2one {
            id: france.id,
            name: france.name
        })
    );
    assert!(partner.child_ids.is_empty() && partner.category_id.is_empty());
    // The clocks of server and client are (nearly) the same.
    let age = Utc::now_from_system() - partner.create_date;
    assert!(age.num_minutes().abs() < 10, "{}", partner.create_date);
    env.clean().await;
}

/// chrono without its clock feature, which the library does not need.
trait Now {
    fn now_from_system() -> DateTime<Utc>;
}

impl Now for Utc {
    fn now_from_system() -> DateTime<Utc> {
        std::time::SystemTime::now().into()
    }
}

async fn an_order_is_not_checked_if_nothing_can_match(env: Env) {
    let search = |ids: Value| {
        Call::read("res.partner", "search")
            .arg("domain", json!([["id", "in", ids]]))
            .kwarg("order", "no_such_field")
    };
    let nothing = env.odoo.call(search(json!([]))).await.unwrap();
    assert!(nothing.decode::<Vec<i64>>().unwrap().is_empty());
    let error = env.odoo.call(search(json!([1]))).await;
    assert!(matches!(error, Err(Error::Fault(_))), "{error:?}");
}

async fn orders_and_limits_apply(env: Env) {
    let names = ["c", "a", "b", "d"];
    let values = names.map(|name| env.partner(name).set(Partner::COLOR, i64::from(name < "c")));
    Partner::create_many(&env.odoo, values).await.unwrap();
    let search = || Partner::search_read(&env.odoo, env.ours());
    let names = |found: Vec<Partner>| -> Vec<char> {
        found
            .iter()
            .filter_map(|partner| partner.name.chars().last())
            .collect()
    };
    let by_name = search().order_by(Partner::NAME.asc());
    assert_eq!(names(by_name.await.unwrap()), ['a', 'b', 'c', 'd']);
    let two_keys = search()
        .order_by(Partner::COLOR.desc())
        .order_by(Partner::NAME.desc());
    assert_eq!(names(two_keys.await.unwrap()), ['b', 'a', 'd', 'c']);
    let page = search().order_by(Partner::NAME.asc()).offset(1).limit(2);
    assert_eq!(names(page.await.unwrap()), ['b', 'c']);
    // Equal keys are ordered by id, which is the order of creation.
    assert_eq!(
        names(search().order_by(Partner::IS_COMPANY.asc()).await.unwrap()),
        ['c', 'a', 'b', 'd']
    );
    assert!(search().limit(0).await.unwrap().is_empty());
    assert_eq!(search().limit(u64::MAX).await.unwrap().len(), 4);
    assert!(search().offset(u64::MAX).await.unwrap().is_empty());
    assert_eq!(search().limit(1).offset(2).count().await.unwrap(), 4);
    assert_eq!(
        Partner::search_count(&env.odoo, env.ours()).await.unwrap(),
        4
    );
    env.clean().await;
}

async fn ids_alone_can_be_searched(env: Env) {
    let made = Partner::create_many(&env.odoo, [env.partner("a"), env.partner("b")])
        .await
        .unwrap();
    let found = Partner::search(&env.odoo, env.ours())
        .order_by(Partner::ID.desc())
        .await
        .unwrap();
    assert_eq!(found, [made[1], made[0]]);
    let first = Partner::search(&env.odoo, env.ours())
        .order_by(Partner::NAME.asc())
        .first()
        .await;
    assert_eq!(first.unwrap(), Some(made[0]));
    env.clean().await;
}

async fn one_is_exactly_one(env: Env) {
    Partner::create_many(&env.odoo, [env.partner("a"), env.partner("b")])
        .await
        .unwrap();
    let several = Partner::search(&env.odoo, env.ours())
        .one()
        .await
        .unwrap_err();
    let Error::ExpectedOne(error) = &several else {
        panic!("{several:?}")
    };
    assert!(
        error.is_several() && error.model() == "res.partner",
        "{error}"
    );
    let none = Partner::search(&env.odoo, env.ours() & Partner::COLOR.eq(5))
        .one()
        .await
        .unwrap_err();
    assert!(
        matches!(&none, Error::ExpectedOne(error) if error.is_none()),
        "{none:?}"
    );
    assert!(
        none.to_string().contains("one record of `res.partner`"),
        "{none}"
    );
    let nothing = Partner::search(&env.odoo, env.ours() & Partner::COLOR.eq(5))
        .first()
        .await;
    assert_eq!(nothing.unwrap(), None);
    env.clean().await;
}

async fn records_are_read_in_the_order_of_their_ids(env: Env) {
    let made = Partner::create_many(&env.odoo, ["a", "b", "c"].map(|name| env.partner(name)));
    let made = made.await.unwrap();
    let wanted = [made[2], made[0], made[1]];
    let read = Partner::read(&env.odoo, wanted).await.unwrap();
    assert_eq!(
        read.iter().map(|partner| partner.id).collect::<Vec<_>>(),
        wanted
    );
    let one = Partner::read(&env.odoo, made[1]).one().await.unwrap();
    assert_eq!(one.name, env.name("b"));
    assert!(Partner::read(&env.odoo, []).await.unwrap().is_empty());
    env.clean().await;
}

async fn missing_records_are_omitted(env: Env) {
    let made = Partner::create_many(&env.odoo, [env.partner("a"), env.partner("b")])
        .await
        .unwrap();
    Partner::unlink(&env.odoo, made[0]).await.unwrap();
    let read = Partner::read(&env.odoo, &made).await.unwrap();
    assert_eq!(
        read.iter().map(|partner| partner.id).collect::<Vec<_>>(),
        [made[1]]
    );
    let error = Partner::read(&env.odoo, made[0]).one().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "expected one record of `res.partner` for the id {}, found none",
            made[0]
        )
    );
    env.clean().await;
}

async fn archived_records_are_excluded_from_searches(env: Env) {
    let id = Partner::create(&env.odoo, env.partner("a").set(Partner::ACTIVE, false))
        .await
        .unwrap();
    assert!(env.names(Domain::all()).await.is_empty());
    assert_eq!(env.names(Partner::ACTIVE.eq(false)).await, ["a"]);
    // A condition that is true for any value of `active`: 19 removes it before it checks whether `active` is named.
    let named_in_vain = env.names(Domain::all() | Partner::ACTIVE.eq(false)).await;
    assert_eq!(
        named_in_vain.len(),
        usize::from(!env.version.simplifies_domains())
    );
    let with_archived =
        Partner::search(&env.odoo, env.ours()).with_context(Context::new().active_test(false));
    assert_eq!(with_archived.await.unwrap(), [id]);
    assert_eq!(
        Partner::read(&env.odoo, id).await.unwrap().len(),
        1,
        "reading does not look at it"
    );
    env.clean().await;
}

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
#[expect(dead_code, reason = "it is never read into")]
struct Drifted {
    id: Id<Drifted>,
    #[odoo(field = "no_such_field")]
    gone: Option<String>,
}

async fn an_unknown_field_is_named(env: Env) {
    let error = Drifted::search_read(&env.odoo, Domain::all())
        .limit(1)
        .await
        .unwrap_err();
    assert_eq!(error.fault().unwrap().name(), "builtins.ValueError");
    let sentence = error.to_string();
    assert!(
        sentence.contains("no_such_field") && sentence.contains("res.partner.search_read"),
        "{sentence}"
    );
    let error = Drifted::search(&env.odoo, Drifted::GONE.eq("x"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("no_such_field"), "{error}");
}

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
#[expect(dead_code, reason = "it is never read into")]
struct WrongType {
    id: Id<WrongType>,
    #[odoo(field = "name")]
    number: i64,
}

async fn a_field_with_the_wrong_type_is_named(env: Env) {
    let id = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    let error = WrongType::read(&env.odoo, Id::new(id.get()))
        .await
        .unwrap_err();
    let Error::Decode(decode) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (decode.model(), decode.field(), decode.record()),
        (Some("res.partner"), Some("name"), Some(id.get()))
    );
    assert_eq!(decode.expected(), "an integer");
    assert!(
        decode.found().starts_with("the text \"a_field_with"),
        "{}",
        decode.found()
    );
    assert_eq!(error.outcome(), Outcome::NotDone);
    env.clean().await;
}

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
#[expect(dead_code, reason = "it is never read into")]
struct NeverEmpty {
    id: Id<NeverEmpty>,
    email: String,
}

async fn an_unset_field_is_not_a_text(env: Env) {
    let id = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    let error = NeverEmpty::read(&env.odoo, Id::new(id.get()))
        .await
        .unwrap_err();
    let expected = format!(
        "the response to `res.partner.read` on 1 record is not as declared: \
         field `email` of `res.partner` record {id}: expected text, found `false`, which is an empty field: declare it as an `Option`"
    );
    assert_eq!(error.to_string(), expected);
    env.clean().await;
}

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
struct Backwards {
    color: i64,
    name: String,
    id: Id<Backwards>,
}

async fn the_fields_may_be_declared_in_any_order(env: Env) {
    let id = Partner::create(&env.odoo, env.partner("a").set(Partner::COLOR, 3))
        .await
        .unwrap();
    let read = Backwards::read(&env.odoo, Id::new(id.get()))
        .one()
        .await
        .unwrap();
    assert_eq!(
        (read.color, read.name, read.id.get()),
        (3, env.name("a"), id.get())
    );
    env.clean().await;
}

#[derive(Debug, OdooModel)]
#[odoo(model = "res.country")]
struct Nothing {}

async fn a_struct_without_fields_reads_only_ids(env: Env) {
    let countries = Nothing::search_read(&env.odoo, Domain::all())
        .limit(3)
        .await
        .unwrap();
    assert_eq!(countries.len(), 3);
}
