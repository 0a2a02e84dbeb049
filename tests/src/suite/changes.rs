//! Incremental sync: what has been changed, and what is gone.

use std::time::{Duration, SystemTime};

use odoo_orm::{Changes, Cursor, prelude::*};

use super::{Env, behaviours};
use crate::{models::Partner, wrapped::counted};

behaviours! {
    all_is_a_change_to_begin_with,
    what_is_changed_since_comes,
    what_shares_a_second_is_not_missed,
    a_transaction_that_ends_late_is_not_missed,
    a_run_that_stopped_goes_on_where_it_was,
    a_model_that_rests_takes_one_call,
    archived_records_are_changes,
    what_is_deleted_is_found_among_what_one_knows,
}

#[derive(Debug, Projection)]
#[odoo(of = Partner)]
struct Name {
    name: String,
}

/// The changes of this run's own records.
fn changes(env: &Env, odoo: &Client, cursor: Cursor) -> Changes<Name> {
    Partner::changes_since(odoo, cursor)
        .domain(env.ours())
        .select()
}

/// The names that come, and the cursor behind them.
async fn run(env: &Env, mut changes: Changes<Name>) -> (Vec<String>, Cursor) {
    let mut names = Vec::new();
    while let Some(partner) = changes.next().await {
        names.push(partner.unwrap().name.replace(&format!("{} ", env.tag), ""));
    }
    (names, changes.cursor())
}

async fn make(env: &Env, names: &[&str]) -> Vec<Id<Partner>> {
    let values = names.iter().map(|name| env.partner(name));
    Partner::create_many(&env.odoo, values).await.unwrap()
}

async fn all_is_a_change_to_begin_with(env: Env) {
    make(&env, &["a", "b", "c"]).await;
    let (odoo, calls) = counted(&env.odoo);
    let mut all = changes(&env, &odoo, Cursor::default()).page_size(2);
    let mut names = Vec::new();
    while let Some(batch) = all.next_page().await {
        names.push(batch.unwrap().len());
        assert!(all.cursor().to_string().parse::<Cursor>().is_ok());
    }
    assert_eq!(names, [2, 1]);
    assert_eq!(
        calls.take().len(),
        4,
        "the last change, two pages, and whether that is all"
    );
    env.clean().await;
}

async fn what_is_changed_since_comes(env: Env) {
    let ids = make(&env, &["a", "b", "c"]).await;
    let (names, cursor) = run(&env, changes(&env, &env.odoo, Cursor::default())).await;
    assert_eq!(names, ["a", "b", "c"]);
    // They come again: a transaction of their time may still be under way.
    let (names, cursor) = run(&env, changes(&env, &env.odoo, cursor)).await;
    assert_eq!(names, ["a", "b", "c"]);
    // With less of an overlap, what is two seconds old and one second known does not.
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    let none = Duration::ZERO;
    let (_, cursor) = run(&env, changes(&env, &env.odoo, cursor).overlap(none)).await;
    Partner::write(&env.odoo, ids[1], Values::new().set(Partner::COLOR, 3))
        .await
        .unwrap();
    make(&env, &["d"]).await;
    let (names, cursor) = run(&env, changes(&env, &env.odoo, cursor).overlap(none)).await;
    assert_eq!(names, ["b", "d"]);
    // From a time on.
    let later: DateTime<Utc> = (SystemTime::now() + Duration::from_secs(600)).into();
    let (names, _) = run(&env, changes(&env, &env.odoo, later.into())).await;
    assert!(names.is_empty());
    assert_ne!(cursor, Cursor::default());
    env.clean().await;
}

async fn what_shares_a_second_is_not_missed(env: Env) {
    let none = Duration::ZERO;
    // As fast as it goes, so that several changes share a second, each in a transaction of its own, some of them before a run and some behind it.
    let (mut cursor, mut seen) = (Cursor::default(), Vec::new());
    let mut expected = Vec::new();
    for round in 0..8 {
        let names = [format!("{round} a"), format!("{round} b")];
        make(&env, &[&names[0]]).await;
        let (names_now, next) = run(&env, changes(&env, &env.odoo, cursor).overlap(none)).await;
        make(&env, &[&names[1]]).await;
        seen.extend(names_now);
        cursor = next;
        expected.extend(names);
    }
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    seen.extend(
        run(&env, changes(&env, &env.odoo, cursor).overlap(none))
            .await
            .0,
    );
    seen.sort();
    seen.dedup();
    assert_eq!(seen, expected);
    env.clean().await;
}

async fn a_transaction_that_ends_late_is_not_missed(env: Env) {
    // Some seconds of work for the server, begun more than a second before a change that is seen at once.
    let long: Vec<String> = (0..1_200).map(|n| format!("{n:03}")).collect();
    let values: Vec<_> = long.iter().map(|name| env.partner(name)).collect();
    let long = async { Partner::create_many(&env.odoo, values).await.unwrap() };
    let meanwhile = async {
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        make(&env, &["short"]).await;
        run(&env, changes(&env, &env.odoo, Cursor::default())).await
    };
    let (long, (names, cursor)) = tokio::join!(long, meanwhile);
    let later = run(&env, changes(&env, &env.odoo, cursor)).await.0;
    assert_eq!(later.len(), long.len() + 1);
    // That they came late is what this is about, and not certain on a machine with much to do.
    assert!(names.contains(&"short".to_owned()), "{names:?}");
    env.clean().await;
}

async fn a_run_that_stopped_goes_on_where_it_was(env: Env) {
    make(&env, &["a", "b", "c", "d", "e"]).await;
    let mut first = changes(&env, &env.odoo, Cursor::default()).page_size(2);
    for _ in 0..3 {
        first.next().await.unwrap().unwrap();
    }
    // As a program that begins anew.
    let stored = first.cursor().to_string();
    drop(first);
    let (names, cursor) = run(&env, changes(&env, &env.odoo, stored.parse().unwrap())).await;
    assert_eq!(names, ["d", "e"]);
    let (names, _) = run(&env, changes(&env, &env.odoo, cursor)).await;
    assert_eq!(names.len(), 5, "the next run is one of its own");
    env.clean().await;
}

async fn a_model_that_rests_takes_one_call(env: Env) {
    make(&env, &["a"]).await;
    let none = Duration::ZERO;
    let (_, cursor) = run(&env, changes(&env, &env.odoo, Cursor::default())).await;
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    let (names, cursor) = run(&env, changes(&env, &env.odoo, cursor).overlap(none)).await;
    assert_eq!(names, ["a"], "once more, when nothing can be behind it");
    let (odoo, calls) = counted(&env.odoo);
    let (names, _) = run(&env, changes(&env, &odoo, cursor)).await;
    assert!(names.is_empty());
    assert_eq!(calls.take(), ["res.partner.search_count"]);
    env.clean().await;
}

async fn archived_records_are_changes(env: Env) {
    let ids = make(&env, &["a", "b"]).await;
    Partner::action_archive(&env.odoo, ids[0]).await.unwrap();
    let (names, _) = run(&env, changes(&env, &env.odoo, Cursor::default())).await;
    assert_eq!(names, ["a", "b"]);
    env.clean().await;
}

async fn what_is_deleted_is_found_among_what_one_knows(env: Env) {
    let ids = make(&env, &["a", "b", "c", "d"]).await;
    Partner::action_archive(&env.odoo, ids[1]).await.unwrap();
    Partner::unlink(&env.odoo, [ids[3], ids[0]]).await.unwrap();
    let (odoo, calls) = counted(&env.odoo);
    let gone = Partner::find_deleted(&odoo, [ids[3], ids[2], ids[1], ids[0]])
        .await
        .unwrap();
    assert_eq!(gone, [ids[3], ids[0]]);
    assert_eq!(calls.take(), ["res.partner.search"]);
    // Many at once; none of these is there.
    let many: Vec<Id<Partner>> = (0..120_000).map(|n| Id::new(2_000_000_000 + n)).collect();
    assert_eq!(Partner::find_deleted(&odoo, &many).await.unwrap(), many);
    assert_eq!(calls.take().len(), 3);
    env.clean().await;
}
