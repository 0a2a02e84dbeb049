//! Many records written in batches, and what became of them when something failed.

use odoo_orm::{Error, Incomplete, Upserted, prelude::*};

use super::{Env, behaviours};
use crate::{
    models::{AddressKind, Filter, Partner, Tag},
    wrapped::{counted, losing},
};

behaviours! {
    many_are_created_in_batches,
    batches_side_by_side_give_ids_in_order,
    a_batch_is_closed_by_bytes,
    what_failed_and_what_was_not_sent_is_told,
    a_batch_whose_answer_is_lost_is_unknown,
    nothing_is_sent_that_cannot_be,
    many_are_upserted_in_few_calls,
    upserts_of_different_fields_leave_the_others_alone,
    many_upserts_carry_what_cells_cannot,
    an_upsert_of_many_that_is_refused_names_the_record,
    an_external_id_of_another_model_is_not_written_to,
    many_upserts_of_many_clients_leave_one_record_each,
    ;
    users:
    a_plain_user_can_upsert_many,
}

fn numbered(env: &Env, count: usize) -> impl Iterator<Item = Values<Partner>> {
    (0..count).map(|n| env.partner(&format!("{n:02}")))
}

async fn names_of(env: &Env, ids: &[Id<Partner>]) -> Vec<String> {
    let read = Partner::read(&env.odoo, ids).await.unwrap();
    read.into_iter().map(|partner| partner.name).collect()
}

fn names(env: &Env, count: usize) -> Vec<String> {
    (0..count).map(|n| env.name(&format!("{n:02}"))).collect()
}

async fn many_are_created_in_batches(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let create = Partner::create_many(&odoo, numbered(&env, 7)).in_batches();
    let ids = create.batch_size(3).await.unwrap();
    assert_eq!(calls.take(), ["res.partner.create"; 3]);
    assert_eq!(names_of(&env, &ids).await, names(&env, 7));
    let none = Partner::create_many(&odoo, []).in_batches().await.unwrap();
    assert!(none.is_empty() && calls.take().is_empty());
    env.clean().await;
}

async fn batches_side_by_side_give_ids_in_order(env: Env) {
    let create = Partner::create_many(&env.odoo, numbered(&env, 20)).in_batches();
    let ids = create.batch_size(3).concurrency(3).await.unwrap();
    assert_eq!(names_of(&env, &ids).await, names(&env, 20));
    env.clean().await;
}

async fn a_batch_is_closed_by_bytes(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let long = "x".repeat(1_000);
    let values = numbered(&env, 6).map(|values| values.set(Partner::COMMENT, &long));
    let create = Partner::create_many(&odoo, values).in_batches();
    let ids = create.batch_bytes(2_500).await.unwrap();
    assert_eq!(calls.take(), ["res.partner.create"; 3]);
    assert_eq!(names_of(&env, &ids).await, names(&env, 6));
    env.clean().await;
}

/// The records of each batch, whether it was sent and what became of it.
fn told<T>(incomplete: &Incomplete<T>) -> Vec<(std::ops::Range<usize>, bool, Outcome)> {
    let batches = incomplete.batches().iter();
    batches
        .map(|batch| (batch.records(), batch.was_sent(), batch.outcome()))
        .collect()
}

async fn what_failed_and_what_was_not_sent_is_told(env: Env) {
    let values = || {
        numbered(&env, 9).enumerate().map(|(n, partner)| match n {
            // There is no such country.
            5 => partner.set(Partner::COUNTRY_ID, Id::new(999_999)),
            _ => partner,
        })
    };
    let create = Partner::create_many(&env.odoo, values()).in_batches();
    let incomplete = create.batch_size(2).await.unwrap_err();
    let expected = [
        (0..2, true, Outcome::Done),
        (2..4, true, Outcome::Done),
        (4..6, true, Outcome::NotDone),
        (6..8, false, Outcome::NotDone),
        (8..9, false, Outcome::NotDone),
    ];
    assert_eq!(told(&incomplete), expected);
    let (places, ids): (Vec<usize>, Vec<Id<Partner>>) = incomplete.done().unzip();
    assert_eq!(places, [0, 1, 2, 3]);
    assert_eq!(names_of(&env, &ids).await, names(&env, 4));
    assert_eq!(env.names(Domain::all()).await.len(), 4);
    assert_eq!(
        incomplete.to_string(),
        "4 records of `res.partner` were written, 5 were not"
    );
    assert!(incomplete.batches()[2].error().unwrap().fault().is_some());
    assert!(incomplete.into_error().fault().is_some());
    // What is under way beside it comes to its end.
    let create = Partner::create_many(&env.odoo, values()).in_batches();
    let incomplete = create.batch_size(2).concurrency(3).await.unwrap_err();
    let sent = incomplete.batches().iter().filter(|batch| batch.was_sent());
    assert!(sent.clone().count() >= 3);
    assert!(
        sent.clone()
            .all(|batch| (batch.outcome() == Outcome::Done) == batch.error().is_none())
    );
    assert_eq!(
        env.names(Domain::all()).await.len(),
        4 + incomplete.done().count()
    );
    env.clean().await;
}

async fn a_batch_whose_answer_is_lost_is_unknown(env: Env) {
    let odoo = losing(&env.odoo, "create", 1);
    let create = Partner::create_many(&odoo, numbered(&env, 6)).in_batches();
    let incomplete = create.batch_size(2).await.unwrap_err();
    let expected = [
        (0..2, true, Outcome::Done),
        (2..4, true, Outcome::Unknown),
        (4..6, false, Outcome::NotDone),
    ];
    assert_eq!(told(&incomplete), expected);
    assert_eq!(
        incomplete.to_string(),
        "2 records of `res.partner` were written, 2 were not, and of 2 it is not known"
    );
    // It was done after all.
    assert_eq!(env.names(Domain::all()).await.len(), 4);
    env.clean().await;
}

async fn nothing_is_sent_that_cannot_be(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let values = || {
        [
            env.partner("x"),
            env.partner("y").set(Partner::PARTNER_LATITUDE, f64::NAN),
        ]
    };
    let create = Partner::create_many(&odoo, values())
        .in_batches()
        .batch_size(1);
    let incomplete = create.await.unwrap_err();
    assert!(incomplete.batches().is_empty());
    assert_eq!(
        incomplete.to_string(),
        "no record of `res.partner` was sent"
    );
    assert!(matches!(incomplete.into_error(), Error::Config(_)));
    let create = || Partner::create_many(&odoo, [env.partner("x")]).in_batches();
    for (refused, option) in [
        (create().batch_size(0), "`batch_size`"),
        (create().concurrency(0), "`concurrency`"),
    ] {
        let error = refused.await.unwrap_err().into_error();
        assert!(error.to_string().starts_with(option), "{error}");
    }
    for ids in [["a.b", "a.b"], ["a.b", "no dot"]] {
        let records = ids.map(|id| (id, env.partner("x")));
        let error = Partner::upsert_many(&odoo, records)
            .await
            .unwrap_err()
            .into_error();
        assert!(matches!(error, Error::Config(_)), "{error:?}");
    }
    assert!(calls.take().is_empty());
}

/// An external id of this run's own.
fn external_id(env: &Env, name: &str) -> String {
    format!("odoo_orm_tests.{}_{name}", env.tag.replace(' ', "_"))
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
    // Some are there, some are not.
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
    // One that is gone is made anew, in batches too.
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

async fn upserts_of_different_fields_leave_the_others_alone(env: Env) {
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

async fn many_upserts_carry_what_cells_cannot(env: Env) {
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
    // The key of the selection is read back, and one write is for both.
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

async fn an_upsert_of_many_that_is_refused_names_the_record(env: Env) {
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
    assert_eq!(batch.outcome(), Outcome::NotDone);
    let error = incomplete.error();
    let fault = error.fault().unwrap();
    assert!(fault.is_validation(), "{fault:?}");
    let named = format!("`{}`", external_id(&env, "b"));
    assert!(fault.message().contains(&named), "{error}");
    assert!(
        !fault.message().contains(&external_id(&env, "a")),
        "{error}"
    );
    env.clean().await;
}

async fn an_external_id_of_another_model_is_not_written_to(env: Env) {
    // Up to some version `load` would write to the partner that has the company's number.
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
        let done = done.map_err(Incomplete::into_error).unwrap();
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
