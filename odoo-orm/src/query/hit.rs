use odoo_rpc::{BoxFuture, Client, Error};

use super::Search;
use crate::{
    answer,
    model::{Model, meta},
    record::{Record, Select},
    relation::Id,
    tree::Fetch,
};

/// What a search finds: records that are read at once, or their ids.
pub trait Hit: Sized + 'static {
    /// The model that is searched.
    type Model: Model;

    /// Runs a search; each of what it finds is as `keep` makes it.
    #[doc(hidden)]
    fn __find<'a, T>(
        client: &'a Client,
        search: &'a Search,
        keep: impl Fn(Id<Self::Model>, Self) -> T + Send + 'a,
    ) -> BoxFuture<'a, Result<Vec<T>, Error>>;
}

impl<R: Record> Hit for R {
    type Model = R::Model;

    fn __find<'a, T>(
        client: &'a Client,
        search: &'a Search,
        keep: impl Fn(Id<R::Model>, R) -> T + Send + 'a,
    ) -> BoxFuture<'a, Result<Vec<T>, Error>> {
        Box::pin(async move {
            let select = Select::of::<R>();
            let fetch = Fetch::new(client, &select).await?;
            let model = meta::<R::Model>().name();
            let tree = fetch.search(model, &select, search).await?;
            tree.records(keep)
        })
    }
}

impl<M: Model> Hit for Id<M> {
    type Model = M;

    fn __find<'a, T>(
        client: &'a Client,
        search: &'a Search,
        keep: impl Fn(Id<M>, Id<M>) -> T + Send + 'a,
    ) -> BoxFuture<'a, Result<Vec<T>, Error>> {
        Box::pin(async move {
            let call = search.call(meta::<M>().name(), "search");
            let ids: Vec<Id<M>> = answer::ids(&client.call(call).await?)?;
            Ok(ids.into_iter().map(|id| keep(id, id)).collect())
        })
    }
}
