use odoo_rpc::{BoxFuture, Client, Error};

use super::Search;
use crate::{
    answer,
    model::{Model, meta},
    record::Record,
    relation::Id,
    tree::{self, Source},
};

/// What a search finds: records that are read at once, or their ids.
pub trait Hit: Sized + Send + 'static {
    /// The model that is searched.
    type Model: Model;

    /// Runs a search; each of what it finds is as `keep` makes it.
    #[doc(hidden)]
    fn __find<'a, T: Send + 'static>(
        client: &'a Client,
        search: &'a Search,
        keep: impl Fn(Id<Self::Model>, Self) -> T + Send + 'static,
    ) -> BoxFuture<'a, Result<Vec<T>, Error>>;
}

impl<R: Record> Hit for R {
    type Model = R::Model;

    fn __find<'a, T: Send + 'static>(
        client: &'a Client,
        search: &'a Search,
        keep: impl Fn(Id<R::Model>, R) -> T + Send + 'static,
    ) -> BoxFuture<'a, Result<Vec<T>, Error>> {
        Box::pin(tree::records(client, Source::Search(search), keep))
    }
}

impl<M: Model> Hit for Id<M> {
    type Model = M;

    fn __find<'a, T: Send + 'static>(
        client: &'a Client,
        search: &'a Search,
        keep: impl Fn(Id<M>, Id<M>) -> T + Send + 'static,
    ) -> BoxFuture<'a, Result<Vec<T>, Error>> {
        Box::pin(async move {
            let call = search.call(meta::<M>().name(), "search");
            let ids: Vec<Id<M>> = answer::ids(&client.call(call).await?)?;
            Ok(ids.into_iter().map(|id| keep(id, id)).collect())
        })
    }
}
