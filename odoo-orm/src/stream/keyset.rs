//! Pages that follow one another by their keys: each begins behind the last id of the one before, so that nothing that is created or deleted meanwhile
//! moves a record from one page into another.

use std::{mem, sync::Arc, vec};

use futures_core::Stream;
use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _, try_unfold};
use odoo_rpc::{Error, prefetch};
use serde_json::json;

use super::{find::Find, plan::Run};
use crate::query::Search;

/// How many pages' ids are looked for at once.
const PAGES: usize = 10;

/// Where it goes on.
enum Place {
    /// Behind an id or at the beginning, and how many hits are still wanted.
    Behind(Option<i64>, usize),
    /// The same, after fewer have come than were asked for. Mostly that is all that there was; but some models look at what a user may see only behind the limit (14 to 19:
    /// `mail/models/mail_message.py`, `_search`), and so the ids of all that is left are asked for, without one.
    Rest(Option<i64>, usize),
    /// In pages whose bounds are known.
    Known(vec::IntoIter<Bounds>),
}

/// The id that a page begins behind, and the one that it ends with. Some are negative: views of the database's make them up (19: `pos_sale/report/sale_report.py`).
type Bounds = (i64, i64);

/// One page after the other.
pub(super) fn in_turn<F: Find>(run: Arc<Run<F>>) -> BoxStream<'static, Result<Vec<F::Hit>, Error>> {
    let begin = Some(Place::Behind(run.after, run.most));
    try_unfold(begin, move |place| {
        prefetch(Arc::clone(&run).following(place))
    })
    .boxed()
}

/// Several pages at a time: where they end is looked for first.
pub(super) fn side_by_side<F: Find>(
    run: Arc<Run<F>>,
) -> BoxStream<'static, Result<Vec<F::Hit>, Error>> {
    let concurrency = run.concurrency;
    bounds(Arc::clone(&run))
        .map(move |bounds| prefetch(Arc::clone(&run).between(bounds)))
        .buffered(concurrency)
        .boxed()
}

/// The bounds of each page.
fn bounds<F: Find>(run: Arc<Run<F>>) -> impl Stream<Item = Result<Bounds, Error>> + Send {
    let begin = Some(Place::Behind(run.after, run.most));
    let bounds = try_unfold(begin, move |place| prefetch(Arc::clone(&run).bounds(place)));
    bounds
        .map_ok(|bounds| stream::iter(bounds).map(Ok))
        .try_flatten()
}

impl<F: Find> Run<F> {
    /// The page at a place, and the place behind it.
    async fn following(
        self: Arc<Self>,
        place: Option<Place>,
    ) -> Result<Option<(Vec<F::Hit>, Option<Place>)>, Error> {
        let mut known = match place {
            None => return Ok(None),
            Some(Place::Behind(after, left)) => {
                let size = self.page_size.min(left);
                let search = self.behind(after, Some(size), "records");
                let found = self.find.find(&self.client, &search).await?;
                let place = next(after, left, size, found.count, found.last);
                return Ok(Some((found.hits, place)));
            }
            Some(Place::Rest(after, left)) => self.rest(after, left).await?.into_iter(),
            Some(Place::Known(known)) => known,
        };
        let Some(bounds) = known.next() else {
            return Ok(None);
        };
        let page = Arc::clone(&self).between(Ok(bounds)).await?;
        Ok(Some((page, Some(Place::Known(known)))))
    }

    /// The bounds of some pages from a place on, and the place behind them.
    async fn bounds(
        self: Arc<Self>,
        place: Option<Place>,
    ) -> Result<Option<(Vec<Bounds>, Option<Place>)>, Error> {
        match place {
            None => Ok(None),
            Some(Place::Behind(after, left)) => {
                let size = self.page_size.saturating_mul(PAGES).min(left);
                let ids = self.ids(after, Some(size)).await?;
                let last = ids.last().copied().unwrap_or_default();
                let place = next(after, left, size, ids.len(), last);
                Ok(Some((self.cut(after, &ids), place)))
            }
            Some(Place::Rest(after, left)) => Ok(Some((self.rest(after, left).await?, None))),
            Some(Place::Known(known)) => Ok(Some((known.collect(), None))),
        }
    }

    /// The bounds of the pages that are left behind an id.
    async fn rest(&self, after: Option<i64>, left: usize) -> Result<Vec<Bounds>, Error> {
        let mut ids = self.ids(after, None).await?;
        ids.truncate(left);
        Ok(self.cut(after, &ids))
    }

    async fn ids(&self, after: Option<i64>, size: Option<usize>) -> Result<Vec<i64>, Error> {
        let search = self.behind(after, size, "ids");
        self.search(&search).await
    }

    /// The bounds of the pages that some ids are on.
    fn cut(&self, after: Option<i64>, ids: &[i64]) -> Vec<Bounds> {
        // What is passed over at the beginning is no part of the first page.
        let first = ids.first().map(|first| first.saturating_sub(1));
        let mut begin = after.or(first).unwrap_or_default();
        let pages = ids.chunks(self.page_size);
        pages
            .filter_map(|page| {
                let last = *page.last()?;
                Some((mem::replace(&mut begin, last), last))
            })
            .collect()
    }

    /// The page behind one id and up to another. What goes wrong before comes in its turn.
    async fn between(self: Arc<Self>, bounds: Result<Bounds, Error>) -> Result<Vec<F::Hit>, Error> {
        let (after, last) = bounds?;
        let terms = [json!(["id", ">", after]), json!(["id", "<=", last])];
        let search = self.part(terms, format!("records behind id {after}"));
        let found = self.find.find(&self.client, &search).await?;
        Ok(found.hits)
    }

    /// The first `size` behind an id, or behind what is passed over; all without it.
    fn behind(&self, after: Option<i64>, size: Option<usize>, what: &str) -> Search {
        let term = after.map(|after| json!(["id", ">", after]));
        let note = match after {
            Some(after) => format!("{what} behind id {after}"),
            None => format!("the first {what}"),
        };
        Search {
            limit: size.and_then(|size| u64::try_from(size).ok()),
            offset: if after == self.after {
                self.whole.offset
            } else {
                0
            },
            ..self.part(term, note)
        }
    }
}

/// Where it goes on behind an id when `count` of `size` have been found there, the last of them `last`.
fn next(after: Option<i64>, left: usize, size: usize, count: usize, last: i64) -> Option<Place> {
    let left = left.checked_sub(count).filter(|left| *left > 0)?;
    Some(if count == size {
        Place::Behind(Some(last), left)
    } else {
        Place::Rest(if count == 0 { after } else { Some(last) }, left)
    })
}
