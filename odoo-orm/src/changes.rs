//! Incremental reads: the records changed since a cursor.

mod cursor;
mod delivered_records;
mod newest_change;
mod seen_record;
mod window;

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{self, Poll, ready},
    time::Duration,
    vec,
};

pub use cursor::Cursor;
pub(crate) use cursor::Place;
use futures_core::Stream;
pub(crate) use newest_change::{begin_on, since};
use odoo_rpc::{BoxFuture, Client, Context, Error};
use seen_record::Seen;
use window::Window;

use crate::{
    domain::Domain,
    query::Query,
    record::Record,
    stream::{Pages, Plan},
};

/// The assumed maximum duration of a transaction. Odoo aborts a request after two minutes (`limit_time_real`).
const OVERLAP: Duration = Duration::from_secs(300);

/// The records created, changed or archived since a cursor.
#[doc = include_str!("../docs/changes.md")]
#[must_use = "nothing is read until something is taken"]
pub struct Changes<R: Record> {
    plan: Plan<Seen<R>, Seen<R>>,
    overlap: Duration,
    cursor: Cursor,
    state: State<R>,
    /// The rest of the current page.
    page: vec::IntoIter<Seen<R>>,
}

enum State<R: Record> {
    Planned,
    /// Waiting for the time of the last change.
    Beginning(BoxFuture<'static, Result<Window<R>, Error>>),
    Running(Box<Pages<Seen<R>, Seen<R>>>),
    /// The current page is the last one.
    Last,
    Ended,
}

impl<R: Record + Send> Changes<R> {
    pub(crate) fn new(client: &Client, cursor: Cursor) -> Self {
        let query = Query::new(&client.uncached(), Domain::all());
        Self::of(query, OVERLAP, cursor)
    }

    fn of(query: Query<Seen<R>>, overlap: Duration, cursor: Cursor) -> Self {
        Changes {
            plan: Plan::new(query, |_, seen| seen),
            overlap,
            cursor,
            state: State::Planned,
            page: Vec::new().into_iter(),
        }
    }

    /// Reads the records into another type of the same model, such as a projection.
    pub fn select<S: Record<Model = R::Model> + Send>(self) -> Changes<S> {
        let (page_size, concurrency) = (self.plan.page_size, self.plan.concurrency);
        let mut changes = Changes::of(self.plan.query.select(), self.overlap, self.cursor);
        changes.plan.page_size = page_size;
        changes.plan.concurrency = concurrency;
        changes
    }

    /// Reads only records that match.
    ///
    /// A record that no longer matches is not returned. [`find_deleted`](crate::ModelExt::find_deleted) does not return it either, because it exists.
    pub fn domain(mut self, domain: Domain<R::Model>) -> Self {
        self.plan.query.narrow(domain);
        self
    }

    /// Merges a context into the client's for this run.
    ///
    /// Archived records are returned whatever it says.
    pub fn with_context(mut self, context: Context) -> Self {
        self.plan.query = self.plan.query.with_context(context);
        self
    }

    /// Sets the longest transaction whose changes are never missed: by default five minutes.
    pub fn overlap(mut self, longest_transaction: Duration) -> Self {
        self.overlap = longest_transaction;
        self
    }

    /// Sets the page size, as [`RecordStream::page_size`](crate::stream::RecordStream::page_size).
    pub fn page_size(mut self, count: usize) -> Self {
        self.plan.page_size = count;
        self
    }

    /// Sets the concurrency, as [`RecordStream::concurrency`](crate::stream::RecordStream::concurrency).
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.plan.concurrency = calls;
        self
    }

    /// Returns the cursor after the records taken so far: store it together with them.
    ///
    /// At the end of a run, the next run begins there. Before that, the run continues there.
    pub fn cursor(&self) -> Cursor {
        self.cursor.clone()
    }

    /// Returns the next record, or `None` at the end of the run.
    ///
    /// # Errors
    ///
    /// See [`Error`]. An error ends the run. The [`cursor`](Self::cursor) then points after the records returned before.
    pub async fn next(&mut self) -> Option<Result<R, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns the rest of the current page, or the next page.
    ///
    /// Returns `None` at the end of the run.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub async fn next_page(&mut self) -> Option<Result<Vec<R>, Error>> {
        if let Err(error) = poll_fn(|context| self.poll_page(context)).await? {
            return Some(Err(error));
        }
        let mut page = Vec::with_capacity(self.page.len());
        while let Some(seen) = self.page.next() {
            let is_delivered = self.is_delivered(&seen);
            let record = self.pass(seen);
            if !is_delivered {
                page.push(record);
            }
        }
        Some(Ok(page))
    }

    /// Polls until the next record of the page is one to return.
    fn poll_page(&mut self, context: &mut task::Context<'_>) -> Poll<Option<Result<(), Error>>> {
        loop {
            self.skip_delivered();
            if !self.page.as_slice().is_empty() {
                return Poll::Ready(Some(Ok(())));
            }
            match &mut self.state {
                State::Planned => {
                    self.state = if let Some(place) = self.cursor.place {
                        State::Running(Box::new(self.pages(place)))
                    } else {
                        let mut plan = self.plan.clone();
                        plan.query = self.query();
                        let cursor = self.cursor.clone();
                        State::Beginning(Box::pin(window::read(plan, cursor, self.overlap)))
                    };
                }
                State::Beginning(window) => match ready!(window.as_mut().poll(context)) {
                    Ok(window) => {
                        self.cursor = window.cursor;
                        self.state = if let Some(all) = window.all {
                            self.page = all.into_iter();
                            State::Last
                        } else {
                            State::Planned
                        };
                    }
                    Err(error) => {
                        self.state = State::Ended;
                        return Poll::Ready(Some(Err(error)));
                    }
                },
                State::Running(pages) => match ready!(pages.poll(context)) {
                    Some(Ok(page)) => self.page = page.into_iter(),
                    Some(Err(error)) => {
                        self.state = State::Ended;
                        return Poll::Ready(Some(Err(error)));
                    }
                    None => self.state = State::Last,
                },
                State::Last => {
                    self.cursor = std::mem::take(&mut self.cursor).ended();
                    self.state = State::Ended;
                }
                State::Ended => return Poll::Ready(None),
            }
        }
    }

    /// Passes the records before the next one to return.
    fn skip_delivered(&mut self) {
        while let [next, ..] = self.page.as_slice()
            && self.is_delivered(next)
            && let Some(seen) = self.page.next()
        {
            self.pass(seen);
        }
    }

    /// Creates the pages of a run, ordered by id, from its place on.
    fn pages(&self, place: Place) -> Pages<Seen<R>, Seen<R>> {
        let mut plan = self.plan.clone();
        plan.query = self.query();
        plan.after = place.after();
        plan.terms = place
            .from
            .map(|second| since(Some(second)))
            .into_iter()
            .collect();
        Pages::new(plan)
    }

    /// Includes archived records, because archiving is a change.
    fn query(&self) -> Query<Seen<R>> {
        let query = self.plan.query.clone();
        query.with_context(Context::new().active_test(false))
    }

    /// Tells whether the consumer has the record as it was read.
    fn is_delivered(&self, seen: &Seen<R>) -> bool {
        self.cursor.has_delivered(seen.id, seen.digest)
    }

    /// Moves the cursor after a record.
    fn pass(&mut self, seen: Seen<R>) -> R {
        self.cursor
            .pass(seen.id, seen.second, seen.digest, self.overlap);
        seen.record
    }
}

/// No pinned references to the records exist.
impl<R: Record> Unpin for Changes<R> {}

impl<R: Record + Send> Stream for Changes<R> {
    type Item = Result<R, Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        if let Some(Err(error)) = ready!(self.poll_page(context)) {
            return Poll::Ready(Some(Err(error)));
        }
        let Some(seen) = self.page.next() else {
            return Poll::Ready(None);
        };
        let record = self.pass(seen);
        if let State::Running(pages) = &mut self.state {
            pages.read_ahead(context);
        }
        Poll::Ready(Some(Ok(record)))
    }
}

impl<R: Record> fmt::Debug for Changes<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes")
            .field("query", &self.plan.query)
            .field("cursor", &self.cursor)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
