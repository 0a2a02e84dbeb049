//! Writes in batches, and the report when one fails.

use std::{ops::Range, time::Duration};

use odoo_orm::{Error, bulk::BatchError, prelude::*};

use super::{Env, behaviours};
use crate::{
    models::Partner,
    paced::paced,
    wrapped::{counted, losing},
};

behaviours! {
    many_are_created_in_batches,
    concurrent_batches_return_ids_in_order,
    a_batch_is_limited_in_bytes,
    a_batch_is_neither_too_long_nor_too_large_for_a_proxy,
    the_report_lists_failed_and_unsent_batches,
    a_batch_with_a_lost_response_is_unknown,
    invalid_values_are_not_sent,
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

async fn concurrent_batches_return_ids_in_order(env: Env) {
    // The first of three concurrent batches is answered last.
    let hold = |call: usize| Duration::from_millis([150, 75, 0][call % 3]);
    let (odoo, traffic) = paced(&env.odoo, "create", hold);
    let create = Partner::create_many(&odoo, numbered(&env, 20)).in_batches();
    let ids = create.batch_size(3).concurrency(3).await.unwrap();
    assert_eq!(names_of(&env, &ids).await, names(&env, 20));
    let counts = traffic.counts();
    assert_eq!((counts.sent, counts.most_at_once), (7, 3));
    env.clean().await;
}

async fn a_batch_is_limited_in_bytes(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let long = "x".repeat(1_000);
    let values = numbered(&env, 6).map(|values| values.set(Partner::COMMENT, &long));
    let create = Partner::create_many(&odoo, values).in_batches();
    let ids = create.batch_bytes(2_500).await.unwrap();
    assert_eq!(calls.take(), ["res.partner.create"; 3]);
    assert_eq!(names_of(&env, &ids).await, names(&env, 6));
    env.clean().await;
}

async fn a_batch_is_neither_too_long_nor_too_large_for_a_proxy(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let create = Partner::create_many(&odoo, numbered(&env, 501)).in_batches();
    assert_eq!(create.await.unwrap().len(), 501);
    assert_eq!(calls.take(), ["res.partner.create"; 2]);
    // Two of these exceed the megabyte that nginx accepts by default.
    let large = "x".repeat(600_000);
    let values = numbered(&env, 3).map(|values| values.set(Partner::COMMENT, &large));
    let create = Partner::create_many(&odoo, values).in_batches();
    assert_eq!(create.await.unwrap().len(), 3);
    assert_eq!(calls.take(), ["res.partner.create"; 3]);
    env.clean().await;
}

/// The records of each batch, which follow each other, whether it was sent, and its outcome.
pub(super) fn told<T>(incomplete: &BatchError<T>) -> Vec<(Range<usize>, bool, Outcome)> {
    let batches = incomplete.batches().iter();
    let told = batches.map(|batch| {
        let first = batch.records().first().copied().unwrap_or_default();
        let records = first..first + batch.records().len();
        assert_eq!(batch.records(), records.clone().collect::<Vec<_>>());
        (records, batch.was_sent(), batch.outcome())
    });
    told.collect()
}

async fn the_report_lists_failed_and_unsent_batches(env: Env) {
    let values = || {
        numbered(&env, 9).enumerate().map(|(n, partner)| match n {
            // This country does not exist.
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
    // The concurrent batch completes.
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

async fn a_batch_with_a_lost_response_is_unknown(env: Env) {
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
        "2 records of `res.partner` were written, 2 were not, the outcome of 2 is unknown"
    );
    // It was committed after all.
    assert_eq!(env.names(Domain::all()).await.len(), 4);
    env.clean().await;
}

async fn invalid_values_are_not_sent(env: Env) {
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
    let error = incomplete.into_error();
    assert!(matches!(error, Error::Config(_)));
    assert!(
        error
            .to_string()
            .starts_with("record 1, the first being 0: "),
        "{error}"
    );
    let create = || Partner::create_many(&odoo, [env.partner("x")]).in_batches();
    for (refused, option) in [
        (create().batch_size(0), "`batch_size`"),
        (create().concurrency(0), "`concurrency`"),
    ] {
        let error = refused.await.unwrap_err().into_error();
        assert!(error.to_string().contains(option), "{error}");
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
