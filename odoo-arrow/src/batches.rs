use std::{
    pin::Pin,
    task::{Context, Poll},
};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use futures_core::Stream;
use odoo_orm::{Error, untyped::Pages};

/// The record batches of a table, one for each page.
#[derive(Debug)]
#[must_use = "a stream reads nothing until something is taken from it"]
pub struct RecordBatches {
    pages: Pages<RecordBatch>,
    schema: SchemaRef,
}

impl RecordBatches {
    pub(crate) fn new(pages: Pages<RecordBatch>, schema: SchemaRef) -> Self {
        RecordBatches { pages, schema }
    }

    /// Returns the schema of the batches.
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Returns the next batch, or `None` at the end. No batch is empty.
    ///
    /// # Errors
    ///
    /// Returns an error if a request fails, or if a value does not fit its column. The error names the model, the field and the record. An error
    /// ends the stream.
    pub async fn next(&mut self) -> Option<Result<RecordBatch, Error>> {
        Some(self.pages.next().await?.map(|page| page.rows))
    }
}

impl Stream for RecordBatches {
    type Item = Result<RecordBatch, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let page = self.pages.poll_next(task);
        page.map(|page| Some(page?.map(|page| page.rows)))
    }
}
