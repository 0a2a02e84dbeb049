//! How far a stream reads ahead, and the order of pages that are read concurrently.

use std::time::Duration;

use odoo_orm::{Error, prelude::*, stream::RecordStream};

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
    a_slow_consumer_limits_the_pages_in_flight,
    pages_arrive_while_one_is_processed,
    calls_inside_a_stream_loop_get_a_slot,
    dropping_a_stream_cancels_its_calls,
    deleted_pages_are_skipped,
    an_empty_search_is_an_empty_stream,
}

/// The kind of pagination.
#[derive(Debug, Clone, Copy)]
enum Way {
    Key,
    /// In an order, which is by id here.
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

/// Waits for an expected event, however busy the machine is.
async fn until(is_so: impl Fn() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(SHORT).await;
        }
    };
    let wait = tokio::time::timeout(Duration::from_secs(60), wait).await;
    wait.expect("the expected event did not happen");
}

async fn pages_keep_their_order_whichever_is_answered_first(env: Env) {
    let made = make(&env, 24).await;
    for way in WAYS {
        // The first of three concurrent pages is answered last.
        let hold = |call: usize| Duration::from_millis([150, 75, 0][call % 3]);
        let (odoo, traffic) = paced(&env.odoo, "search_read", hold);
        let stream = stream(&env, &odoo, way).page_size(4).concurrency(3);
        assert_eq!(rest(stream).await, made, "{way:?}");
        let counts = traffic.counts();
        assert_eq!((counts.sent, counts.most_at_once), (6, 3), "{way:?}");
    }
    env.clean().await;
}

async fn a_slow_consumer_limits_the_pages_in_flight(env: Env) {
    let made = make(&env, 60).await;
    for (way, concurrency) in WAYS.into_iter().flat_map(|way| [(way, 1), (way, 3)]) {
        let (odoo, traffic) = paced(&env.odoo, "search_read", |_| SHORT);
        let stream = stream(&env, &odoo, way);
        let mut stream = stream.page_size(3).concurrency(concurrency);
        for taken in 1..=made.len() {
            stream.next().await.unwrap().unwrap();
            // Long enough for some of the pages in flight.
            tokio::time::sleep(SHORT).await;
            let (begun, sent) = (taken.div_ceil(3), traffic.counts().sent);
            // The number does not grow with the length of the stream.
            assert!(
                sent <= begun + concurrency,
                "{way:?}: {sent} pages of 3 for {taken} records, {concurrency} at a time"
            );
        }
        assert!(stream.next().await.is_none());
        // The actual number of concurrent requests depends on the machine.
        assert!(traffic.counts().most_at_once <= concurrency, "{way:?}");
    }
    env.clean().await;
}

async fn pages_arrive_while_one_is_processed(env: Env) {
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
                // Until the next page has arrived, if there is one.
                while traffic.counts().answered < 4.min(before + 1) {
                    tokio::time::sleep(SHORT).await;
                }
                Ok::<_, Error>(())
            }
        });
        let done = tokio::time::timeout(Duration::from_secs(60), done).await;
        done.expect("no page arrives while another one is processed")
            .unwrap();
        assert_eq!((pages, traffic.counts().sent), (4, 4));
    }
    env.clean().await;
}

async fn calls_inside_a_stream_loop_get_a_slot(env: Env) {
    let made = make(&env, 30).await;
    // More pages than the client's limit of concurrent calls, so that they hold all slots until they arrive.
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
        let seen = seen.expect("a call waits for unused pages");
        assert_eq!(seen, made, "{way:?}");
    }
    env.clean().await;
}

async fn dropping_a_stream_cancels_its_calls(env: Env) {
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
        // It does not block other calls.
        assert_eq!(Partner::search_count(&odoo, env.ours()).await.unwrap(), 30);
    }
    env.clean().await;
}

async fn deleted_pages_are_skipped(env: Env) {
    for (way, concurrency) in WAYS.into_iter().flat_map(|way| [(way, 1), (way, 2)]) {
        let made = make(&env, 24).await;
        let stream = stream(&env, &env.odoo, way);
        let mut pages = stream.page_size(3).concurrency(concurrency).pages();
        let mut seen = vec![pages.next().await.unwrap().unwrap()];
        // Two pages in the middle, and one record of another page.
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

async fn an_empty_search_is_an_empty_stream(env: Env) {
    let stream = || Partner::search_read(&env.odoo, env.ours()).stream();
    for mut stream in [stream().page_size(0), stream().concurrency(0)] {
        let error = stream.next().await.unwrap().unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{error:?}");
        assert!(stream.next().await.is_none());
    }
}
