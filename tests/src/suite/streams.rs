//! All that a search finds, page by page.

pub(super) mod hidden;
pub(super) mod pace;

use std::time::Duration;

use odoo_orm::{Error, prelude::*};

use super::{Env, behaviours};
use crate::{
    models::{Country, Partner},
    wrapped::counted,
};

behaviours! {
    a_stream_brings_all_in_pages,
    nothing_is_asked_for_before_it_is_wanted,
    pages_side_by_side_keep_their_order,
    what_changes_meanwhile_moves_no_other,
    an_order_holds_over_pages,
    limits_and_offsets_hold_over_pages,
    ids_are_streamed_as_well,
    pages_can_be_taken_whole,
    trees_are_streamed,
    an_error_is_the_last_that_comes_and_says_where,
}

async fn make(env: &Env, count: usize) -> Vec<Id<Partner>> {
    let values = (0..count).map(|n| {
        env.partner(&format!("{n:03}"))
            .set(Partner::COLOR, i64::try_from(n).unwrap())
    });
    Partner::create_many(&env.odoo, values).await.unwrap()
}

#[derive(Debug, Clone, PartialEq, Projection)]
#[odoo(of = Partner)]
struct Brief {
    id: Id<Partner>,
    country_id: Option<Id<Country>>,
}

async fn a_stream_brings_all_in_pages(env: Env) {
    let made = make(&env, 25).await;
    let (odoo, calls) = counted(&env.odoo);
    let mut stream = Partner::search_read(&odoo, env.ours())
        .stream()
        .page_size(10);
    assert_eq!(stream.total().await.unwrap(), 25);
    assert_eq!(calls.take(), ["res.partner.search_count"]);
    let mut ids = Vec::new();
    while let Some(partner) = stream.next().await {
        ids.push(partner.unwrap().id);
    }
    assert_eq!(ids, made);
    assert!(stream.next().await.is_none());
    let expected = [
        "res.partner.search_read (the first records)".to_owned(),
        format!("res.partner.search_read (records behind id {})", made[9]),
        format!("res.partner.search_read (records behind id {})", made[19]),
        // The last page was not full, which need not mean that it was the last.
        format!("res.partner.search (ids behind id {})", made[24]),
    ];
    assert_eq!(calls.take(), expected);
    // A shape that wants links without names takes them without, for one more call before 16.
    let brief: Vec<Id<Partner>> = {
        let mut stream = Partner::search_read(&odoo, env.ours())
            .select::<Brief>()
            .stream()
            .page_size(10);
        let mut ids = Vec::new();
        while let Some(brief) = stream.next().await {
            ids.push(brief.unwrap().id);
        }
        ids
    };
    assert_eq!(brief, made);
    assert_eq!(
        calls.take().len(),
        if env.version.reads_links_bare() { 4 } else { 7 }
    );
    env.clean().await;
}

async fn nothing_is_asked_for_before_it_is_wanted(env: Env) {
    make(&env, 25).await;
    let (odoo, calls) = counted(&env.odoo);
    let mut stream = Partner::search_read(&odoo, env.ours())
        .stream()
        .page_size(5);
    assert!(calls.take().is_empty());
    for _ in 0..5 {
        stream.next().await.unwrap().unwrap();
    }
    // The one behind is asked for in a task of its own, and none behind that.
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(calls.take().len(), 2, "the page, and the one behind it");
    stream.next().await.unwrap().unwrap();
    drop(stream);
    assert!(calls.take().len() <= 1);
    calls.take();
    // Behind a page that is not full, what is left is asked for.
    let mut stream = Partner::search_read(&odoo, env.ours()).stream();
    assert!(stream.next().await.is_some());
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(calls.take().len(), 2);
    // Several at a time: the ids of ten pages, the page that is taken from, one that waits, and two on their way.
    let stream = Partner::search_read(&odoo, env.ours()).stream();
    let mut stream = stream.page_size(2).concurrency(2);
    stream.next().await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    stream.next().await.unwrap().unwrap();
    drop(stream);
    assert!(calls.take().len() <= 5);
    let mut none = Partner::search_read(&odoo, env.ours()).limit(0).stream();
    assert!(none.next().await.is_none() && calls.take().is_empty());
    env.clean().await;
}

async fn pages_side_by_side_keep_their_order(env: Env) {
    let made = make(&env, 60).await;
    let (odoo, calls) = counted(&env.odoo);
    let mut stream = Partner::search_read(&odoo, env.ours())
        .stream()
        .page_size(4)
        .concurrency(3);
    let mut ids = Vec::new();
    while let Some(partner) = stream.next().await {
        ids.push(partner.unwrap().id);
    }
    assert_eq!(ids, made);
    let calls = calls.take();
    let searches = calls
        .iter()
        .filter(|call| call.starts_with("res.partner.search "))
        .count();
    assert_eq!(
        (searches, calls.len()),
        (3, 18),
        "40 ids and 20 more, whether that is all, 15 pages"
    );
    env.clean().await;
}

async fn what_changes_meanwhile_moves_no_other(env: Env) {
    for concurrency in [1, 3] {
        let mut expected = make(&env, 30).await;
        let mut stream = Partner::search_read(&env.odoo, env.ours())
            .stream()
            .page_size(4)
            .concurrency(concurrency);
        let mut ids = Vec::new();
        for _ in 0..6 {
            ids.push(stream.next().await.unwrap().unwrap().id);
        }
        // Some that have come, some that are still to come; and one more at the end.
        let gone = [expected[0], expected[5], expected[25], expected[26]];
        Partner::unlink(&env.odoo, gone).await.unwrap();
        let changed = expected[27];
        let out = Values::new()
            .set(Partner::NAME, "renamed")
            .set(Partner::REFERENCE, &env.tag);
        Partner::write(&env.odoo, changed, out).await.unwrap();
        let new = Partner::create(&env.odoo, env.partner("new"))
            .await
            .unwrap();
        while let Some(partner) = stream.next().await {
            ids.push(partner.unwrap().id);
        }
        expected.retain(|id| !gone[2..].contains(id) && *id != changed);
        let is_new = |id: &Id<Partner>| *id == new;
        assert!(ids.iter().filter(|id| is_new(id)).count() <= 1);
        ids.retain(|id| !is_new(id));
        assert_eq!(ids, expected);
        Partner::unlink(&env.odoo, changed).await.unwrap();
        env.clean().await;
    }
}

async fn an_order_holds_over_pages(env: Env) {
    let mut expected = make(&env, 25).await;
    expected.reverse();
    for concurrency in [1, 2] {
        let (odoo, calls) = counted(&env.odoo);
        let query = Partner::search_read(&odoo, env.ours()).order_by(Partner::COLOR.desc());
        let mut stream = query.stream().page_size(10).concurrency(concurrency);
        let mut ids = vec![stream.next().await.unwrap().unwrap().id];
        if concurrency == 2 {
            // What is sorted stays so, whatever becomes of it.
            Partner::write(
                &env.odoo,
                expected[24],
                Values::new().set(Partner::COLOR, 99),
            )
            .await
            .unwrap();
            Partner::create(&env.odoo, env.partner("new").set(Partner::COLOR, 50))
                .await
                .unwrap();
        }
        while let Some(partner) = stream.next().await {
            ids.push(partner.unwrap().id);
        }
        assert_eq!(ids, expected);
        let mut calls = calls.take();
        calls.sort();
        assert_eq!(
            calls,
            [
                "res.partner.search",
                "res.partner.search_read (records 1 to 10)",
                "res.partner.search_read (records 11 to 20)",
                "res.partner.search_read (records 21 to 25)",
            ]
        );
    }
    env.clean().await;
}

async fn limits_and_offsets_hold_over_pages(env: Env) {
    let made = make(&env, 25).await;
    for (limit, offset, concurrency) in [
        (13, 7, 1),
        (13, 7, 2),
        (10, 0, 1),
        (10, 0, 2),
        (1, 24, 1),
        (99, 20, 2),
        (5, 30, 1),
    ] {
        let query = || {
            Partner::search_read(&env.odoo, env.ours())
                .limit(limit)
                .offset(offset)
        };
        let expected: Vec<_> = made
            .iter()
            .copied()
            .skip(usize::try_from(offset).unwrap())
            .take(usize::try_from(limit).unwrap())
            .collect();
        for query in [query(), query().order_by(Partner::NAME.asc())] {
            let mut stream = query.stream().page_size(5).concurrency(concurrency);
            assert_eq!(stream.total().await.unwrap(), expected.len() as u64);
            let mut ids = Vec::new();
            while let Some(partner) = stream.next().await {
                ids.push(partner.unwrap().id);
            }
            assert_eq!(
                ids, expected,
                "limit {limit}, offset {offset}, {concurrency} at a time"
            );
        }
    }
    env.clean().await;
}

async fn ids_are_streamed_as_well(env: Env) {
    let made = make(&env, 25).await;
    let (odoo, calls) = counted(&env.odoo);
    for concurrency in [1, 2] {
        let mut stream = Partner::search(&odoo, env.ours())
            .stream()
            .page_size(10)
            .concurrency(concurrency);
        let mut ids = Vec::new();
        while let Some(id) = stream.next().await {
            ids.push(id.unwrap());
        }
        assert_eq!(ids, made);
        assert_eq!(calls.take().len(), 4);
    }
    let mut stream = Partner::search(&odoo, env.ours())
        .order_by(Partner::COLOR.desc())
        .stream()
        .page_size(10);
    assert_eq!(stream.next().await.unwrap().unwrap(), made[24]);
    env.clean().await;
}

async fn pages_can_be_taken_whole(env: Env) {
    make(&env, 25).await;
    let query = || {
        Partner::search_read(&env.odoo, env.ours())
            .stream()
            .page_size(10)
    };
    let mut sizes = Vec::new();
    let mut batches = query().pages();
    while let Some(batch) = batches.next().await {
        sizes.push(batch.unwrap().len());
    }
    assert_eq!(sizes, [10, 10, 5]);
    let mut count = 0;
    let all = query().for_each_page(|batch| {
        count += batch.len();
        async { Ok::<_, Error>(()) }
    });
    all.await.unwrap();
    assert_eq!(count, 25);
    // The function's own error ends it.
    let mut calls = 0;
    let stopped = query().concurrency(2).for_each_page(|_| {
        calls += 1;
        async { Err(Stopped) }
    });
    assert_eq!((stopped.await, calls), (Err(Stopped), 1));
    env.clean().await;
}

#[derive(Debug, PartialEq)]
struct Stopped;

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        panic!("{error}");
    }
}

#[derive(Debug, Projection)]
#[odoo(of = Partner)]
struct Whole {
    id: Id<Partner>,
    #[odoo(nested)]
    parent_id: Option<Brief>,
}

async fn trees_are_streamed(env: Env) {
    let parents = make(&env, 6).await;
    let child = |parent: &Id<Partner>| env.partner("child").set(Partner::PARENT_ID, *parent);
    Partner::create_many(&env.odoo, parents.iter().map(child))
        .await
        .unwrap();
    for concurrency in [1, 2] {
        let query = Partner::search_read(&env.odoo, env.ours() & Partner::PARENT_ID.is_set());
        let mut stream = query
            .select::<Whole>()
            .stream()
            .page_size(2)
            .concurrency(concurrency);
        let mut seen = Vec::new();
        while let Some(whole) = stream.next().await {
            seen.push(whole.unwrap().parent_id.unwrap().id);
        }
        assert_eq!(seen, parents);
    }
    env.clean().await;
}

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
struct WithEmail {
    id: Id<WithEmail>,
    name: String,
    email: String,
}

async fn an_error_is_the_last_that_comes_and_says_where(env: Env) {
    let made = make(&env, 9).await;
    Partner::write(
        &env.odoo,
        &made[..6],
        Values::new().set(Partner::EMAIL, "a@b.example"),
    )
    .await
    .unwrap();
    for concurrency in [1, 2] {
        let domain = WithEmail::NAME.eq_like(format!("{} %", env.tag));
        let mut stream = WithEmail::search_read(&env.odoo, domain)
            .stream()
            .page_size(3)
            .concurrency(concurrency);
        let mut count = 0;
        let error = loop {
            match stream.next().await.unwrap() {
                Ok(partner) => {
                    assert_eq!(
                        (partner.id.get(), partner.email.as_str()),
                        (made[count].get(), "a@b.example")
                    );
                    count += 1;
                }
                Err(error) => break error,
            }
        };
        assert_eq!(count, 6);
        let sentence = format!(
            "the answer to `res.partner.search_read` (records behind id {}) is not as declared: field `email` of `res.partner` record {}",
            made[5], made[6]
        );
        assert!(error.to_string().starts_with(&sentence), "{error}");
        assert!(stream.next().await.is_none());
    }
    env.clean().await;
}
