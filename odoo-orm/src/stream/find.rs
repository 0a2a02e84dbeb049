//! The source of a stream: a typed model, or one known at run time.

use std::collections::HashMap;

use odoo_rpc::{BoxFuture, Client, Error};

use crate::{
    model::meta,
    query::{Found, QueryItem},
    relation::Id,
    tree::Search,
};

/// Reads what a search finds, for the pages of a stream.
pub(crate) trait Find: Send + Sync + 'static {
    /// The item of a page.
    type Hit: Send + 'static;

    /// The model that is searched.
    fn model(&self) -> &str;

    /// Runs a search.
    fn find<'a>(
        &'a self,
        client: &'a Client,
        search: &'a Search,
    ) -> BoxFuture<'a, Result<Found<Self::Hit>, Error>>;

    /// Runs a search, and returns the hits in the order of `ids`.
    fn find_in_order<'a>(
        &'a self,
        client: &'a Client,
        search: &'a Search,
        ids: Vec<i64>,
    ) -> BoxFuture<'a, Result<Vec<Self::Hit>, Error>>;

    /// Returns the hits of these ids if that needs no request.
    fn of_ids(&self, _: &[i64]) -> Option<Vec<Self::Hit>> {
        None
    }
}

/// Converts a hit and its id to an item of the stream.
pub(super) type Keep<H, T> = fn(Id<<H as QueryItem>::Model>, H) -> T;

/// Hits that have a type, each as `keep` makes it.
pub(crate) struct Typed<H: QueryItem, T> {
    pub(super) keep: Keep<H, T>,
}

impl<H: QueryItem, T: Send + 'static> Find for Typed<H, T> {
    type Hit = T;

    fn model(&self) -> &str {
        meta::<H::Model>().name()
    }

    fn find<'a>(
        &'a self,
        client: &'a Client,
        search: &'a Search,
    ) -> BoxFuture<'a, Result<Found<T>, Error>> {
        H::__find(client, search, self.keep)
    }

    fn find_in_order<'a>(
        &'a self,
        client: &'a Client,
        search: &'a Search,
        ids: Vec<i64>,
    ) -> BoxFuture<'a, Result<Vec<T>, Error>> {
        let keep = self.keep;
        Box::pin(async move {
            let found = H::__find(client, search, move |id, hit| (id.get(), keep(id, hit)));
            let mut hits = found.await?.hits;
            let ranks: HashMap<i64, usize> = ids.into_iter().zip(0..).collect();
            hits.sort_by_key(|(id, _)| ranks.get(id).copied());
            Ok(hits.into_iter().map(|(_, hit)| hit).collect())
        })
    }

    fn of_ids(&self, ids: &[i64]) -> Option<Vec<T>> {
        let hit = |id: &i64| {
            let id = Id::new(*id);
            H::__of_id(id).map(|hit| (self.keep)(id, hit))
        };
        ids.iter().map(hit).collect()
    }
}
