use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering::Relaxed},
};

use odoo_rpc::{BoxFuture, Client, Error};

use crate::{
    model::{Model, meta},
    record::Record,
    relation::Id,
    response,
    tree::{self, Search, Source},
};

/// The result of a search.
#[doc(hidden)]
#[derive(Debug)]
#[expect(unnameable_types, reason = "used only inside the crate")]
pub struct Found<T> {
    pub(crate) hits: Vec<T>,
    /// The number of records that the server found.
    ///
    /// It exceeds `hits` if some were deleted before they were read.
    pub(crate) count: usize,
    /// The last id that the server found; 0 if there are no matches.
    pub(crate) last: i64,
}

/// The result type of a search: records, or ids.
pub trait QueryItem: Sized + Send + 'static {
    /// The model that is searched.
    type Model: Model;

    /// Returns the item for an id, if the item needs no read.
    #[doc(hidden)]
    fn __of_id(_: Id<Self::Model>) -> Option<Self> {
        None
    }

    /// Runs a search, and converts each match with `keep`.
    #[doc(hidden)]
    fn __find<'a, T: Send + 'static>(
        client: &'a Client,
        search: &'a Search,
        keep: impl Fn(Id<Self::Model>, Self) -> T + Send + 'static,
    ) -> BoxFuture<'a, Result<Found<T>, Error>>;
}

impl<R: Record> QueryItem for R {
    type Model = R::Model;

    fn __find<'a, T: Send + 'static>(
        client: &'a Client,
        search: &'a Search,
        keep: impl Fn(Id<R::Model>, R) -> T + Send + 'static,
    ) -> BoxFuture<'a, Result<Found<T>, Error>> {
        Box::pin(async move {
            let last = Arc::new(AtomicI64::new(0));
            let read = Arc::clone(&last);
            let keep = move |id: Id<R::Model>, record| {
                read.store(id.get(), Relaxed);
                keep(id, record)
            };
            let (hits, ids) = tree::records(client, Source::Search(search), keep).await?;
            Ok(match ids {
                Some(ids) => Found {
                    hits,
                    count: ids.len(),
                    last: ids.last().copied().unwrap_or_default(),
                },
                None => Found {
                    count: hits.len(),
                    // A failed attempt may have read some items, too.
                    last: if hits.is_empty() {
                        0
                    } else {
                        last.load(Relaxed)
                    },
                    hits,
                },
            })
        })
    }
}

impl<M: Model> QueryItem for Id<M> {
    type Model = M;

    fn __of_id(id: Id<M>) -> Option<Self> {
        Some(id)
    }

    fn __find<'a, T: Send + 'static>(
        client: &'a Client,
        search: &'a Search,
        keep: impl Fn(Id<M>, Id<M>) -> T + Send + 'static,
    ) -> BoxFuture<'a, Result<Found<T>, Error>> {
        Box::pin(async move {
            let call = search.call(meta::<M>().name(), "search");
            let ids: Vec<Id<M>> = response::ids(&client.call(call).await?)?;
            Ok(Found {
                count: ids.len(),
                last: ids.last().map_or(0, |id| id.get()),
                hits: ids.into_iter().map(|id| keep(id, id)).collect(),
            })
        })
    }
}
