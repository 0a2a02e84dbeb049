//! Reads whose results are kept.

use std::time::Duration;

use odoo_orm::{Call, prelude::*, rpc::CacheConfig, sync::Cursor};
use serde_json::json;

use super::{Env, behaviours};
use crate::{
    models::{Country, Currency, Partner, Tag},
    wrapped::{Calls, counted},
};

behaviours! {
    a_record_is_read_once_and_kept,
    searches_are_kept,
    each_language_has_its_own_result,
    a_write_of_any_kind_drops_the_model,
    a_nested_read_is_dropped_with_the_linked_model,
    streams_syncs_and_upserts_see_the_current_records,
    errors_are_not_kept,
}

/// Returns a handle without a cache, one with it, and the calls of both.
fn cached(env: &Env) -> (Client, Client, Calls) {
    let (odoo, calls) = counted(&env.odoo);
    let reference = odoo.cached(CacheConfig::new(Duration::from_secs(3600)));
    (odoo, reference, calls)
}

async fn a_record_is_read_once_and_kept(env: Env) {
    let (odoo, reference, calls) = cached(&env);
    let some = Currency::search(&odoo, Domain::all()).limit(1);
    let id = some.one().await.unwrap();
    let fresh = Currency::read(&odoo, id).one().await.unwrap();
    calls.take();
    for _ in 0..3 {
        let kept = Currency::read(&reference, id).one().await.unwrap();
        assert_eq!(
            (kept.id, kept.name, kept.symbol),
            (id, fresh.name.clone(), fresh.symbol.clone())
        );
    }
    // Any other way to read the record by its id finds it as well.
    let map = Currency::read_map(&reference, [Some(id), None])
        .await
        .unwrap();
    assert_eq!(map[&id].name, fresh.name);
    assert_eq!(calls.take(), ["res.currency.read"]);
    Currency::read(&odoo, id).one().await.unwrap();
    assert_eq!(calls.take(), ["res.currency.read"]);
}

async fn searches_are_kept(env: Env) {
    let (_, reference, calls) = cached(&env);
    for _ in 0..2 {
        let belgium = Country::search_read(&reference, Country::CODE.eq("BE"));
        let belgium = belgium.one().await.unwrap();
        assert_eq!((belgium.code.as_str(), belgium.phone_code), ("BE", 32));
        let ids = Country::search(&reference, Country::CODE.eq("BE"));
        assert_eq!(ids.await.unwrap(), [belgium.id]);
        let count = Country::search_count(&reference, Country::CODE.eq("BE"));
        assert_eq!(count.await.unwrap(), 1);
        let named = Country::name_search(&reference, &belgium.name)
            .await
            .unwrap();
        assert!(named.iter().any(|country| country.id == belgium.id));
    }
    let sent = calls.take();
    assert_eq!(
        sent,
        [
            "res.country.search_read",
            "res.country.search",
            "res.country.search_count",
            "res.country.name_search"
        ]
    );
}

async fn each_language_has_its_own_result(env: Env) {
    let (_, reference, calls) = cached(&env);
    let belgium = |client: &Client| Country::search_read(client, Country::CODE.eq("BE")).one();
    let company = reference.with_context(Context::new().set("allowed_company_ids", json!([1])));
    let english = reference.with_context(Context::new().lang("en_US"));
    for _ in 0..2 {
        for client in [&reference, &company, &english] {
            assert_eq!(belgium(client).await.unwrap().code, "BE");
        }
    }
    assert_eq!(calls.take().len(), 3);
}

async fn a_write_of_any_kind_drops_the_model(env: Env) {
    let (odoo, reference, calls) = cached(&env);
    let ours = || Tag::NAME.eq_like(format!("{} %", env.tag));
    let names = async || {
        let found = Tag::search_read(&reference, ours()).order_by(Tag::NAME.asc());
        let found = found.await.unwrap();
        let prefix = format!("{} ", env.tag);
        let names: Vec<String> = found
            .into_iter()
            .map(|tag| tag.name.replace(&prefix, ""))
            .collect();
        names.join(" ")
    };
    let tag = |name: &str| Values::new().set(Tag::NAME, env.name(name));
    assert_eq!(names().await, "");
    let id = Tag::create(&odoo, tag("a")).await.unwrap();
    assert_eq!(names().await, "a");
    Tag::write(&odoo, id, tag("b")).await.unwrap();
    assert_eq!(names().await, "b");
    let copied = tag("c");
    Tag::copy(&odoo, id, copied).await.unwrap();
    assert_eq!(names().await, "b c");
    let external_id = format!("__import__.{}", env.tag.replace(' ', "_"));
    Tag::upsert(&odoo, &external_id, tag("d")).await.unwrap();
    assert_eq!(names().await, "b c d");
    Tag::upsert(&reference, &external_id, tag("e"))
        .await
        .unwrap();
    assert_eq!(names().await, "b c e");
    Tag::action_archive(&odoo, id).await.unwrap();
    assert_eq!(names().await, "c e");
    // Also a method whose effect is unknown.
    let unarchive = Call::write("res.partner.category", "action_unarchive").on([id.get()]);
    odoo.call(unarchive).await.unwrap();
    assert_eq!(names().await, "b c e");
    calls.take();
    assert_eq!(names().await, "b c e");
    assert_eq!(calls.take(), [""; 0]);
    // A write to another model changes nothing.
    let partner = Partner::create(&odoo, env.partner("a")).await.unwrap();
    Partner::unlink(&odoo, partner).await.unwrap();
    calls.take();
    assert_eq!(names().await, "b c e");
    assert_eq!(calls.take(), [""; 0]);
    let all = Tag::search(&odoo, ours()).await.unwrap();
    Tag::unlink(&odoo, all).await.unwrap();
    assert_eq!(names().await, "");
}

#[derive(Projection)]
#[odoo(of = Partner)]
struct Tagged {
    #[odoo(nested, token = CATEGORY_ID)]
    tags: Vec<Tag>,
}

async fn a_nested_read_is_dropped_with_the_linked_model(env: Env) {
    let (odoo, reference, calls) = cached(&env);
    let tag = |name: &str| Values::new().set(Tag::NAME, env.name(name));
    let id = Tag::create(&odoo, tag("a")).await.unwrap();
    let values = env
        .partner("p")
        .set(Partner::CATEGORY_ID, [Command::Link(id)]);
    let partner = Partner::create(&odoo, values).await.unwrap();
    let name = async || {
        let read = Partner::read(&reference, partner).select::<Tagged>().one();
        read.await.unwrap().tags.remove(0).name
    };
    assert_eq!(name().await, env.name("a"));
    calls.take();
    assert_eq!(name().await, env.name("a"));
    assert_eq!(calls.take(), [""; 0]);
    Tag::write(&odoo, id, tag("b")).await.unwrap();
    assert_eq!(name().await, env.name("b"));
    env.clean().await;
    Tag::unlink(&odoo, id).await.unwrap();
}

async fn streams_syncs_and_upserts_see_the_current_records(env: Env) {
    let (_, reference, _) = cached(&env);
    // Written through another client, which the cache does not see.
    let kept = || Partner::search_read(&reference, env.ours());
    assert_eq!(kept().await.unwrap().len(), 0);
    let id = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    assert_eq!(kept().await.unwrap().len(), 0);
    let mut stream = kept().stream();
    assert_eq!(stream.next().await.unwrap().unwrap().id, id);
    let mut changes = Partner::changes_since(&reference, Cursor::default()).domain(env.ours());
    assert_eq!(changes.next().await.unwrap().unwrap().id, id);
    assert_eq!(Partner::exists(&reference, id).await.unwrap(), [id]);
    env.clean().await;
    assert_eq!(Partner::exists(&reference, id).await.unwrap(), []);
    assert_eq!(kept().await.unwrap().len(), 0);
}

async fn errors_are_not_kept(env: Env) {
    let (_, reference, calls) = cached(&env);
    let wrong = || {
        let call = Call::read("res.country", "search_read");
        let call = call.arg("domain", json!([["no_such_field", "=", 1]]));
        reference.call(call)
    };
    for _ in 0..2 {
        assert!(wrong().await.unwrap_err().fault().is_some());
    }
    assert_eq!(calls.take().len(), 2);
}
