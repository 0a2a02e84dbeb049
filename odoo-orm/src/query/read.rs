use std::{fmt, future::IntoFuture, marker::PhantomData};

use odoo_rpc::{BoxFuture, Client, Context, Error};

use super::only;
use crate::{
    record::Record,
    relation::{Id, numbers},
    tree::{self, Source},
};

/// A lazily evaluated read of records by id. `.await` returns the existing ones.
#[must_use = "a read does nothing until `.await` or `one` runs it"]
pub struct Read<R: Record> {
    client: Client,
    pub(super) ids: Vec<Id<R::Model>>,
    record: PhantomData<fn() -> R>,
}

impl<R: Record> Read<R> {
    pub(crate) fn new(client: &Client, ids: Vec<Id<R::Model>>) -> Self {
        Read {
            client: client.clone(),
            ids,
            record: PhantomData,
        }
    }

    /// Reads the records into another type of the same model, such as a projection.
    pub fn select<S: Record<Model = R::Model>>(self) -> Read<S> {
        Read {
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

    /// Returns the only record.
    ///
    /// # Errors
    ///
    /// [`Error::ExpectedOne`] if no record exists, or several do; otherwise see [`Error`].
    pub fn one(self) -> BoxFuture<'static, Result<R, Error>> {
        Box::pin(async move {
            let found = self.run(|_, record| record).await?;
            only::<R::Model, R>(found, || describe(&self.ids))
        })
    }

    /// Reads the records, each converted by `keep` with its id.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        keep: impl Fn(Id<R::Model>, R) -> T + Send + 'static,
    ) -> Result<Vec<T>, Error> {
        if self.ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids = Source::Ids(numbers(&self.ids)?);
        Ok(tree::records(&self.client, ids, keep).await?.0)
    }
}

/// Describes the ids for an error message: the id itself, or how many there are.
fn describe<M>(ids: &[Id<M>]) -> String {
    match ids {
        [id] => format!("the id {id}"),
        ids => format!("{} ids", ids.len()),
    }
}

impl<R: Record> IntoFuture for Read<R> {
    type Output = Result<Vec<R>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.run(|_, record| record).await })
    }
}

impl<R: Record> fmt::Debug for Read<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Read")
            .field("ids", &self.ids)
            .finish_non_exhaustive()
    }
}
