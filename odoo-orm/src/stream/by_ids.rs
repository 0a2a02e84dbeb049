//! Pages by a list of ids, which is read when the stream begins.
//!
//! Supports any order.

use std::sync::Arc;

use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use odoo_rpc::{__private::prefetch, Error};
use serde_json::json;

use super::{find::Find, plan::Run};

pub(super) fn pages<F: Find>(run: Arc<Run<F>>) -> BoxStream<'static, Result<Vec<F::Hit>, Error>> {
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

impl<F: Find> Run<F> {
    async fn chosen(self: Arc<Self>) -> Result<Vec<i64>, Error> {
        let mut whole = self.whole.clone();
        whole.order.get_or_insert_with(|| "id".to_owned());
        let mut ids = self.search(&whole).await?;
        ids.retain(|id| self.after.is_none_or(|after| *id > after));
        Ok(ids)
    }

    /// Reads the records of some ids that still match, in the order of the ids.
    async fn chunk(
        self: Arc<Self>,
        chunk: Result<(usize, Vec<i64>), Error>,
    ) -> Result<Vec<F::Hit>, Error> {
        let (at, ids) = chunk?;
        if let Some(hits) = self.find.of_ids(&ids) {
            return Ok(hits);
        }
        let first = at * self.page_size + 1;
        let label = format!("records {first} to {}", first + ids.len() - 1);
        let search = self.part([json!(["id", "in", ids])], label);
        self.find.find_in_order(&self.client, &search, ids).await
    }
}
