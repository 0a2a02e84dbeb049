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
    query::{Query, QueryItem, Search},
    response,
};

/// How many records a page has. Measured: ARCHITECTURE.md says what other sizes cost.
const PAGE_SIZE: usize = 2_000;

/// How a search is read in pages, and what is made of its hits.
pub(crate) struct Plan<H: QueryItem, T> {
    pub(crate) query: Query<H>,
    /// What a record must meet besides.
    pub(crate) terms: Vec<Value>,
    /// The id that all of it is behind; none from the beginning.
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
    pub(crate) fn new(mut query: Query<H>, keep: Keep<H, T>) -> Self {
        // Pages are tasks, whose results somebody waits for: the end of a scope is an error there.
        query.client = query.client.telling();
        Plan {
            query,
            terms: Vec::new(),
            after: None,
            page_size: PAGE_SIZE,
            concurrency: 1,
            keep,
        }
    }

    /// How many hits are wanted.
    pub(super) fn most(&self) -> usize {
        let limit = self
            .query
            .limit
            .and_then(|limit| usize::try_from(limit).ok());
        limit.unwrap_or(usize::MAX)
    }

    /// The search as the server takes it, which may need calls.
    pub(super) async fn begin(self) -> Result<Run<Typed<H, T>>, Error> {
        for (option, value) in [
            ("page_size", self.page_size),
            ("concurrency", self.concurrency),
        ] {
            if value == 0 {
                let sentence = format!("`{option}` was given 0, with which nothing would be read");
                return Err(ConfigError::new(sentence).into());
            }
        }
        let most = self.most();
        let mut whole = self.query.search().await?;
        whole.domain.extend(self.terms);
        Ok(Run {
            most,
            after: self.after,
            client: self.query.client,
            whole,
            page_size: self.page_size,
            concurrency: self.concurrency,
            find: Typed { keep: self.keep },
        })
    }
}

/// The model whose search finds other records once its domain names an id, as that of a page does: without one, the files of fields are left out (14 to 19:
/// `base/models/ir_attachment.py`, `_search`), unless the context says otherwise (18 and 19: `skip_res_field_check`). Which records a stream has is asked for in the
/// program's own words, so that no rule of the server's is repeated here.
const ASKED_IN_ITS_OWN_WORDS: &str = "ir.attachment";

/// A plan whose search can be sent.
pub(crate) struct Run<F> {
    pub(crate) client: Client,
    /// All that is looked for, in the order that is wanted.
    pub(crate) whole: Search,
    /// How many hits are wanted.
    pub(crate) most: usize,
    /// The id that all of it is behind.
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

    /// Whether any order will do, so that pages can follow one another by their keys.
    fn is_by_key(&self) -> bool {
        self.find.model() != ASKED_IN_ITS_OWN_WORDS
            && matches!(self.whole.order.as_deref(), None | Some("id"))
    }

    /// The ids that a search finds.
    pub(super) async fn search(&self, search: &Search) -> Result<Vec<i64>, Error> {
        let call = search.call(self.find.model(), "search");
        response::numbers(&self.client.call(call).await?)
    }

    /// What meets further conditions, by key.
    pub(super) fn part(&self, terms: impl IntoIterator<Item = Value>, note: String) -> Search {
        let mut domain = self.whole.domain.clone();
        domain.extend(terms);
        Search {
            domain,
            order: Some("id".to_owned()),
            limit: None,
            offset: 0,
            note: Some(note),
            is_page: true,
        }
    }
}
