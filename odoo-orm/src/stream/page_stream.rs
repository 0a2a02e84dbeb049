use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use odoo_rpc::Error;

use super::Pages;
use crate::query::QueryItem;

/// The pages of a search; see [`RecordStream::pages`](super::RecordStream::pages).
#[must_use = "a stream reads nothing until something is taken from it"]
pub struct PageStream<H: QueryItem> {
    pages: Pages<H, H>,
}

impl<H: QueryItem + Send> PageStream<H> {
    pub(super) fn new(pages: Pages<H, H>) -> Self {
        PageStream { pages }
    }

    /// Polls the prefetch of the next pages.
    pub(super) fn read_ahead(&mut self, context: &mut Context<'_>) {
        self.pages.read_ahead(context);
    }

    /// Returns the next page, or `None` at the end. No page is empty.
    ///
    /// # Errors
    ///
    /// See [`Error`]. An error ends the stream.
    pub async fn next(&mut self) -> Option<Result<Vec<H>, Error>> {
        poll_fn(|context| self.pages.poll(context)).await
    }
}

/// No pinned references to the records exist.
impl<H: QueryItem> Unpin for PageStream<H> {}

impl<H: QueryItem + Send> Stream for PageStream<H> {
    type Item = Result<Vec<H>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.pages.poll(context)
    }
}

impl<H: QueryItem> fmt::Debug for PageStream<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageStream").finish_non_exhaustive()
    }
}
