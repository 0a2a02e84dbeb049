use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    future::IntoFuture,
    marker::PhantomData,
};

use odoo_rpc::{BoxFuture, Client, Context, Error};

use crate::{
    record::Record,
    relation::{Id, IntoIds, numbers},
    tree::{self, Source},
};

/// A read of the records that others lead to, which has not run yet. `.await` runs it and gives them by their ids.
#[must_use = "nothing is loaded until `.await`"]
pub struct Load<R: Record> {
    client: Client,
    ids: BTreeSet<Id<R::Model>>,
    record: PhantomData<fn() -> R>,
}

impl<R: Record> Load<R> {
    pub(crate) fn new<I>(client: &Client, links: I) -> Self
    where
        I: IntoIterator<Item: IntoIds<R::Model>>,
    {
        Load {
            client: client.clone(),
            ids: links.into_iter().flat_map(IntoIds::into_ids).collect(),
            record: PhantomData,
        }
    }

    /// Reads them into another shape of the same model.
    pub fn select<S: Record<Model = R::Model>>(self) -> Load<S> {
        Load {
            client: self.client,
            ids: self.ids,
            record: PhantomData,
        }
    }

    /// Lays a context over the client's, for this read.
    pub fn with_context(mut self, context: Context) -> Self {
        self.client = self.client.with_context(context);
        self
    }

    async fn run(self) -> Result<HashMap<Id<R::Model>, R>, Error> {
        if self.ids.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<Id<R::Model>> = self.ids.into_iter().collect();
        let ids = Source::Ids(numbers(ids)?);
        let records = tree::records(&self.client, ids, |id, record| (id, record));
        Ok(records.await?.0.into_iter().collect())
    }
}

impl<R: Record> IntoFuture for Load<R> {
    type Output = Result<HashMap<Id<R::Model>, R>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<R: Record> fmt::Debug for Load<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Load")
            .field("ids", &self.ids)
            .finish_non_exhaustive()
    }
}
