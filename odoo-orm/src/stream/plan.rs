//! The options of a stream, and the choice of its pagination: keyset or by ids.

use std::sync::Arc;

use futures_util::stream::BoxStream;
use odoo_rpc::{Client, ConfigError, Error};
use serde_json::Value;

use super::{
    by_ids,
    find::{Find, Keep, Typed},
    keyset,
};
use crate::{
    query::{Query, QueryItem},
    response,
    tree::{Search, depends_on_naming_an_id},
};

/// The default number of records per page. Measured: ARCHITECTURE.md has the cost of other sizes.
const PAGE_SIZE: usize = 2_000;

/// How a search is divided into pages, and how matches are converted.
pub(crate) struct Plan<H: QueryItem, T> {
    pub(crate) query: Query<H>,
    /// Additional conditions.
    pub(crate) terms: Vec<Value>,
    /// The id after which to start; `None` for the beginning.
    pub(crate) after: Option<i64>,
    pub(crate) page_size: usize,
    pub(crate) concurrency: usize,
    keep: Keep<H, T>,
}

impl<H: QueryItem, T> Clone for Plan<H, T> {
    fn clone(&self) -> Self {
        Plan {
            query: self.query.clone(),
            terms: self.terms.clone(),
            ..*self
        }
    }
}

impl<H: QueryItem, T: Send + 'static> Plan<H, T> {
    pub(crate) fn new(query: Query<H>, keep: Keep<H, T>) -> Self {
        Plan {
            query,
            terms: Vec::new(),
            after: None,
            page_size: PAGE_SIZE,
            concurrency: 1,
            keep,
        }
    }

    /// Returns the maximum number of items.
    pub(super) fn most(&self) -> usize {
        let limit = self
            .query
            .limit
            .and_then(|limit| usize::try_from(limit).ok());
        limit.unwrap_or(usize::MAX)
    }

    /// Rejects options that are 0.
    pub(crate) fn check(&self) -> Result<(), Error> {
        for (option, value) in [
            ("page_size", self.page_size),
            ("concurrency", self.concurrency),
        ] {
            if value == 0 {
                let sentence = format!("invalid `{option}` 0: expected at least 1");
                return Err(ConfigError::new(sentence).into());
            }
        }
        Ok(())
    }

    /// Encodes the search for the server, which may need calls.
    pub(super) async fn begin(self) -> Result<Run<Typed<H, T>>, Error> {
        self.check()?;
        let most = self.most();
        let mut whole = self.query.search().await?;
        whole.domain.extend(self.terms);
        Ok(Run {
            most,
            after: self.after,
            // A stream may read more than a cache holds.
            client: self.query.client.uncached(),
            whole,
            page_size: self.page_size,
            concurrency: self.concurrency,
            find: Typed { keep: self.keep },
        })
    }
}

/// A plan whose search is encoded.
pub(crate) struct Run<F> {
    pub(crate) client: Client,
    /// The whole search, in the requested order.
    pub(crate) whole: Search,
    /// The maximum number of items.
    pub(crate) most: usize,
    /// The id after which to start.
    pub(crate) after: Option<i64>,
    pub(crate) page_size: usize,
    pub(crate) concurrency: usize,
    pub(crate) find: F,
}

impl<F: Find> Run<F> {
    pub(crate) fn pages(self) -> BoxStream<'static, Result<Vec<F::Hit>, Error>> {
        let (is_by_key, run) = (self.is_by_key(), Arc::new(self));
        if !is_by_key {
            by_ids::pages(run)
        } else if run.concurrency > 1 && run.find.of_ids(&[1]).is_none() {
            keyset::side_by_side(run)
        } else {
            keyset::in_turn(run)
        }
    }

    /// Tells whether keyset pagination is possible: the order is by id, or none.
    fn is_by_key(&self) -> bool {
        !depends_on_naming_an_id(self.find.model())
            && matches!(self.whole.order.as_deref(), None | Some("id"))
    }

    /// Returns the ids that a search finds.
    pub(super) async fn search(&self, search: &Search) -> Result<Vec<i64>, Error> {
        let call = search.call(self.find.model(), "search");
        response::numbers(&self.client.call(call).await?)
    }

    /// Builds a search with additional conditions, ordered by id.
    pub(super) fn part(&self, terms: impl IntoIterator<Item = Value>, label: String) -> Search {
        let mut domain = self.whole.domain.clone();
        domain.extend(terms);
        Search {
            domain,
            order: Some("id".to_owned()),
            limit: None,
            offset: 0,
            label: Some(label),
            is_page: true,
        }
    }
}
