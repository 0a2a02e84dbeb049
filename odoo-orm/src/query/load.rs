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

/// A lazily evaluated read of linked records. `.await` runs it and returns them by id.
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

    /// Reads the records into another type of the same model, such as a projection.
    pub fn select<S: Record<Model = R::Model>>(self) -> Load<S> {
        Load {
            client: self.client,
            ids: self.ids,
            record: PhantomData,
        }
    }

    /// Merges a context into the client's for this read. Its keys override the client's.
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
