//! Pagination: streaming all matches of a search, page by page.

mod by_ids;
mod find;
mod keyset;
mod page_stream;
mod plan;
mod poll;

use std::{
    fmt,
    future::poll_fn,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
    vec,
};

pub(crate) use find::Find;
use futures_core::Stream;
use odoo_rpc::{BoxFuture, Error};
pub use page_stream::PageStream;
pub(crate) use plan::{Plan, Run};
pub(crate) use poll::Pages;

use crate::query::{Query, QueryItem};

/// A stream of the matches of a search, read in pages with prefetch.
#[doc = include_str!("../docs/streams.md")]
#[must_use = "a stream reads nothing until something is taken from it"]
#[doc(alias("pagination", "keyset pagination", "cursor", "iterator"))]
pub struct RecordStream<H: QueryItem> {
    query: Query<H>,
    pages: Pages<H, H>,
    page: vec::IntoIter<H>,
}

impl<H: QueryItem + Send> RecordStream<H> {
    pub(crate) fn new(query: Query<H>) -> Self {
        RecordStream {
            pages: Pages::new(Plan::new(query.clone(), |_, hit| hit)),
            query,
            page: Vec::new().into_iter(),
        }
    }

    /// Sets the number of records per page: by default 2,000. 0 is rejected.
    ///
    /// Call it before the first item is taken.
    pub fn page_size(mut self, count: usize) -> Self {
        self.pages.plan(|plan| plan.page_size = count);
        self
    }

    /// Sets how many pages are read concurrently: by default 1. 0 is rejected.
    ///
    /// The number of the server's workers is a good value. By default, the client sends at most
    /// [four calls](crate::rpc::ClientBuilder) at a time. Memory holds this number of pages, and the current one.
    ///
    /// Call it before the first item is taken.
    #[doc(alias("prefetch", "read ahead"))]
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.pages.plan(|plan| plan.concurrency = calls);
        self
    }

    /// Returns the number of matches, after the limit and the offset.
    ///
    /// Use it for a progress bar.
    ///
    /// It sends one request, and is exact for the moment of that request.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn total(&self) -> BoxFuture<'static, Result<u64, Error>> {
        let query = self.query.clone();
        Box::pin(async move {
            let (limit, offset) = (query.limit, query.offset);
            let count = query.count().await?.saturating_sub(offset);
            Ok(limit.map_or(count, |limit| limit.min(count)))
        })
    }

    /// Converts into a stream of pages, each a `Vec`.
    pub fn pages(self) -> PageStream<H> {
        PageStream::new(self.pages)
    }

    /// Calls a function for each page in turn, until it fails or the pages end.
    ///
    /// While the function processes one page, the stream prefetches the next ones.
    /// If the function needs to mutate borrowed state, loop over [`pages`](Self::pages) instead, because its future cannot borrow it.
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "res.partner")]
    /// # struct Partner { id: Id<Partner>, name: String }
    /// # async fn store(partners: Vec<Partner>) -> Result<(), odoo_orm::Error> { Ok(()) }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_orm::Error> {
    /// # let odoo = odoo_mock::World::new().client();
    /// let partners = Partner::search_read(&odoo, Domain::all()).stream();
    /// partners.for_each_page(|partners| store(partners)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The function's own errors, and errors of reading: see [`Error`].
    pub async fn for_each_page<F, E>(self, mut each: impl FnMut(Vec<H>) -> F) -> Result<(), E>
    where
        F: Future<Output = Result<(), E>>,
        E: From<Error>,
    {
        let mut batches = self.pages();
        while let Some(batch) = batches.next().await {
            let mut work = pin!(each(batch?));
            poll_fn(|context| {
                batches.read_ahead(context);
                work.as_mut().poll(context)
            })
            .await?;
        }
        Ok(())
    }

    /// Returns the next item, or `None` at the end, without a stream library.
    ///
    /// # Errors
    ///
    /// See [`Error`]. An error ends the stream.
    pub async fn next(&mut self) -> Option<Result<H, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<H: QueryItem> Query<H> {
    /// Streams all matches page by page, with prefetch: see [`RecordStream`].
    pub fn stream(self) -> RecordStream<H>
    where
        H: Send,
    {
        RecordStream::new(self)
    }
}

/// No pinned references to the records exist.
impl<H: QueryItem> Unpin for RecordStream<H> {}

impl<H: QueryItem + Send> Stream for RecordStream<H> {
    type Item = Result<H, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(hit) = self.page.next() {
                // The following pages make progress meanwhile.
                self.pages.read_ahead(context);
                return Poll::Ready(Some(Ok(hit)));
            }
            match ready!(self.pages.poll(context)) {
                Some(Ok(page)) => self.page = page.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.page.len(), None)
    }
}

impl<H: QueryItem> fmt::Debug for RecordStream<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordStream")
            .field("query", &self.query)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use odoo_rpc::{Call, CallState, Client, Response, Transport};

    use super::*;
    use crate::{Id, prelude::*, sync::Changes};

    #[derive(OdooModel)]
    #[odoo(model = "x.line", crate = crate)]
    #[expect(dead_code, reason = "the test checks only the types")]
    struct Line {
        id: Id<Line>,
    }

    #[test]
    fn a_stream_can_be_sent_and_moved() {
        fn check<S: Stream + Send + Unpin + 'static>() {}
        check::<RecordStream<Line>>();
        check::<RecordStream<Id<Line>>>();
        check::<PageStream<Line>>();
        check::<Changes<Line>>();
    }

    /// A server without matches, which records the requests.
    #[derive(Default, Clone)]
    struct Empty(std::sync::Arc<Mutex<Vec<String>>>);

    impl Transport for Empty {
        fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
            let sent = String::from_utf8(call.to_call_kw(1)).unwrap();
            self.0.lock().unwrap().push(sent);
            Box::pin(async move { Ok(Response::bare(b"[]".to_vec(), &call, &state)) })
        }
    }

    #[tokio::test]
    async fn a_page_has_2000_records_by_default() {
        let server = Empty::default();
        let odoo = Client::new(server.clone());
        let stream = || Line::search_read(&odoo, Domain::all()).stream();
        for (mut stream, limit) in [(stream(), 2_000), (stream().page_size(7), 7)] {
            assert!(stream.next().await.is_none());
            let sent = std::mem::take(&mut *server.0.lock().unwrap());
            // After a page that is not full, one more call checks that it is the last.
            let [page, rest] = &sent[..] else {
                panic!("{sent:?}")
            };
            assert!(page.contains(&format!(r#""limit":{limit}"#)), "{page}");
            assert!(!rest.contains("limit"), "{rest}");
        }
    }
}
