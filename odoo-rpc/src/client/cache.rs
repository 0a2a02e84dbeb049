//! Reads whose results are kept for a while: a read-through cache.

mod config;
mod flights;
mod handles;
mod writes;

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Weak},
};

use moka::{notification::RemovalCause, policy::EvictionPolicy};

pub use self::config::CacheConfig;
use self::flights::Flights;
pub(super) use self::writes::{Write, Writes};
use super::{Client, shared::Shared};
use crate::{
    call::{Call, Target},
    call_info::CallInfo,
    call_state::CallState,
    cancel::{self, Held},
    error::{Error, TransportErrorKind},
    observability::{Event, EventHub},
    outcome::Outcome,
    response::{Response, list},
    transport::BoxFuture,
};

/// The methods whose results are kept.
const KEPT: [&str; 7] = [
    "read",
    "web_read",
    "search",
    "search_read",
    "web_search_read",
    "search_count",
    "name_search",
];
/// The most records of a read that are kept one by one.
///
/// A larger read is kept as a whole.
const MOST: usize = 1_000;
/// What an entry needs beside its bytes: keys, counters and links of moka's lists.
const OVERHEAD: usize = 200;

/// What a result depends on, beside the server and the user, who are the client's.
#[derive(PartialEq, Eq, Hash, Clone)]
struct Key {
    /// The request with its context.
    ///
    /// Without the ids if each record is a result of its own.
    request: Arc<[u8]>,
    epoch: u64,
    record: Option<i64>,
}

/// A result, as JSON.
#[derive(Clone)]
struct Kept {
    json: Arc<[u8]>,
    /// The call that had read it.
    call: CallInfo,
    /// The models of its records.
    models: Arc<[String]>,
}

type Entries = moka::sync::Cache<Key, Kept>;

/// The results of one cache, and the calls that fetch more of them.
pub(super) struct ReadCache {
    entries: Entries,
    flights: Flights,
    holds_nothing: bool,
}

/// A read as the cache sees it.
struct Wanted {
    call: Call,
    info: CallInfo,
    models: Arc<[String]>,
    /// One for each record, or one for the whole result.
    keys: Vec<Key>,
}

impl ReadCache {
    fn new(config: &CacheConfig, shared: &Shared) -> Self {
        let weights = config.clone();
        let weigh = move |key: &Key, kept: &Kept| {
            weights.weight(key.request.len() + kept.json.len() + OVERHEAD)
        };
        let (events, writes) = (Arc::downgrade(&shared.events), Arc::clone(&shared.writes));
        let evicted = move |key: Arc<Key>, kept: Kept, cause| {
            // An outdated result is no loss.
            let is_current = || writes.epoch(&kept.models) == key.epoch;
            if cause == RemovalCause::Size && is_current() {
                tell_eviction(&events, kept.call);
            }
        };
        let entries = Entries::builder()
            .max_capacity(config.capacity())
            .weigher(weigh)
            .time_to_live(config.lifetime())
            // Outdated results are not looked up, so they are the first to be dropped.
            .eviction_policy(EvictionPolicy::lru())
            .eviction_listener(evicted)
            .build();
        ReadCache {
            entries,
            flights: Flights::default(),
            holds_nothing: config.capacity() == 0,
        }
    }

    fn keep(&self, keys: &[Key], results: &HashMap<Option<i64>, Kept>) {
        if self.holds_nothing {
            return;
        }
        for key in keys {
            if let Some(kept) = results.get(&key.record) {
                self.entries.insert(key.clone(), kept.clone());
            }
        }
        // Otherwise the bounds would apply some insertions later.
        self.entries.run_pending_tasks();
    }

    /// Reads through the cache, until the call is canceled.
    pub(super) fn read<'a>(
        self: &'a Arc<Self>,
        client: &'a Client,
        mut call: Call,
        state: CallState,
    ) -> BoxFuture<'a, Result<Response, Error>> {
        client.complete(&mut call);
        Box::pin(async move {
            let info = call.info();
            cancel::check(&client.tokens, &info)?;
            let found = self.found(client.fetching(), call, state);
            match cancel::hold(&client.tokens, found).await {
                Held::Done(found) => found,
                Held::Ended(end) => Err(cancel::ended(&info, end, Outcome::NotDone)),
            }
        })
    }

    /// Returns the results that are kept, and fetches the others.
    async fn found(
        self: &Arc<Self>,
        client: Client,
        call: Call,
        state: CallState,
    ) -> Result<Response, Error> {
        let wanted = Wanted::new(&client, call);
        let mut found: Vec<Option<Kept>> = wanted
            .keys
            .iter()
            .map(|key| self.entries.get(key))
            .collect();
        let misses = found.iter().filter(|kept| kept.is_none()).count();
        if !wanted.call.is_silent() {
            client.shared.events.tell(|| Event::CacheRead {
                call: wanted.info.clone(),
                hits: found.len() - misses,
                misses,
            });
        }
        if misses > 0 {
            let flights = self.join(&client, &wanted, &mut found);
            for (fetched, is_own) in flights {
                match fetched.await {
                    Ok(Some(results)) => {
                        for (key, kept) in wanted.keys.iter().zip(&mut found) {
                            if kept.is_none() {
                                *kept = results.get(&key.record).cloned();
                            }
                        }
                    }
                    Err(error) if is_own || !is_of_one_read(&error) => return Err(error),
                    // Without ids in its rows, or failed because of another read.
                    Ok(None) | Err(_) => return client.call(wanted.call).await,
                }
            }
        }
        let found: Vec<&[u8]> = found.iter().flatten().map(|kept| &*kept.json).collect();
        let body = match wanted.keys.first() {
            Some(Key { record: None, .. }) => found.concat(),
            _ => list(&found),
        };
        Ok(Response::bare(body, &wanted.call, &state))
    }
}

#[cold]
fn tell_eviction(events: &Weak<EventHub>, call: CallInfo) {
    if let Some(events) = events.upgrade() {
        events.tell(|| Event::CacheEvicted { call });
    }
}

/// Returns whether an error may be about one read alone.
fn is_of_one_read(error: &Error) -> bool {
    match error {
        Error::Transport(error) => error.kind() == TransportErrorKind::Timeout,
        error => error.fault().is_some(),
    }
}

impl Wanted {
    fn new(client: &Client, call: Call) -> Self {
        let models = call.model().into_iter().chain(call.linked.iter().copied());
        let models: Arc<[String]> = models.map(str::to_owned).collect();
        let epoch = client.shared.writes.epoch(&models);
        let key = |request: Call, record| Key {
            request: request.to_call_kw(0).into(),
            epoch,
            record,
        };
        let keys = match separate_records(&call) {
            Some(ids) => {
                let of_any = key(call.clone().on([]), None);
                let of_one = |id: &i64| Key {
                    record: Some(*id),
                    ..of_any.clone()
                };
                ids.iter().map(of_one).collect()
            }
            None => vec![key(call.clone(), None)],
        };
        Wanted {
            info: call.info(),
            call,
            models,
            keys,
        }
    }
}

impl Wanted {
    /// Returns the call that fetches these results.
    fn call_for(&self, keys: &[Key]) -> Call {
        let ids: Vec<i64> = keys.iter().filter_map(|key| key.record).collect();
        match &*ids {
            [] => self.call.clone(),
            _ => self.call.clone().on(ids),
        }
    }
}

/// Returns the records of a read that are kept one by one.
fn separate_records(call: &Call) -> Option<&[i64]> {
    let Target::Method {
        method,
        ids: Some(ids),
        ..
    } = &call.target
    else {
        return None;
    };
    let is_read = matches!(method.as_str(), "read" | "web_read");
    let is_one_each = || ids.iter().collect::<BTreeSet<_>>().len() == ids.len();
    (is_read && (1..=MOST).contains(&ids.len()) && is_one_each()).then_some(ids)
}
