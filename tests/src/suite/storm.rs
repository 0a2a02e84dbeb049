//! Many tasks, many calls, and a line on which anything may happen to any of them: what was acknowledged is in the database once, and what was not done is not there.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use odoo_orm::{Error, Protocol, prelude::*};
use tokio::task::JoinSet;

use super::{Env, behaviours};
use crate::{
    line::{Fate, Line},
    models::Tag,
};

behaviours! {
    ;
    plain:
    a_storm_loses_nothing_and_does_nothing_twice,
}

const TASKS: usize = 16;
/// On the wire that most clients go by; the others, which share all but the form of their requests, have fewer.
const OPERATIONS: usize = 2000;
const OPERATIONS_OF_OTHERS: usize = 300;

/// Random numbers that are the same each time (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % limit
    }

    /// Mostly nothing; a lost session is rare, because a login is dear to the server.
    fn fate(&mut self, wire: Protocol) -> Fate {
        const FATES: [Fate; 11] = [
            Fate::Cut,
            Fate::Lose,
            Fate::Lose,
            Fate::Break,
            Fate::Halve,
            Fate::Mistake,
            Fate::Contradict,
            Fate::Gateway(502),
            Fate::Gateway(504),
            Fate::Gateway(200),
            Fate::Silence,
        ];
        match self.below(200) {
            0 if wire == Protocol::CallKw => Fate::Expire,
            1 => Fate::Later(503),
            at @ 2..=34 => FATES[usize::try_from(at).unwrap() % FATES.len()],
            _ => Fate::Pass,
        }
    }
}

/// What a program knows of a record that it asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Known {
    Acknowledged,
    NotDone,
    Unknown,
}

fn known<T>(result: &Result<T, Error>) -> Known {
    match result.as_ref().map_err(Error::outcome) {
        Ok(_) | Err(Outcome::Done) => Known::Acknowledged,
        Err(Outcome::NotDone) => Known::NotDone,
        Err(Outcome::Unknown) => Known::Unknown,
    }
}

async fn a_storm_loses_nothing_and_does_nothing_twice(env: Env) {
    let line = Line::to(&env).await;
    // How long it takes to give up on silence; a server in memory answers at once.
    let patience = match env.server.world {
        Some(_) => Duration::from_secs(1),
        None => Duration::from_secs(3),
    };
    // The login has the line's own, longer limit: hashing a password takes a server half a second of its CPU.
    let client = line.client(&env).await.with_timeout(patience);
    let wire = env.wire;
    let mut random = Random(0x0D00_0123_4567_89AB);
    line.usually(move || random.fate(wire));

    let operations = if wire == Protocol::CallKw {
        OPERATIONS
    } else {
        OPERATIONS_OF_OTHERS
    };
    let (next, ledger) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(Mutex::new(HashMap::new())),
    );
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let (env, client) = (env.clone(), client.clone());
        let (next, ledger) = (Arc::clone(&next), Arc::clone(&ledger));
        tasks.spawn(async move {
            loop {
                let at = next.fetch_add(1, SeqCst);
                if at >= operations {
                    return;
                }
                if let Some(known) = operation(&env, &client, at).await {
                    ledger
                        .lock()
                        .unwrap()
                        .insert(env.name(&at.to_string()), known);
                }
            }
        });
    }
    // A panic in a task is this one's.
    tasks.join_all().await;

    let ledger = std::mem::take(&mut *ledger.lock().unwrap());
    let counts = stored(&env).await;
    for (name, known) in &ledger {
        let count = counts.get(name).copied().unwrap_or(0);
        let is_right = match known {
            Known::Acknowledged => count == 1,
            Known::NotDone => count == 0,
            Known::Unknown => count <= 1,
        };
        assert!(is_right, "{name:?}: {known:?}, and {count} of it are there");
    }
    assert!(
        counts.keys().all(|name| ledger.contains_key(name)),
        "something that nobody asked for"
    );
    let of = |wanted| ledger.values().filter(|known| **known == wanted).count();
    let counted = [Known::Acknowledged, Known::NotDone, Known::Unknown].map(of);
    assert!(
        counted.iter().all(|count| *count > 0),
        "too calm a storm: {counted:?}"
    );
    let ours = Tag::search(&env.odoo, ours(&env)).await.unwrap();
    Tag::unlink(&env.odoo, ours).await.unwrap();
}

fn ours(env: &Env) -> Domain<Tag> {
    Tag::NAME.eq_like(format!("{} %", env.tag))
}

/// One operation: a record that is made, a record that is made whatever it takes, or a read.
async fn operation(env: &Env, client: &Client, at: usize) -> Option<Known> {
    let name = env.name(&at.to_string());
    let values = || Values::new().set(Tag::NAME, name.as_str());
    match at % 10 {
        0..=4 => Some(known(&Tag::create(client, values()).await)),
        5 => {
            // The second of the two links to a record that is not there, so that the first one is rolled back.
            let broken = Values::new().set(Tag::NAME, env.name("broken"));
            let broken = broken.set(Tag::PARENT_ID, Id::new(i64::from(i32::MAX)));
            Some(known(&Tag::create_many(client, [values(), broken]).await))
        }
        6 | 7 => {
            let id = format!("odoo_orm_tests.{}", name.replace(' ', "_"));
            loop {
                match known(&Tag::upsert(client, &id, values()).await) {
                    // By its external id a record is made once, however often it is asked for.
                    Known::NotDone | Known::Unknown => {}
                    Known::Acknowledged => return Some(Known::Acknowledged),
                }
            }
        }
        _ => {
            let found = Tag::search_read(client, Tag::NAME.eq(env.name("0"))).await;
            let outcome = found.as_ref().map_err(Error::outcome).err();
            assert_ne!(outcome, Some(Outcome::Unknown), "a read does nothing");
            let others = found.unwrap_or_default().into_iter();
            assert!(
                others.into_iter().all(|tag| tag.name == env.name("0")),
                "another call's answer"
            );
            None
        }
    }
}

/// How many records there are of each name.
async fn stored(env: &Env) -> HashMap<String, usize> {
    let tags = Tag::search_read(&env.odoo, ours(env)).await.unwrap();
    let mut counts = HashMap::new();
    for tag in tags {
        *counts.entry(tag.name).or_default() += 1;
    }
    counts
}
