//! Reads that begin together or wait for a place, as one call: a data loader.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use futures_util::{
    FutureExt as _, StreamExt as _,
    future::{Shared, WeakShared},
    stream::FuturesUnordered,
};
use tokio::{runtime::Id as RuntimeId, task::yield_now};

use super::HttpTransport;
use crate::{
    call::{Call, Target},
    call_info::Effect,
    call_state::CallState,
    download::Content,
    error::Error,
    observability::Event,
    response::{Response, RowsById, list, rows_by_id},
    runtime,
    transport::{BoxFuture, Transport},
};

/// The most records of a read that others can join.
const FEW: usize = 100;
/// The most records of a merged read.
const MOST: usize = 1_000;

/// The records of several reads, until one call reads all of them.
#[derive(Default)]
pub(super) struct ReadBatch {
    wanted: Mutex<Wanted>,
    /// The call that is sent. From then on no read can join.
    merged: OnceLock<Call>,
}

#[derive(Default)]
struct Wanted {
    ids: BTreeSet<i64>,
    /// How many reads want them.
    reads: usize,
    is_closed: bool,
}

impl ReadBatch {
    /// Adds the records of a read, unless the call is being sent or is full.
    fn join(&self, ids: &[i64]) -> bool {
        let mut wanted = lock(&self.wanted);
        if wanted.is_closed || wanted.ids.len() + ids.len() > MOST {
            return false;
        }
        wanted.ids.extend(ids);
        wanted.reads += 1;
        true
    }

    /// Returns the call that reads the records of all.
    ///
    /// It is made from the call of one of them.
    pub(super) fn close(&self, one: &Call) -> &Call {
        self.merged.get_or_init(|| {
            let mut wanted = lock(&self.wanted);
            wanted.is_closed = true;
            one.clone().on(wanted.ids.iter().copied())
        })
    }

    /// Lets no read join if there is only one, and returns whether it is so.
    fn close_alone(&self) -> bool {
        let mut wanted = lock(&self.wanted);
        let is_alone = wanted.reads == 1;
        wanted.is_closed |= is_alone;
        is_alone
    }

    fn reads(&self) -> usize {
        lock(&self.wanted).reads
    }
}

/// What reads must have in common: the runtime, and the request without its ids.
#[derive(PartialEq, Eq, Hash, Clone)]
struct Key(RuntimeId, Vec<u8>);

/// The rows of a merged read.
///
/// `None` if each read is sent alone: because no other joined it, or the response is not a list of records.
type Rows = Option<Arc<RowsById>>;

/// Whoever waits for it drives it, so that no read depends on another one's task.
type Answer = Shared<BoxFuture<'static, Result<Rows, Error>>>;

/// A read that others can join.
struct Open {
    batch: Arc<ReadBatch>,
    answer: WeakShared<BoxFuture<'static, Result<Rows, Error>>>,
}

type OpenReads = Arc<Mutex<HashMap<Key, Open>>>;

/// The HTTP transport, which merges reads.
pub(super) struct MergedReads {
    http: Arc<HttpTransport>,
    open: OpenReads,
}

impl MergedReads {
    pub(super) fn new(http: HttpTransport) -> Self {
        MergedReads {
            http: Arc::new(http),
            open: OpenReads::default(),
        }
    }

    /// Reads with others, or alone if that fails because of a record.
    async fn read(&self, call: Call, state: CallState) -> Result<Response, Error> {
        let key = Key(runtime::current()?.id(), call.clone().on([]).to_call_kw(0));
        let (batch, answer) = self.join(key, &call);
        match answer.await {
            Ok(Some(rows)) => {
                let own = call.ids().unwrap_or_default().iter();
                let own: Vec<&[u8]> = own
                    .filter_map(|id| rows.get(id))
                    .map(|row| &**row)
                    .collect();
                Ok(Response::bare(list(&own), &call, &state))
            }
            // A fault may be about a record of another read.
            Err(error) if batch.reads() == 1 || error.fault().is_none() => Err(error),
            Ok(None) | Err(_) => self.http.call(call, state).await,
        }
    }

    /// Joins the read that waits with the same key, or begins one.
    fn join(&self, key: Key, call: &Call) -> (Arc<ReadBatch>, Answer) {
        let ids = call.ids().unwrap_or_default();
        // Dropped after the lock is released: the last owner of an answer removes its entry.
        let _full;
        let mut open = lock(&self.open);
        if let Some(waiting) = open.get(&key)
            && let Some(answer) = waiting.answer.upgrade()
        {
            if waiting.batch.join(ids) {
                return (Arc::clone(&waiting.batch), answer);
            }
            _full = answer;
        }
        let batch = Arc::new(ReadBatch::default());
        batch.join(ids);
        let entry = Entry {
            open: Arc::clone(&self.open),
            key: key.clone(),
            batch: Arc::clone(&batch),
        };
        let work = send(Arc::clone(&self.http), call.clone(), entry);
        let answer = work.boxed().shared();
        if let Some(weak) = answer.downgrade() {
            let waiting = Open {
                batch: Arc::clone(&batch),
                answer: weak,
            };
            open.insert(key, waiting);
        }
        (batch, answer)
    }
}

impl Transport for MergedReads {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        if !can_be_merged(&call) {
            return self.http.call(call, state);
        }
        Box::pin(self.read(call, state))
    }

    fn download(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Content, Error>> {
        self.http.download(call, state)
    }
}

/// Returns whether a call reads few records and has no settings of its own.
///
/// A call with a timeout of its own waits on its own.
fn can_be_merged(call: &Call) -> bool {
    let Target::Method {
        method,
        ids: Some(ids),
        ..
    } = &call.target
    else {
        return false;
    };
    matches!(method.as_str(), "read" | "web_read")
        && call.effect() == Effect::Read
        && call.timeout().is_none()
        && !call.is_silent()
        && (1..=FEW).contains(&ids.len())
        && ids.iter().collect::<BTreeSet<_>>().len() == ids.len()
}

/// Sends the merged call once it has a place.
async fn send(http: Arc<HttpTransport>, call: Call, entry: Entry) -> Result<Rows, Error> {
    // Tasks that are ready now may read as well, above all those that one merged call has just woken. Without this turn, the first of them would take
    // the free places for one record each.
    turn().await;
    if http.channel.places.is_free() && entry.batch.close_alone() {
        return Ok(None);
    }
    let sent = http.run::<Response>(call, CallState::default(), Some(&entry.batch));
    let response = sent.await;
    let reads = entry.batch.reads();
    if let Some(merged) = entry.batch.merged.get()
        && reads > 1
    {
        http.channel.events.tell(|| Event::ReadsMerged {
            call: merged.info(),
            reads,
        });
    }
    let response = response?;
    Ok(response.read(rows_by_id).ok().flatten().map(Arc::new))
}

/// Waits until the tasks that are ready have been polled.
///
/// Each read that joins polls the future around it. `yield_now` alone would be ready then.
async fn turn() {
    FuturesUnordered::from_iter([yield_now()]).next().await;
}

/// The entry of a read that others can join. It is removed with the read.
struct Entry {
    open: OpenReads,
    key: Key,
    batch: Arc<ReadBatch>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut open = lock(&self.open);
        let is_own = |open: &Open| Arc::ptr_eq(&open.batch, &self.batch);
        if open.get(&self.key).is_some_and(is_own) {
            open.remove(&self.key);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
