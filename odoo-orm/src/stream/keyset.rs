//! Keyset pagination: each page begins after the last id of the previous one.
//!
//! So records that are created or deleted meanwhile do not shift the others between pages.

use std::{mem, sync::Arc, vec};

use futures_core::Stream;
use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _, try_unfold};
use odoo_rpc::{__private::prefetch, Error};
use serde_json::json;

use super::{find::Find, plan::Run};
use crate::tree::Search;

/// The number of pages whose ids are looked up at once.
const PAGES: usize = 10;

/// The position from which the stream continues.
enum Place {
    /// After an id or from the beginning, with the number of items still needed.
    Behind(Option<i64>, usize),
    /// Like `Behind`, after a page that was not full.
    ///
    /// It is usually the last page. But some models filter by the user's access only after the limit (14 to 19:
    /// `mail/models/mail_message.py`, `_search`), so the ids of all remaining records are requested without a limit.
    Rest(Option<i64>, usize),
    /// In pages with known bounds.
    Known(vec::IntoIter<Bounds>),
}

/// The id before a page, and its last id.
///
/// Ids can be negative in database views (19: `pos_sale/report/sale_report.py`).
type Bounds = (i64, i64);

/// Reads one page after the other.
pub(super) fn in_turn<F: Find>(run: Arc<Run<F>>) -> BoxStream<'static, Result<Vec<F::Hit>, Error>> {
    let begin = Some(Place::Behind(run.after, run.most));
    try_unfold(begin, move |place| {
        prefetch(Arc::clone(&run).following(place))
    })
    .boxed()
}

/// Reads several pages concurrently, after looking up their bounds.
pub(super) fn side_by_side<F: Find>(
    run: Arc<Run<F>>,
) -> BoxStream<'static, Result<Vec<F::Hit>, Error>> {
    let concurrency = run.concurrency;
    bounds(Arc::clone(&run))
        .map(move |bounds| prefetch(Arc::clone(&run).between(bounds)))
        .buffered(concurrency)
        .boxed()
}

/// Returns the bounds of each page.
fn bounds<F: Find>(run: Arc<Run<F>>) -> impl Stream<Item = Result<Bounds, Error>> + Send {
    let begin = Some(Place::Behind(run.after, run.most));
    let bounds = try_unfold(begin, move |place| prefetch(Arc::clone(&run).bounds(place)));
    bounds
        .map_ok(|bounds| stream::iter(bounds).map(Ok))
        .try_flatten()
}

impl<F: Find> Run<F> {
    /// Reads the page at a position, and returns the position after it.
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

    /// Looks up the bounds of several pages, and the position after them.
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

    /// Looks up the bounds of the remaining pages after an id.
    async fn rest(&self, after: Option<i64>, left: usize) -> Result<Vec<Bounds>, Error> {
        let mut ids = self.ids(after, None).await?;
        ids.truncate(left);
        Ok(self.cut(after, &ids))
    }

    async fn ids(&self, after: Option<i64>, size: Option<usize>) -> Result<Vec<i64>, Error> {
        let search = self.behind(after, size, "ids");
        self.search(&search).await
    }

    /// Divides ids into pages, and returns their bounds.
    fn cut(&self, after: Option<i64>, ids: &[i64]) -> Vec<Bounds> {
        // Skipped records (offset) are not part of the first page.
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

    /// Reads the page after one id and up to another.
    ///
    /// An error of the lookup is returned in its place.
    async fn between(self: Arc<Self>, bounds: Result<Bounds, Error>) -> Result<Vec<F::Hit>, Error> {
        let (after, last) = bounds?;
        let terms = [json!(["id", ">", after]), json!(["id", "<=", last])];
        let search = self.part(terms, format!("records after id {after}"));
        let found = self.find.find(&self.client, &search).await?;
        Ok(found.hits)
    }

    /// Builds a search for the ids after an id or the offset.
    ///
    /// It returns the first `size` ids, or all without `size`.
    fn behind(&self, after: Option<i64>, size: Option<usize>, what: &str) -> Search {
        let term = after.map(|after| json!(["id", ">", after]));
        let label = match after {
            Some(after) => format!("{what} after id {after}"),
            None => format!("the first {what}"),
        };
        Search {
            limit: size.and_then(|size| u64::try_from(size).ok()),
            offset: if after == self.after {
                self.whole.offset
            } else {
                0
            },
            ..self.part(term, label)
        }
    }
}

/// Returns the position after a search for `size` ids.
///
/// The search found `count` ids, the last of them `last`.
fn next(after: Option<i64>, left: usize, size: usize, count: usize, last: i64) -> Option<Place> {
    let left = left.checked_sub(count).filter(|left| *left > 0)?;
    Some(if count == size {
        Place::Behind(Some(last), left)
    } else {
        Place::Rest(if count == 0 { after } else { Some(last) }, left)
    })
}
