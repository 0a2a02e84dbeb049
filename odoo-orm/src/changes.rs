//! What has been changed since one looked last.

mod begin;
mod cursor;

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{self, Poll, ready},
    time::Duration,
    vec,
};

use begin::{Begun, begin};
pub(crate) use begin::{begin_on, since};
pub use cursor::Cursor;
pub(crate) use cursor::Place;
use futures_core::Stream;
use odoo_rpc::{BoxFuture, Client, Context, Error};

use crate::{
    domain::Domain,
    query::Query,
    record::Record,
    relation::Id,
    stream::{Pages, Plan},
};

/// How long a transaction may take. Odoo ends a request after two minutes (`limit_time_real`).
const OVERLAP: Duration = Duration::from_secs(300);

/// What has been changed since one looked last, created and archived records among it.
#[doc = include_str!("../docs/changes.md")]
#[must_use = "nothing is read until something is taken"]
pub struct Changes<R: Record> {
    plan: Plan<R, Change<R>>,
    overlap: Duration,
    cursor: Cursor,
    state: State<R>,
    /// What is left of the page that is taken from.
    page: vec::IntoIter<Change<R>>,
}

type Change<R> = (Id<<R as Record>::Model>, R);

enum State<R: Record> {
    Planned,
    /// What has been changed last is asked for.
    Beginning(BoxFuture<'static, Result<Begun, Error>>),
    Running(Box<Pages<R, Change<R>>>),
    Ended,
}

impl<R: Record + Send> Changes<R> {
    pub(crate) fn new(client: &Client, cursor: Cursor) -> Self {
        let query = Query::new(client, Domain::all());
        Self::of(query, OVERLAP, cursor)
    }

    fn of(query: Query<R>, overlap: Duration, cursor: Cursor) -> Self {
        Changes {
            plan: Plan::new(query, |id, record| (id, record)),
            overlap,
            cursor,
            state: State::Planned,
            page: Vec::new().into_iter(),
        }
    }

    /// Reads them into another shape of the same model.
    pub fn select<S: Record<Model = R::Model> + Send>(self) -> Changes<S> {
        let (page_size, concurrency) = (self.plan.page_size, self.plan.concurrency);
        let mut changes = Changes::of(self.plan.query.select(), self.overlap, self.cursor);
        changes.plan.page_size = page_size;
        changes.plan.concurrency = concurrency;
        changes
    }

    /// Reads only records that match. One that matches no more does not come: [`gone`](crate::Model::find_deleted) does not tell it either, for it exists.
    pub fn domain(mut self, domain: Domain<R::Model>) -> Self {
        self.plan.query.narrow(domain);
        self
    }

    /// Lays a context over the client's, for this run. Archived records come whatever it says.
    pub fn with_context(mut self, context: Context) -> Self {
        self.plan.query = self.plan.query.with_context(context);
        self
    }

    /// How long a transaction may take without a change of it being missed: five minutes without it.
    pub fn overlap(mut self, longest_transaction: Duration) -> Self {
        self.overlap = longest_transaction;
        self
    }

    /// As [`RecordStream::page_size`](crate::RecordStream::page_size).
    pub fn page_size(mut self, count: usize) -> Self {
        self.plan.page_size = count;
        self
    }

    /// As [`RecordStream::concurrency`](crate::RecordStream::concurrency).
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.plan.concurrency = calls;
        self
    }

    /// Behind what has been taken so far: store it when that is stored. At the end of a run it is where the next one begins; before, where it
    /// goes on.
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// The next one, `None` at the end of the run.
    ///
    /// # Errors
    ///
    /// See [`Error`]. An error ends the run, and the [`cursor`](Self::cursor) stands behind what came before it.
    pub async fn next(&mut self) -> Option<Result<R, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// What there is of the present page, or the next one; `None` at the end of the run.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub async fn next_page(&mut self) -> Option<Result<Vec<R>, Error>> {
        if let Err(error) = poll_fn(|context| self.poll_page(context)).await? {
            return Some(Err(error));
        }
        let page = std::mem::take(&mut self.page);
        if let Some((last, _)) = page.as_slice().last() {
            self.pass(*last);
        }
        Some(Ok(page.map(|(_, record)| record).collect()))
    }

    /// Waits until there is something to take.
    fn poll_page(&mut self, context: &mut task::Context<'_>) -> Poll<Option<Result<(), Error>>> {
        while self.page.as_slice().is_empty() {
            match &mut self.state {
                State::Planned => {
                    self.state = match self.cursor.place {
                        Some(place) => State::Running(Box::new(self.pages(place))),
                        None => State::Beginning(Box::pin(begin(
                            self.query(),
                            self.cursor,
                            self.overlap,
                        ))),
                    };
                }
                State::Beginning(begun) => match ready!(begun.as_mut().poll(context)) {
                    Ok(begun) if begun.is_empty => self.end(begun.cursor),
                    Ok(begun) => {
                        self.cursor = begun.cursor;
                        self.state = State::Planned;
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
                    None => self.end(self.cursor),
                },
                State::Ended => return Poll::Ready(None),
            }
        }
        Poll::Ready(Some(Ok(())))
    }

    /// The changes of a run, from its place on, by their ids.
    fn pages(&self, place: Place) -> Pages<R, Change<R>> {
        let mut plan = self.plan.clone();
        plan.query = self.query();
        // No record has the id 0.
        plan.after = (place.after != 0).then_some(place.after);
        plan.terms = place
            .from
            .map(|second| since(Some(second)))
            .into_iter()
            .collect();
        Pages::new(plan)
    }

    /// Archived records are changes as well.
    fn query(&self) -> Query<R> {
        let query = self.plan.query.clone();
        query.with_context(Context::new().active_test(false))
    }

    fn pass(&mut self, id: Id<R::Model>) {
        if let Some(place) = &mut self.cursor.place {
            place.after = id.get();
        }
    }

    fn end(&mut self, cursor: Cursor) {
        self.cursor = cursor.ended();
        self.state = State::Ended;
    }
}

/// The records in it may be moved.
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
        let Some((id, record)) = self.page.next() else {
            return Poll::Ready(None);
        };
        self.pass(id);
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
