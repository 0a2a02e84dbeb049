//! Pages that follow one another by their keys: each begins behind the last id of the one before, so that nothing that is created or deleted meanwhile
//! moves a record from one page into another.

use std::sync::Arc;

use futures_core::Stream;
use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _, try_unfold};
use odoo_rpc::Error;
use serde_json::json;

use super::plan::Run;
use crate::{
    query::{Hit, Search},
    relation::Id,
};

/// How many pages' ids are looked for at once.
const PAGES: usize = 10;

/// Behind which id it goes on, and how many hits are still wanted; none at the end.
type Place = Option<(i64, usize)>;

/// One page after the other.
pub(super) fn in_turn<H: Hit, T: Send + 'static>(
    run: Arc<Run<H, T>>,
) -> BoxStream<'static, Result<Vec<T>, Error>> {
    let begin = Some((0, run.most));
    try_unfold(begin, move |place| Arc::clone(&run).following(place)).boxed()
}

/// Several pages at a time: where they end is looked for first.
pub(super) fn side_by_side<H: Hit, T: Send + 'static>(
    run: Arc<Run<H, T>>,
) -> BoxStream<'static, Result<Vec<T>, Error>> {
    let concurrency = run.concurrency;
    bounds(Arc::clone(&run))
        .map(move |bounds| Arc::clone(&run).between(bounds))
        .buffered(concurrency)
        .boxed()
}

/// For each page the id that it begins behind, and the one that it ends with.
fn bounds<H: Hit, T: Send + 'static>(
    run: Arc<Run<H, T>>,
) -> impl Stream<Item = Result<(i64, i64), Error>> + Send {
    let begin = Some((0, run.most));
    let bounds = try_unfold(begin, move |place| Arc::clone(&run).bounds(place));
    bounds
        .map_ok(|bounds| stream::iter(bounds).map(Ok))
        .try_flatten()
}

impl<H: Hit, T: Send + 'static> Run<H, T> {
    /// The page at a place, and the place behind it.
    async fn following(self: Arc<Self>, place: Place) -> Result<Option<(Vec<T>, Place)>, Error> {
        let Some((after, left)) = place else {
            return Ok(None);
        };
        let size = self.page_size.min(left);
        let search = self.behind(after, size, "records");
        let found = H::__find(&self.client, &search, self.keep).await?;
        Ok(Some((
            found.hits,
            next(left, size, found.count, found.last),
        )))
    }

    /// The bounds of some pages from a place on, and the place behind them.
    async fn bounds(
        self: Arc<Self>,
        place: Place,
    ) -> Result<Option<(Vec<(i64, i64)>, Place)>, Error> {
        let Some((after, left)) = place else {
            return Ok(None);
        };
        let size = self.page_size.saturating_mul(PAGES).min(left);
        let search = self.behind(after, size, "ids");
        let found = Id::__find(&self.client, &search, |id: Id<H::Model>, _| id.get()).await?;
        // What is passed over at the beginning is no part of the first page.
        let mut begin = match found.hits.first() {
            Some(first) if after == 0 => first - 1,
            _ => after,
        };
        let pages = found.hits.chunks(self.page_size);
        let bounds = pages.filter_map(|page| {
            let last = *page.last()?;
            Some((std::mem::replace(&mut begin, last), last))
        });
        let bounds = bounds.collect();
        Ok(Some((bounds, next(left, size, found.count, found.last))))
    }

    /// The page behind one id and up to another. What goes wrong before comes in its turn.
    async fn between(self: Arc<Self>, bounds: Result<(i64, i64), Error>) -> Result<Vec<T>, Error> {
        let (after, last) = bounds?;
        let terms = [json!(["id", ">", after]), json!(["id", "<=", last])];
        let search = self.part(terms, format!("records behind id {after}"));
        let found = H::__find(&self.client, &search, self.keep).await?;
        Ok(found.hits)
    }

    /// The first `size` behind an id, or behind what is passed over.
    fn behind(&self, after: i64, size: usize, what: &str) -> Search {
        let is_first = after == 0;
        let term = (!is_first).then(|| json!(["id", ">", after]));
        Search {
            limit: u64::try_from(size).ok(),
            offset: if is_first { self.whole.offset } else { 0 },
            ..self.part(term, format!("{what} behind id {after}"))
        }
    }
}

/// Where it goes on when `count` of `size` have been found.
fn next(left: usize, size: usize, count: usize, last: i64) -> Place {
    (count == size && size < left).then(|| (last, left - size))
}
