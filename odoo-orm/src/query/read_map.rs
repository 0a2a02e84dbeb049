use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    future::IntoFuture,
};

use odoo_rpc::{BoxFuture, Client, Context, Error};

use super::Read;
use crate::{
    record::Record,
    relation::{Id, IntoIds},
};

/// A lazily evaluated read of linked records. `.await` runs it and returns them by id.
#[must_use = "nothing is read until `.await`"]
pub struct ReadMap<R: Record> {
    /// Each id once.
    read: Read<R>,
}

impl<R: Record> ReadMap<R> {
    pub(crate) fn new<I>(client: &Client, links: I) -> Self
    where
        I: IntoIterator<Item: IntoIds<R::Model>>,
    {
        let ids: BTreeSet<_> = links.into_iter().flat_map(IntoIds::into_ids).collect();
        ReadMap {
            read: Read::new(client, ids.into_iter().collect()),
        }
    }

    /// Reads the records into another type of the same model, such as a projection.
    pub fn select<S: Record<Model = R::Model>>(self) -> ReadMap<S> {
        ReadMap {
            read: self.read.select(),
        }
    }

    /// Merges a context into the client's for this read. Its keys override the client's.
    pub fn with_context(self, context: Context) -> Self {
        ReadMap {
            read: self.read.with_context(context),
        }
    }
}

impl<R: Record> IntoFuture for ReadMap<R> {
    type Output = Result<HashMap<Id<R::Model>, R>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let records = self.read.run(|id, record| (id, record)).await?;
            Ok(records.into_iter().collect())
        })
    }
}

impl<R: Record> fmt::Debug for ReadMap<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadMap")
            .field("ids", &self.read.ids)
            .finish_non_exhaustive()
    }
}
