//! The calls that fetch results. Reads that look for the same result share one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{
    FutureExt as _,
    future::{Shared, WeakShared},
};
use tokio::runtime::{Handle, Id as RuntimeId};

use super::{Kept, Key, ReadCache, Wanted};
use crate::{
    call::Call,
    client::Client,
    error::Error,
    response::{RowsById, rows_by_id},
    transport::BoxFuture,
};

/// The results of a call; `None` if its rows have no ids.
type Results = Option<Arc<HashMap<Option<i64>, Kept>>>;

/// Whoever waits for it drives it, so that no read depends on another one's task.
pub(super) type Fetched = Shared<BoxFuture<'static, Result<Results, Error>>>;

/// What reads must have in common to share a call.
///
/// The connections of a runtime may pause with it, and a call has one time limit.
type FlightKey = (Option<RuntimeId>, Option<Duration>, Key);

#[derive(Default)]
pub(super) struct Flights(Mutex<HashMap<FlightKey, Flight>>);

struct Flight {
    /// The same as that of the call.
    token: Arc<()>,
    fetched: WeakShared<BoxFuture<'static, Result<Results, Error>>>,
}

impl Flights {
    fn lock(&self) -> MutexGuard<'_, HashMap<FlightKey, Flight>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ReadCache {
    /// Returns the calls that fetch what is missing, and whether this read began them.
    pub(super) fn join(
        self: &Arc<Self>,
        client: &Client,
        wanted: &Wanted,
        found: &mut [Option<Kept>],
    ) -> Vec<(Fetched, bool)> {
        let runtime = Handle::try_current().ok().map(|handle| handle.id());
        let flight_key = |key: &Key| (runtime, wanted.call.timeout(), key.clone());
        let mut joined: Vec<(Fetched, bool)> = Vec::new();
        let mut own = Vec::new();
        let mut flights = self.flights.lock();
        for (key, kept) in wanted.keys.iter().zip(found) {
            if kept.is_some() {
                continue;
            }
            let flight = flights.get(&flight_key(key));
            if let Some(fetched) = flight.and_then(|flight| flight.fetched.upgrade()) {
                if !joined.iter().any(|(other, _)| other.ptr_eq(&fetched)) {
                    joined.push((fetched, false));
                }
                continue;
            }
            // A call that ended after the first look has kept its results before it left the list.
            *kept = self.entries.get(key);
            if kept.is_none() {
                own.push(key.clone());
            }
        }
        if !own.is_empty() {
            let token = Arc::new(());
            let begun = Begun {
                cache: Arc::clone(self),
                token: Arc::clone(&token),
                keys: own.iter().map(flight_key).collect(),
            };
            let keys = begun.keys.clone();
            let (call, models) = (wanted.call_for(&own), Arc::clone(&wanted.models));
            let fetched = fetch(client.clone(), call, models, own, begun);
            let fetched = fetched.boxed().shared();
            if let Some(weak) = fetched.downgrade() {
                for key in keys {
                    let flight = Flight {
                        token: Arc::clone(&token),
                        fetched: weak.clone(),
                    };
                    flights.insert(key, flight);
                }
            }
            // First, because the others are fetched already.
            joined.insert(0, (fetched, true));
        }
        joined
    }
}

/// A call that is in the list until it ends or nobody waits for it.
struct Begun {
    cache: Arc<ReadCache>,
    token: Arc<()>,
    keys: Vec<FlightKey>,
}

impl Drop for Begun {
    fn drop(&mut self) {
        let mut flights = self.cache.flights.lock();
        for key in &self.keys {
            let flight = flights.get(key);
            if flight.is_some_and(|flight| Arc::ptr_eq(&flight.token, &self.token)) {
                flights.remove(key);
            }
        }
    }
}

/// Sends the call and keeps its results.
async fn fetch(
    client: Client,
    call: Call,
    models: Arc<[String]>,
    keys: Vec<Key>,
    begun: Begun,
) -> Result<Results, Error> {
    let info = call.info();
    let response = client.call(call).await?;
    let is_whole = keys.iter().any(|key| key.record.is_none());
    let rows: HashMap<Option<i64>, Arc<[u8]>> = if is_whole {
        HashMap::from([(None, response.read(|json| json.raw().map(Arc::from))?)])
    } else {
        let rows: Option<RowsById> = response.read(rows_by_id).ok().flatten();
        let Some(rows) = rows else { return Ok(None) };
        rows.into_iter().map(|(id, row)| (Some(id), row)).collect()
    };
    let kept = |(record, json)| {
        let kept = Kept {
            json,
            call: info.clone(),
            models: Arc::clone(&models),
        };
        (record, kept)
    };
    let results: HashMap<Option<i64>, Kept> = rows.into_iter().map(kept).collect();
    begun.cache.keep(&keys, &results);
    Ok(Some(Arc::new(results)))
}
