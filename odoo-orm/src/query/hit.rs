use std::cell::Cell;

use odoo_rpc::{BoxFuture, Client, Error};

use super::Search;
use crate::{
    answer,
    model::{Model, meta},
    record::{Record, Select},
    relation::Id,
    tree::Fetch,
};

/// What a search has found.
#[doc(hidden)]
#[derive(Debug)]
#[expect(unnameable_types, reason = "for the crate alone")]
pub struct Found<T> {
    pub(crate) hits: Vec<T>,
    /// How many the server found. There are fewer hits if some were deleted before they were read.
    pub(crate) count: usize,
    /// The id of the last that it found; 0 if it found none.
    pub(crate) last: i64,
}

/// What a search finds: records that are read at once, or their ids.
pub trait Hit: Sized + 'static {
    /// The model that is searched.
    type Model: Model;

    /// What is found by an id alone, without reading it.
    #[doc(hidden)]
    fn __of_id(_: Id<Self::Model>) -> Option<Self> {
        None
    }

    /// Runs a search; each of what it finds is as `keep` makes it.
    #[doc(hidden)]
    fn __find<'a, T>(
        client: &'a Client,
        search: &'a Search,
        keep: impl Fn(Id<Self::Model>, Self) -> T + Send + 'a,
    ) -> BoxFuture<'a, Result<Found<T>, Error>>;
}

impl<R: Record> Hit for R {
    type Model = R::Model;

    fn __find<'a, T>(
        client: &'a Client,
        search: &'a Search,
        keep: impl Fn(Id<R::Model>, R) -> T + Send + 'a,
    ) -> BoxFuture<'a, Result<Found<T>, Error>> {
        Box::pin(async move {
            let select = Select::of::<R>();
            let fetch = Fetch::new(client, &select).await?;
            let model = meta::<R::Model>().name();
            let (tree, ids) = fetch.search(model, &select, search).await?;
            let last = Cell::new(0);
            let hits = tree.records(|id, record| {
                last.set(id.get());
                keep(id, record)
            })?;
            Ok(match ids {
                Some(ids) => Found {
                    hits,
                    count: ids.len(),
                    last: ids.last().copied().unwrap_or_default(),
                },
                None => Found {
                    count: hits.len(),
                    hits,
                    last: last.get(),
                },
            })
        })
    }
}

impl<M: Model> Hit for Id<M> {
    type Model = M;

    fn __of_id(id: Id<M>) -> Option<Self> {
        Some(id)
    }

    fn __find<'a, T>(
        client: &'a Client,
        search: &'a Search,
        keep: impl Fn(Id<M>, Id<M>) -> T + Send + 'a,
    ) -> BoxFuture<'a, Result<Found<T>, Error>> {
        Box::pin(async move {
            let call = search.call(meta::<M>().name(), "search");
            let ids: Vec<Id<M>> = answer::ids(&client.call(call).await?)?;
            Ok(Found {
                count: ids.len(),
                last: ids.last().map_or(0, |id| id.get()),
                hits: ids.into_iter().map(|id| keep(id, id)).collect(),
            })
        })
    }
}
