//! Runs on a server whose transactions take time, so that they commit in any order.

mod server;

use std::collections::BTreeMap;

use proptest::prelude::*;

pub(super) use server::clock;
use server::{Copy, Item, LONGEST, Server, changes};

use super::*;

#[derive(Debug, Clone)]
enum Event {
    Wait(i64),
    Begin,
    Write(usize, i64, i64),
    Commit(usize),
    /// Takes some records, and stores some of them.
    Take(usize, usize),
    /// Runs to the end.
    Finish,
    /// Restarts with what was stored.
    Kill,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        (1..4_i64).prop_map(Event::Wait),
        Just(Event::Begin),
        Just(Event::Begin),
        // Few values, so that records return to an earlier one.
        (0..3_usize, 1..8_i64, 0..2_i64).prop_map(|(at, id, value)| Event::Write(at, id, value)),
        (0..3_usize, 1..8_i64, 0..2_i64).prop_map(|(at, id, value)| Event::Write(at, id, value)),
        (0..3_usize).prop_map(Event::Commit),
        (0..3_usize).prop_map(Event::Commit),
        (1..5_usize, 0..5_usize).prop_map(|(count, stored)| Event::Take(count, stored)),
        Just(Event::Finish),
        Just(Event::Finish),
        Just(Event::Kill),
    ]
}

/// A program that follows the changes.
struct Follower<'a> {
    server: &'a Server,
    page_size: usize,
    /// What it has in memory, and what it has stored.
    copy: Copy,
    stored: Copy,
    run: Option<Changes<Item>>,
    /// The step in which the run began, if it did not continue another.
    began: Option<u64>,
}

impl Follower<'_> {
    /// Takes the next record; returns false at the end of the run.
    async fn take(&mut self) -> bool {
        let run = self.run.get_or_insert_with(|| {
            let run = changes(self.server, &self.copy.stored, self.page_size);
            let is_new = run.cursor().place.is_none();
            self.began = is_new.then_some(self.server.database().step);
            run
        });
        let next = run.next().await;
        self.copy.stored = run.cursor().to_string();
        if let Some(item) = next {
            let item = item.unwrap();
            self.copy.values.insert(item.id.get(), item.value);
            return true;
        }
        self.run = None;
        self.stored = self.copy.clone();
        self.check();
        false
    }

    /// Checks that a whole run returned all that was committed before it.
    fn check(&self) {
        let database = self.server.database();
        // With hidden records, a run may leave changes to a later one.
        let Some(began) = self.began.filter(|_| !database.hides) else {
            return;
        };
        for (id, row) in &database.rows {
            if row.committed < began {
                assert_eq!(self.copy.values.get(id), Some(&row.value), "{id}");
            }
        }
    }

    async fn finish(&mut self) -> usize {
        let mut count = 0;
        while self.take().await {
            count += 1;
        }
        count
    }
}

async fn follow(events: Vec<Event>, page_size: usize, hides: bool) {
    let server = Server::new();
    server.database().hides = hides;
    let mut follower = Follower {
        server: &server,
        page_size,
        copy: Copy::new(),
        stored: Copy::new(),
        run: None,
        began: None,
    };
    for event in events {
        server.database().step += 1;
        match event {
            Event::Wait(seconds) => server.database().wait(seconds),
            Event::Begin => server.database().begin(),
            Event::Write(at, id, value) => server.database().write(at, id, value),
            Event::Commit(at) => server.database().commit(at),
            Event::Take(count, stored) => {
                for at in 0..count {
                    if !follower.take().await {
                        break;
                    }
                    if at < stored {
                        follower.stored = follower.copy.clone();
                    }
                }
            }
            Event::Finish => drop(follower.finish().await),
            Event::Kill => {
                follower.run = None;
                follower.copy = follower.stored.clone();
            }
        }
    }
    server.database().step += 1;
    while !server.database().open.is_empty() {
        server.database().commit(0);
    }
    server.database().step += 1;
    follower.finish().await;
    follower.finish().await;
    if !hides {
        for wait in [0, 1, LONGEST, 1, LONGEST, 1] {
            server.database().wait(wait);
            assert_eq!(follower.finish().await, 0, "a resting model");
        }
    }
    // By then nothing is open, and what was left to a later run is returned.
    for _ in 0..3 {
        server.database().wait(LONGEST + 1);
        follower.finish().await;
    }
    let database = server.database();
    let visible = database
        .rows
        .iter()
        .filter(|(id, _)| database.is_visible(**id));
    let visible: BTreeMap<i64, i64> = visible.map(|(id, row)| (*id, row.value)).collect();
    assert_eq!(follower.copy.values, visible);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn each_change_is_returned_after_its_commit(
        events in proptest::collection::vec(event(), 0..60),
        page_size in 1..12_usize,
        hides: bool,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(follow(events, page_size, hides));
    }
}

#[tokio::test]
async fn a_resting_model_costs_one_call_and_no_records() {
    let server = Server::new();
    let mut copy = Copy::new();
    for id in 1..=3 {
        server.write(id, 0);
    }
    assert_eq!(server.run(&mut copy).await.0, [1, 2, 3]);
    for wait in [0, LONGEST] {
        server.database().wait(wait);
        let (ids, calls) = server.run(&mut copy).await;
        assert!(ids.is_empty());
        assert_eq!(calls, ["search_read"], "the changes of the overlap");
    }
    server.database().wait(1);
    let (ids, calls) = server.run(&mut copy).await;
    assert!(ids.is_empty());
    assert_eq!(
        calls,
        ["search_read", "search"],
        "no older change is possible"
    );
    server.database().wait(1);
    assert_eq!(server.run(&mut copy).await.1, ["search_count"]);
    server.write(2, 1);
    let (ids, calls) = server.run(&mut copy).await;
    assert_eq!(ids, [2]);
    assert_eq!(calls, ["search_count", "search_read", "search"]);
    server.write(3, 1);
    let (ids, calls) = server.run(&mut copy).await;
    assert_eq!(ids, [3]);
    // The second is the same, so the cursor stays.
    assert_eq!(calls, ["search_read"]);
    // More than a page.
    server.database().wait(1);
    for id in 4..=9 {
        server.write(id, 1);
    }
    let (ids, calls) = server.run(&mut copy).await;
    assert_eq!(ids, [4, 5, 6, 7, 8, 9]);
    // The newest changes, two pages of the window, and whether that is all.
    assert_eq!(
        calls,
        [
            "search_read",
            "search_read",
            "search_read",
            "search_read",
            "search"
        ]
    );
}

#[tokio::test]
async fn a_second_transaction_of_the_same_second_is_not_missed() {
    let server = Server::new();
    let mut copy = Copy::new();
    server.write(1, 1);
    // It begins after the commit of the first one, in the same second, and takes long.
    server.database().step += 1;
    server.database().begin();
    assert_eq!(server.run(&mut copy).await.0, [1]);
    server.database().wait(4);
    assert!(server.run(&mut copy).await.0.is_empty());
    server.database().write(0, 1, 2);
    server.database().commit(0);
    assert_eq!(server.run(&mut copy).await.0, [1]);
    assert_eq!(copy.values, BTreeMap::from([(1, 2)]));
    assert!(server.run(&mut copy).await.0.is_empty());
}

#[tokio::test]
async fn a_record_that_returns_to_an_earlier_value_is_returned() {
    let server = Server::new();
    let mut copy = Copy::new();
    for value in [1, 2, 1, 1] {
        server.write(1, value);
        let expected: &[i64] = if copy.values.get(&1) == Some(&value) {
            &[]
        } else {
            &[1]
        };
        assert_eq!(server.run(&mut copy).await.0, expected);
    }
}

#[tokio::test]
async fn a_record_that_a_limit_hides_is_found_by_a_later_run() {
    let server = Server::new();
    server.database().hides = true;
    let mut copy = Copy::new();
    server.write(3, 1);
    assert_eq!(server.run(&mut copy).await.0, [3]);
    // No change is possible any more that is older than these.
    server.database().wait(LONGEST + 1);
    assert!(server.run(&mut copy).await.0.is_empty());
    // The hidden records are newer, and fill the page of the newest changes.
    for id in [1, 2, 4, 6, 8] {
        server.write(id, 1);
    }
    assert_eq!(server.run(&mut copy).await.0, [1]);
}
