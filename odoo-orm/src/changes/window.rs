//! The first reads of a run, which often are all of it.

use std::{collections::HashSet, time::Duration};

use odoo_rpc::{Client, Error};

use super::{
    Cursor,
    newest_change::{begin_on, count, explained, now, since},
    seen_record::Seen,
};
use crate::{
    model::meta, query::QueryItem as _, record::Record, response, stream::Plan, tree::Search,
};

/// The state of a run after its first calls.
pub(super) struct Window<R> {
    pub(super) cursor: Cursor,
    /// All records of the run, ordered by id; `None` if they are read in pages.
    pub(super) all: Option<Vec<Seen<R>>>,
}

pub(super) async fn read<R: Record>(
    plan: Plan<Seen<R>, Seen<R>>,
    cursor: Cursor,
    overlap: Duration,
) -> Result<Window<R>, Error> {
    plan.check()?;
    let (client, model) = (plan.query.client.clone(), meta::<R::Model>().name());
    let search = plan.query.search().await?;
    if cursor.from(overlap).is_none() {
        let begun = begin_on(&client, model, search.domain, cursor, overlap).await?;
        return Ok(Window {
            cursor: begun.cursor,
            all: begun.is_empty.then(Vec::new),
        });
    }
    explained(
        changed(&plan, search, cursor, overlap).await,
        &client,
        model,
    )
    .await
}

/// Reads the newest changes: all of them, if they are less than a page.
async fn changed<R: Record>(
    plan: &Plan<Seen<R>, Seen<R>>,
    mut search: Search,
    cursor: Cursor,
    overlap: Duration,
) -> Result<Window<R>, Error> {
    let (client, model) = (&plan.query.client, meta::<R::Model>().name());
    let began = now();
    search.domain.push(since(cursor.from(overlap)));
    // Without records that are read again, there is probably nothing to read.
    if cursor.has_delivered_nothing() && count(client, model, &search.domain).await? == 0 {
        return Ok(Window {
            cursor: cursor.begin(overlap, began, None, now()),
            all: Some(Vec::new()),
        });
    }
    let first = Search {
        order: Some("write_date desc, id desc".to_owned()),
        limit: u64::try_from(plan.page_size).ok(),
        label: Some("the newest changes".to_owned()),
        // As the pages of a run, because the digests depend on how a row is read.
        is_page: true,
        ..search.clone()
    };
    let found = Seen::<R>::__find(client, &first, |_, seen| seen).await?;
    let newest = found.hits.iter().filter_map(|seen| seen.second).max();
    let moved = cursor.begin(overlap, began, newest, now());
    let mut all = None;
    if found.count < plan.page_size {
        let mut hits = found.hits;
        // A search with a limit may hide records (`keyset.rs`), which must be found now, unless a later run certainly looks for them.
        let ids = hits.iter().map(|seen| seen.id).collect();
        let is_left_to_later = moved.is_as_far_as(&cursor) && moved.will_settle();
        if is_left_to_later || are_all(ids, client, model, &search).await? {
            hits.sort_unstable_by_key(|seen| seen.id);
            all = Some(hits);
        }
    }
    Ok(Window { cursor: moved, all })
}

/// Tells whether a search without a limit finds no other ids.
async fn are_all(
    hits: HashSet<i64>,
    client: &Client,
    model: &str,
    search: &Search,
) -> Result<bool, Error> {
    let ids = response::numbers(&client.call(search.call(model, "search")).await?)?;
    Ok(ids.iter().all(|id| hits.contains(id)))
}
