//! Pages of records that are chosen when the stream begins: in any order, for the price of all their ids at once.

use std::{collections::HashMap, sync::Arc};

use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use odoo_rpc::{Error, prefetch};
use serde_json::json;

use super::plan::Run;
use crate::{query::QueryItem, relation::Id};

pub(super) fn pages<H: QueryItem, T: Send + 'static>(
    run: Arc<Run<H, T>>,
) -> BoxStream<'static, Result<Vec<T>, Error>> {
    let (size, concurrency) = (run.page_size, run.concurrency);
    let chosen = stream::once(prefetch(Arc::clone(&run).chosen()));
    let chunks = chosen.map_ok(move |ids| {
        let chunks: Vec<Vec<i64>> = ids.chunks(size).map(<[i64]>::to_vec).collect();
        stream::iter(chunks.into_iter().enumerate()).map(Ok)
    });
    chunks
        .try_flatten()
        .map(move |chunk| prefetch(Arc::clone(&run).chunk(chunk)))
        .buffered(concurrency)
        .boxed()
}

impl<H: QueryItem, T: Send + 'static> Run<H, T> {
    async fn chosen(self: Arc<Self>) -> Result<Vec<i64>, Error> {
        let mut whole = self.whole.clone();
        whole.order.get_or_insert_with(|| "id".to_owned());
        let found = Id::__find(&self.client, &whole, |id: Id<H::Model>, _| id.get());
        let mut ids = found.await?.hits;
        ids.retain(|id| self.after.is_none_or(|after| *id > after));
        Ok(ids)
    }

    /// Those of some ids that still match, in the order of the ids.
    async fn chunk(
        self: Arc<Self>,
        chunk: Result<(usize, Vec<i64>), Error>,
    ) -> Result<Vec<T>, Error> {
        let (at, ids) = chunk?;
        let hit = |id: &i64| {
            let id = Id::new(*id);
            H::__of_id(id).map(|hit| (self.keep)(id, hit))
        };
        if let Some(hits) = ids.iter().map(hit).collect() {
            return Ok(hits);
        }
        let first = at * self.page_size + 1;
        let note = format!("records {first} to {}", first + ids.len() - 1);
        let search = self.part([json!(["id", "in", ids])], note);
        let keep = self.keep;
        let found = H::__find(&self.client, &search, move |id, hit| {
            (id.get(), keep(id, hit))
        });
        let mut hits = found.await?.hits;
        let ranks: HashMap<i64, usize> = ids.into_iter().zip(0..).collect();
        hits.sort_by_key(|(id, _)| ranks.get(id).copied());
        Ok(hits.into_iter().map(|(_, hit)| hit).collect())
    }
}
