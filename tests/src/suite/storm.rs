//! Many tasks and calls over an unreliable connection: confirmed writes are in the database exactly once, and `NotDone` writes are not.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use odoo_orm::{Error, prelude::*, rpc::Protocol};
use tokio::task::JoinSet;

use super::{Env, behaviours};
use crate::{
    line::{Fate, Line},
    models::Tag,
};

behaviours! {
    ;
    plain:
    random_faults_lose_and_repeat_no_write,
}

const TASKS: usize = 16;
/// For the most common protocol.
///
/// The others, which differ only in the format of requests, have fewer.
const OPERATIONS: usize = 2000;
const OPERATIONS_OF_OTHERS: usize = 300;

/// Reproducible random numbers (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % limit
    }

    /// Mostly no failure. Lost sessions are rare, because a login is expensive for the server.
    fn fate(&mut self, protocol: Protocol) -> Fate {
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
            0 if protocol == Protocol::CallKw => Fate::Expire,
            1 => Fate::Later(503),
            at @ 2..=34 => FATES[usize::try_from(at).unwrap() % FATES.len()],
            _ => Fate::Pass,
        }
    }
}

/// What the client reported about a record.
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

async fn random_faults_lose_and_repeat_no_write(env: Env) {
    let line = Line::to(&env).await;
    // The timeout for a missing response; an in-memory server responds at once.
    let patience = match env.server.world {
        Some(_) => Duration::from_secs(1),
        None => Duration::from_secs(3),
    };
    // The login has the proxy's own, longer timeout: hashing a password takes half a second of the server's CPU.
    let client = line.client(&env).await.with_timeout(patience);
    let protocol = env.protocol;
    let mut random = Random(0x0D00_0123_4567_89AB);
    line.usually(move || random.fate(protocol));

    let operations = if protocol == Protocol::CallKw {
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
    // A panic in a task must fail this test.
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
        assert!(is_right, "{name:?}: {known:?}, but {count} exist");
    }
    assert!(
        counts.keys().all(|name| ledger.contains_key(name)),
        "records that no task created"
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

/// One operation: a create, an upsert that is retried until it succeeds, or a read.
async fn operation(env: &Env, client: &Client, at: usize) -> Option<Known> {
    let name = env.name(&at.to_string());
    let values = || Values::new().set(Tag::NAME, name.as_str());
    match at % 10 {
        0..=4 => Some(known(&Tag::create(client, values()).await)),
        5 => {
            // The second of two links is to a missing record, so the first one is rolled back.
            let broken = Values::new().set(Tag::NAME, env.name("broken"));
            let broken = broken.set(Tag::PARENT_ID, Id::new(i64::from(i32::MAX)));
            Some(known(&Tag::create_many(client, [values(), broken]).await))
        }
        6 | 7 => {
            let id = format!("odoo_orm_tests.{}", name.replace(' ', "_"));
            loop {
                match known(&Tag::upsert(client, &id, values()).await) {
                    // With an external id a record is created once, however often it is upserted.
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

/// The number of records of each name.
async fn stored(env: &Env) -> HashMap<String, usize> {
    let tags = Tag::search_read(&env.odoo, ours(env)).await.unwrap();
    let mut counts = HashMap::new();
    for tag in tags {
        *counts.entry(tag.name).or_default() += 1;
    }
    counts
}
