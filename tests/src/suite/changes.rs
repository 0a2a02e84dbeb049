//! Incremental sync: changed and deleted records.

use std::time::{Duration, SystemTime};

use odoo_orm::{
    prelude::*,
    sync::{Changes, Cursor},
};

use super::{Env, behaviours};
use crate::{models::Partner, wrapped::counted};

behaviours! {
    the_first_run_returns_all_records,
    later_changes_are_returned,
    changes_in_one_second_are_not_missed,
    a_late_commit_is_not_missed,
    an_interrupted_run_resumes,
    an_unchanged_model_costs_one_call,
    archived_records_are_changes,
    deleted_records_are_found_among_known_ids,
}

#[derive(Debug, Projection)]
#[odoo(of = Partner)]
struct Name {
    name: String,
}

/// The changes of the records of this run.
fn changes(env: &Env, odoo: &Client, cursor: Cursor) -> Changes<Name> {
    Partner::changes_since(odoo, cursor)
        .domain(env.ours())
        .select()
}

/// The returned names, and the cursor after them.
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

async fn the_first_run_returns_all_records(env: Env) {
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

async fn later_changes_are_returned(env: Env) {
    let ids = make(&env, &["a", "b", "c"]).await;
    let (names, cursor) = run(&env, changes(&env, &env.odoo, Cursor::default())).await;
    assert_eq!(names, ["a", "b", "c"]);
    // They are returned again: a transaction of that time may still be open.
    let (names, cursor) = run(&env, changes(&env, &env.odoo, cursor)).await;
    assert_eq!(names, ["a", "b", "c"]);
    // A shorter overlap excludes records that are two seconds old and have been known for one second.
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    let none = Duration::ZERO;
    let (_, cursor) = run(&env, changes(&env, &env.odoo, cursor).overlap(none)).await;
    Partner::write(&env.odoo, ids[1], Values::new().set(Partner::COLOR, 3))
        .await
        .unwrap();
    make(&env, &["d"]).await;
    let (names, cursor) = run(&env, changes(&env, &env.odoo, cursor).overlap(none)).await;
    assert_eq!(names, ["b", "d"]);
    // Starting at a given time.
    let later: DateTime<Utc> = (SystemTime::now() + Duration::from_secs(600)).into();
    let (names, _) = run(&env, changes(&env, &env.odoo, later.into())).await;
    assert!(names.is_empty());
    assert_ne!(cursor, Cursor::default());
    env.clean().await;
}

async fn changes_in_one_second_are_not_missed(env: Env) {
    let none = Duration::ZERO;
    // As fast as possible: several changes share a second, each in its own transaction, some before a run and some after it.
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

async fn a_late_commit_is_not_missed(env: Env) {
    // Keeps the server busy for some seconds, starting more than a second before a change that is visible at once.
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
    // The test is about a late commit, which is not guaranteed on a busy machine.
    assert!(names.contains(&"short".to_owned()), "{names:?}");
    env.clean().await;
}

async fn an_interrupted_run_resumes(env: Env) {
    make(&env, &["a", "b", "c", "d", "e"]).await;
    let mut first = changes(&env, &env.odoo, Cursor::default()).page_size(2);
    for _ in 0..3 {
        first.next().await.unwrap().unwrap();
    }
    // Like a program that restarts.
    let stored = first.cursor().to_string();
    drop(first);
    let (names, cursor) = run(&env, changes(&env, &env.odoo, stored.parse().unwrap())).await;
    assert_eq!(names, ["d", "e"]);
    let (names, _) = run(&env, changes(&env, &env.odoo, cursor)).await;
    assert_eq!(names.len(), 5, "the next run is a separate one");
    env.clean().await;
}

async fn an_unchanged_model_costs_one_call(env: Env) {
    make(&env, &["a"]).await;
    let none = Duration::ZERO;
    let (_, cursor) = run(&env, changes(&env, &env.odoo, Cursor::default())).await;
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    let (names, cursor) = run(&env, changes(&env, &env.odoo, cursor).overlap(none)).await;
    assert_eq!(names, ["a"], "once more, when no later change is possible");
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

async fn deleted_records_are_found_among_known_ids(env: Env) {
    let ids = make(&env, &["a", "b", "c", "d"]).await;
    Partner::action_archive(&env.odoo, ids[1]).await.unwrap();
    Partner::unlink(&env.odoo, [ids[3], ids[0]]).await.unwrap();
    let (odoo, calls) = counted(&env.odoo);
    let gone = Partner::find_deleted(&odoo, [ids[3], ids[2], ids[1], ids[0]])
        .await
        .unwrap();
    assert_eq!(gone, [ids[3], ids[0]]);
    assert_eq!(calls.take(), ["res.partner.search"]);
    // Many ids in one call; none of them exists.
    let many: Vec<Id<Partner>> = (0..120_000).map(|n| Id::new(2_000_000_000 + n)).collect();
    assert_eq!(Partner::find_deleted(&odoo, &many).await.unwrap(), many);
    assert_eq!(calls.take().len(), 3);
    env.clean().await;
}
