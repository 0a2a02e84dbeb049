use std::{fmt, future::IntoFuture, marker::PhantomData};

use odoo_rpc::{BoxFuture, Client, Context, Error, ExpectedOne};

use crate::{
    model::meta,
    record::Record,
    relation::{Id, numbers},
    tree::{self, Source},
};

/// A read of records by their ids that has not run yet. `.await` runs it and gives those that exist.
#[must_use = "a read does nothing until `.await` or `one` runs it"]
pub struct Read<R: Record> {
    client: Client,
    ids: Vec<Id<R::Model>>,
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

    /// Reads them into another shape of the same model.
    pub fn select<S: Record<Model = R::Model>>(self) -> Read<S> {
        Read {
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

    /// The one record.
    ///
    /// # Errors
    ///
    /// [`Error::ExpectedOne`] if there is none, or more than one; else see [`Error`].
    pub fn one(self) -> BoxFuture<'static, Result<R, Error>> {
        Box::pin(async move {
            let (model, asked) = (meta::<R::Model>().name(), || describe(&self.ids));
            let mut found = self.run().await?.into_iter();
            match (found.next(), found.next()) {
                (Some(one), None) => Ok(one),
                (None, _) => Err(ExpectedOne::none(model, asked()).into()),
                (Some(_), Some(_)) => Err(ExpectedOne::several(model, asked()).into()),
            }
        })
    }

    async fn run(&self) -> Result<Vec<R>, Error> {
        if self.ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids = Source::Ids(numbers(&self.ids)?);
        Ok(tree::records(&self.client, ids, |_, record| record)
            .await?
            .0)
    }
}

/// The ids for an error message: one, or how many.
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
        Box::pin(async move { self.run().await })
    }
}

impl<R: Record> fmt::Debug for Read<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Read")
            .field("ids", &self.ids)
            .finish_non_exhaustive()
    }
}
