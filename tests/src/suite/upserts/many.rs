//! Upserts of many records at once.

use std::time::Duration;

use odoo_orm::{
    Error,
    bulk::{BatchError, Upserted},
    prelude::*,
};

use super::{
    super::{Env, behaviours, bulk::told},
    external_id,
};
use crate::{
    models::{AddressKind, Filter, Partner, Tag},
    paced::paced,
    wrapped::{counted, losing},
};

behaviours! {
    many_are_upserted_in_few_calls,
    upserts_of_different_fields_keep_the_others,
    many_upserts_carry_values_that_cells_cannot,
    a_rejected_upsert_of_many_names_the_record,
    the_report_lists_each_batch_of_upserts,
    concurrent_upserts_are_reported_in_order,
    an_external_id_of_another_model_is_not_written_to,
    many_upserts_of_many_clients_leave_one_record_each,
    ;
    users:
    a_plain_user_can_upsert_many,
}

fn named(env: &Env, names: &[&str], color: i64) -> Vec<(String, Values<Partner>)> {
    let values = |name: &&str| {
        let values = env.partner(name).set(Partner::COLOR, color);
        (external_id(env, name), values)
    };
    names.iter().map(values).collect()
}

const LOOKED_UP: &str = "ir.model.data.search_read";

async fn many_are_upserted_in_few_calls(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let first = Partner::upsert_many(&odoo, named(&env, &["b", "a"], 1))
        .await
        .unwrap();
    let [Upserted::Created(b), Upserted::Created(a)] = first[..] else {
        panic!("{first:?}")
    };
    assert_eq!(
        calls.take(),
        [LOOKED_UP, "res.partner.fields_get", "res.partner.load"]
    );
    // Some exist, some do not.
    let second = Partner::upsert_many(&odoo, named(&env, &["a", "c", "b"], 2))
        .await
        .unwrap();
    let [
        Upserted::Updated(a2),
        Upserted::Created(c),
        Upserted::Updated(b2),
    ] = second[..]
    else {
        panic!("{second:?}")
    };
    assert_eq!((a2, b2), (a, b));
    assert_eq!(
        calls.take(),
        [
            LOOKED_UP,
            "res.partner.search",
            "res.partner.fields_get",
            "res.partner.load"
        ]
    );
    let read = Partner::read(&env.odoo, [a, b, c]).await.unwrap();
    let read: Vec<_> = read
        .iter()
        .map(|partner| (partner.name.clone(), partner.color))
        .collect();
    assert_eq!(read, ["a", "b", "c"].map(|name| (env.name(name), 2)));
    let one = Partner::by_external_id(&env.odoo, &external_id(&env, "c"))
        .await
        .unwrap();
    assert_eq!(one, Some(c));
    // A deleted record is created again, in batches too.
    Partner::unlink(&env.odoo, b).await.unwrap();
    let third = Partner::upsert_many(&odoo, named(&env, &["a", "b", "c"], 3));
    let third = third.batch_size(1).concurrency(2).await.unwrap();
    assert!(matches!(
        third[..],
        [
            Upserted::Updated(_),
            Upserted::Created(_),
            Upserted::Updated(_)
        ]
    ));
    assert_eq!(env.names(Partner::COLOR.eq(3)).await, ["a", "b", "c"]);
    env.clean().await;
}

async fn upserts_of_different_fields_keep_the_others(env: Env) {
    let full = |name: &str| {
        env.partner(name)
            .set(Partner::EMAIL, "a@b.example")
            .set(Partner::COLOR, 5)
            .set(Partner::REFERENCE, "r")
    };
    let names = ["a", "b", "c"];
    let records = names.map(|name| (external_id(&env, name), full(name)));
    Partner::upsert_many(&env.odoo, records).await.unwrap();
    let records = [
        (external_id(&env, "a"), Values::new().set(Partner::COLOR, 6)),
        (external_id(&env, "b"), Values::new().unset(Partner::EMAIL)),
        (
            external_id(&env, "c"),
            Values::new()
                .set(Partner::COLOR, 7)
                .set(Partner::REFERENCE, ""),
        ),
    ];
    let done = Partner::upsert_many(&env.odoo, records).await.unwrap();
    let read = Partner::read(
        &env.odoo,
        done.iter().map(|done| done.id()).collect::<Vec<_>>(),
    )
    .await
    .unwrap();
    let read: Vec<_> = read
        .iter()
        .map(|partner| {
            (
                partner.email.as_deref(),
                partner.color,
                partner.reference.as_deref(),
            )
        })
        .collect();
    let email = Some("a@b.example");
    assert_eq!(
        read,
        [
            (email, 6, Some("r")),
            (None, 5, Some("r")),
            (email, 7, Some(""))
        ]
    );
    env.clean().await;
}

async fn many_upserts_carry_values_that_cells_cannot(env: Env) {
    let tag = Tag::create(&env.odoo, Values::new().set(Tag::NAME, env.name("tag")))
        .await
        .unwrap();
    let values = |name: &str| {
        env.partner(name)
            .set(Partner::KIND, AddressKind::Invoice)
            .set(Partner::CATEGORY_ID, [Command::Link(tag)])
            .set(Partner::REFERENCE, "")
    };
    let records = || ["a", "b"].map(|name| (external_id(&env, name), values(name)));
    let (odoo, calls) = counted(&env.odoo);
    Partner::upsert_many(&odoo, records()).await.unwrap();
    // The key of the selection is checked, and a single write sets both.
    assert_eq!(
        calls.take(),
        [
            LOOKED_UP,
            "res.partner.fields_get",
            "res.partner.load",
            "res.partner.read",
            "res.partner.write"
        ]
    );
    Partner::upsert_many(&odoo, records()).await.unwrap();
    assert_eq!(
        calls.take(),
        [
            LOOKED_UP,
            "res.partner.search",
            "res.partner.fields_get",
            "res.partner.load",
            "res.partner.write"
        ]
    );
    let read = Partner::search_read(&env.odoo, env.ours()).await.unwrap();
    assert_eq!(read.len(), 2);
    for partner in read {
        assert_eq!(partner.kind, Some(AddressKind::Invoice));
        assert_eq!(*partner.category_id, [tag]);
        assert_eq!(partner.reference.as_deref(), Some(""));
    }
    env.clean().await;
    Tag::unlink(&env.odoo, tag).await.unwrap();
}

async fn a_rejected_upsert_of_many_names_the_record(env: Env) {
    let mut records = named(&env, &["a", "b", "c"], 1);
    let nobody = Id::new(999_999);
    records[1].1 = env
        .partner("b")
        .set(Partner::COLOR, 1)
        .set(Partner::PARENT_ID, nobody);
    records[0].1 = env
        .partner("a")
        .set(Partner::COLOR, 1)
        .unset(Partner::PARENT_ID);
    let incomplete = Partner::upsert_many(&env.odoo, records).await.unwrap_err();
    let [batch] = incomplete.batches() else {
        panic!("{incomplete:?}")
    };
    // The third record has other fields and its own call, which was sent before.
    assert_eq!(batch.outcome(), Outcome::Unknown);
    assert_eq!(env.names(Partner::COLOR.eq(1)).await, ["c"]);
    let error = incomplete.error();
    let fault = error.fault().unwrap();
    assert!(env.refused_values(fault), "{fault:?}");
    let named = format!("`{}`", external_id(&env, "b"));
    assert!(fault.message().contains(&named), "{error}");
    assert!(
        !fault.message().contains(&external_id(&env, "a")),
        "{error}"
    );
    env.clean().await;
}

async fn the_report_lists_each_batch_of_upserts(env: Env) {
    let names = ["a", "b", "c", "d", "e", "f", "g"];
    // A record of the second batch has an invalid link.
    let mut records = named(&env, &names, 1);
    records[3].1 = env.partner("d").set(Partner::PARENT_ID, Id::new(999_999));
    let upsert = Partner::upsert_many(&env.odoo, records).batch_size(2);
    let incomplete = upsert.await.unwrap_err();
    let expected = [
        (0..2, true, Outcome::Done),
        (2..4, true, Outcome::Unknown),
        (4..6, false, Outcome::NotDone),
        (6..7, false, Outcome::NotDone),
    ];
    assert_eq!(told(&incomplete), expected);
    let done: Vec<usize> = incomplete.done().map(|(at, _)| at).collect();
    assert_eq!(done, [0, 1]);
    // Records with other fields use a separate call, so one record of the second batch was created.
    assert_eq!(env.names(Partner::COLOR.eq(1)).await, ["a", "b", "c"]);
    // The response to the second batch is lost.
    let odoo = losing(&env.odoo, "load", 1);
    let upsert = Partner::upsert_many(&odoo, named(&env, &names, 2)).batch_size(3);
    let incomplete = upsert.await.unwrap_err();
    let expected = [
        (0..3, true, Outcome::Done),
        (3..6, true, Outcome::Unknown),
        (6..7, false, Outcome::NotDone),
    ];
    assert_eq!(told(&incomplete), expected);
    // After a retry each record exists once.
    let again = Partner::upsert_many(&env.odoo, named(&env, &names, 3)).batch_size(3);
    let again = again.await.unwrap();
    let is_new: Vec<bool> = again
        .iter()
        .map(|upserted| matches!(upserted, Upserted::Created(_)))
        .collect();
    assert_eq!(is_new, [false, false, false, false, false, false, true]);
    assert_eq!(env.names(Partner::COLOR.eq(3)).await, names);
    env.clean().await;
}

async fn concurrent_upserts_are_reported_in_order(env: Env) {
    let names = ["a", "b", "c", "d", "e", "f"];
    let hold = |call: usize| Duration::from_millis([600, 300, 0][call % 3]);
    let (odoo, traffic) = paced(&env.odoo, "load", hold);
    let upsert = Partner::upsert_many(&odoo, named(&env, &names, 1));
    let upserted = upsert.batch_size(2).concurrency(3).await.unwrap();
    let ids: Vec<_> = upserted.iter().map(|upserted| upserted.id()).collect();
    let read = Partner::read(&env.odoo, ids).await.unwrap();
    let read: Vec<_> = read.into_iter().map(|partner| partner.name).collect();
    assert_eq!(read, names.map(|name| env.name(name)));
    assert_eq!(traffic.counts().most_at_once, 3);
    env.clean().await;
}

async fn an_external_id_of_another_model_is_not_written_to(env: Env) {
    // Up to some version `load` would write to the partner with the company's id.
    let before = Partner::read(&env.odoo, Id::new(1)).await.unwrap();
    let records = [("base.main_company".to_owned(), env.partner("a"))];
    let error = Partner::upsert_many(&env.odoo, records)
        .await
        .unwrap_err()
        .into_error();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert!(error.to_string().contains("`res.company`"), "{error}");
    let after = Partner::read(&env.odoo, Id::new(1)).await.unwrap();
    assert_eq!(format!("{before:?}"), format!("{after:?}"));
}

async fn many_upserts_of_many_clients_leave_one_record_each(env: Env) {
    let upsert =
        || async { Partner::upsert_many(&env.odoo, named(&env, &["a", "b", "c"], 1)).await };
    let (a, b, c) = tokio::join!(upsert(), upsert(), upsert());
    let ids = [a, b, c].map(|done| {
        let done = done.map_err(BatchError::into_error).unwrap();
        done.iter().map(|done| done.id()).collect::<Vec<_>>()
    });
    assert!(ids[0] == ids[1] && ids[1] == ids[2], "{ids:?}");
    assert_eq!(env.names(Domain::all()).await, ["a", "b", "c"]);
    env.clean().await;
}

async fn a_plain_user_can_upsert_many(env: Env) {
    let clerk = env.server.client_as("clerk", "clerk-password");
    let records = |names: &[&str]| {
        let values = |name: &&str| {
            let values = Values::new()
                .set(Filter::NAME, env.name(name))
                .set(Filter::MODEL_ID, "res.partner");
            (external_id(&env, name), values)
        };
        names.iter().map(values).collect::<Vec<_>>()
    };
    let first = Filter::upsert_many(&clerk, records(&["a", "b"]))
        .await
        .unwrap();
    let [Upserted::Created(a), Upserted::Created(b)] = first[..] else {
        panic!("{first:?}")
    };
    let second = Filter::upsert_many(&clerk, records(&["b", "c"]))
        .await
        .unwrap();
    let [Upserted::Updated(again), Upserted::Created(c)] = second[..] else {
        panic!("{second:?}")
    };
    assert_eq!(again, b);
    let records = [(
        "base.main_company".to_owned(),
        Values::new().set(Filter::NAME, "x"),
    )];
    let error = Filter::upsert_many(&clerk, records)
        .await
        .unwrap_err()
        .into_error();
    assert_eq!(error.outcome(), Outcome::NotDone, "{error}");
    Filter::unlink(&env.odoo, [a, b, c]).await.unwrap();
}
