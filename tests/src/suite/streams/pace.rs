//! How far a stream runs ahead of whoever takes from it, and in which order pages come that are read side by side.

use std::time::Duration;

use odoo_orm::{Error, RecordStream, prelude::*};

use super::{
    super::{Env, behaviours},
    make,
};
use crate::{
    models::Partner,
    paced::{paced, paced_by_note},
    wrapped::narrow,
};

behaviours! {
    pages_keep_their_order_whichever_is_answered_first,
    a_slow_consumer_makes_few_pages_wait,
    pages_come_while_one_is_worked_on,
    calls_in_the_loop_of_a_stream_find_a_place,
    a_stream_that_is_dropped_ends_its_calls,
    pages_that_are_gone_are_passed_over,
    no_page_is_no_stream,
}

/// In which way pages follow one another.
#[derive(Debug, Clone, Copy)]
enum Way {
    Key,
    /// Behind an order, which is the same here.
    Order,
}

const WAYS: [Way; 2] = [Way::Key, Way::Order];

fn stream(env: &Env, odoo: &Client, way: Way) -> RecordStream<Partner> {
    let query = Partner::search_read(odoo, env.ours());
    match way {
        Way::Key => query.stream(),
        Way::Order => query.order_by(Partner::COLOR.asc()).stream(),
    }
}

async fn rest(mut stream: RecordStream<Partner>) -> Vec<Id<Partner>> {
    let mut ids = Vec::new();
    while let Some(partner) = stream.next().await {
        ids.push(partner.unwrap().id);
    }
    ids
}

const SHORT: Duration = Duration::from_millis(5);
/// Longer than a test waits.
const FOR_EVER: Duration = Duration::from_secs(3_600);

/// Waits for what comes soon, however busy the machine is.
async fn until(is_so: impl Fn() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(SHORT).await;
        }
    };
    let wait = tokio::time::timeout(Duration::from_secs(60), wait).await;
    wait.expect("what is waited for never comes");
}

async fn pages_keep_their_order_whichever_is_answered_first(env: Env) {
    let made = make(&env, 24).await;
    for way in WAYS {
        // Of three pages under way, the first is answered last.
        let hold = |call: usize| Duration::from_millis([150, 75, 0][call % 3]);
        let (odoo, traffic) = paced(&env.odoo, "search_read", hold);
        let stream = stream(&env, &odoo, way).page_size(4).concurrency(3);
        assert_eq!(rest(stream).await, made, "{way:?}");
        let counts = traffic.counts();
        assert_eq!((counts.sent, counts.most_at_once), (6, 3), "{way:?}");
    }
    env.clean().await;
}

async fn a_slow_consumer_makes_few_pages_wait(env: Env) {
    let made = make(&env, 60).await;
    for (way, concurrency) in WAYS.into_iter().flat_map(|way| [(way, 1), (way, 3)]) {
        let (odoo, traffic) = paced(&env.odoo, "search_read", |_| SHORT);
        let stream = stream(&env, &odoo, way);
        let mut stream = stream.page_size(3).concurrency(concurrency);
        for taken in 1..=made.len() {
            stream.next().await.unwrap().unwrap();
            // Long enough for some of what is under way.
            tokio::time::sleep(SHORT).await;
            let (begun, sent) = (taken.div_ceil(3), traffic.counts().sent);
            // Nor do they grow in number the longer the stream is.
            assert!(
                sent <= begun + concurrency,
                "{way:?}: {sent} pages of 3 for {taken} records, {concurrency} at a time"
            );
        }
        assert!(stream.next().await.is_none());
        assert_eq!(traffic.counts().most_at_once, concurrency, "{way:?}");
    }
    env.clean().await;
}

async fn pages_come_while_one_is_worked_on(env: Env) {
    make(&env, 11).await;
    for concurrency in [1, 2] {
        let (odoo, traffic) = paced(&env.odoo, "search_read", |_| SHORT);
        let stream = stream(&env, &odoo, Way::Key);
        let stream = stream.page_size(3).concurrency(concurrency);
        let mut pages = 0;
        let done = stream.for_each_page(|batch| {
            pages += 1;
            assert_eq!(batch.len(), 3.min(14 - 3 * pages));
            let (before, traffic) = (pages, traffic.clone());
            async move {
                // Until the page behind this one has come, if there is one.
                while traffic.counts().answered < 4.min(before + 1) {
                    tokio::time::sleep(SHORT).await;
                }
                Ok::<_, Error>(())
            }
        });
        let done = tokio::time::timeout(Duration::from_secs(60), done).await;
        done.expect("no page comes while one is worked on").unwrap();
        assert_eq!((pages, traffic.counts().sent), (4, 4));
    }
    env.clean().await;
}

async fn calls_in_the_loop_of_a_stream_find_a_place(env: Env) {
    let made = make(&env, 30).await;
    // More pages than the client lets through, so that they hold all places until they have come.
    let odoo = narrow(&env.odoo, 2);
    for (way, concurrency) in WAYS.into_iter().flat_map(|way| [(way, 1), (way, 4)]) {
        let mut stream = stream(&env, &odoo, way)
            .page_size(3)
            .concurrency(concurrency);
        let all = async {
            let mut seen = Vec::new();
            while let Some(partner) = stream.next().await {
                let id = partner.unwrap().id;
                assert_eq!(
                    Partner::search_count(&odoo, Partner::ID.eq(id))
                        .await
                        .unwrap(),
                    1
                );
                seen.push(id);
            }
            seen
        };
        let seen = tokio::time::timeout(Duration::from_secs(60), all).await;
        let seen = seen.expect("a call waits for pages that nobody waits for");
        assert_eq!(seen, made, "{way:?}");
    }
    env.clean().await;
}

async fn a_stream_that_is_dropped_ends_its_calls(env: Env) {
    let made = make(&env, 30).await;
    for (way, concurrency) in WAYS.into_iter().flat_map(|way| [(way, 1), (way, 3)]) {
        let first = made[0].get() - 1;
        let hold = move |_, note: &str| {
            let is_first = note.starts_with("the first ")
                || note.ends_with(&format!(" id {first}"))
                || note.starts_with("records 1 to");
            if is_first { Duration::ZERO } else { FOR_EVER }
        };
        let (odoo, traffic) = paced_by_note(&env.odoo, "search_read", hold);
        let stream = stream(&env, &odoo, way);
        let mut stream = stream.page_size(3).concurrency(concurrency);
        for _ in 0..3 {
            stream.next().await.unwrap().unwrap();
        }
        until(|| traffic.counts().under_way == concurrency).await;
        let before = traffic.counts();
        drop(stream);
        until(|| traffic.counts().under_way == 0).await;
        let after = traffic.counts();
        assert_eq!((after.under_way, after.sent), (0, before.sent), "{way:?}");
        // Nothing of it stands in the way of others.
        assert_eq!(Partner::search_count(&odoo, env.ours()).await.unwrap(), 30);
    }
    env.clean().await;
}

async fn pages_that_are_gone_are_passed_over(env: Env) {
    for (way, concurrency) in WAYS.into_iter().flat_map(|way| [(way, 1), (way, 2)]) {
        let made = make(&env, 24).await;
        let stream = stream(&env, &env.odoo, way);
        let mut pages = stream.page_size(3).concurrency(concurrency).pages();
        let mut seen = vec![pages.next().await.unwrap().unwrap()];
        // Two pages in the middle, and one record of another.
        let gone = [&made[12..18], &made[19..20]].concat();
        Partner::unlink(&env.odoo, gone).await.unwrap();
        while let Some(page) = pages.next().await {
            seen.push(page.unwrap());
        }
        assert!(seen.iter().all(|page| !page.is_empty()), "{way:?}");
        let ids: Vec<_> = seen.concat().iter().map(|partner| partner.id).collect();
        let expected = [&made[..12], &made[18..19], &made[20..]].concat();
        assert_eq!(ids, expected, "{way:?}, {concurrency} at a time");
        env.clean().await;
    }
}

async fn no_page_is_no_stream(env: Env) {
    let stream = || Partner::search_read(&env.odoo, env.ours()).stream();
    for mut stream in [stream().page_size(0), stream().concurrency(0)] {
        let error = stream.next().await.unwrap().unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{error:?}");
        assert!(stream.next().await.is_none());
    }
}
