//! Polling of the pages of a stream, with prefetch.

use std::task::{Context, Poll};

use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use odoo_rpc::{__private::prefetch, Error};

use super::plan::{Plan, Run};
use crate::query::QueryItem;

/// The pages of a search, each a list of converted matches, in order.
pub(crate) struct Pages<H: QueryItem, T> {
    state: State<H, T>,
    /// The next page, once it is complete.
    next: Option<Result<Vec<T>, Error>>,
}

enum State<H: QueryItem, T> {
    Planned(Box<Plan<H, T>>),
    Running {
        pages: BoxStream<'static, Result<Vec<T>, Error>>,
        /// The number of items still needed.
        left: usize,
    },
    Ended,
}

impl<H: QueryItem, T: Send + 'static> Pages<H, T> {
    pub(crate) fn new(plan: Plan<H, T>) -> Self {
        Pages {
            state: State::Planned(Box::new(plan)),
            next: None,
        }
    }

    /// Changes the plan, if reading has not begun.
    pub(crate) fn plan(&mut self, change: impl FnOnce(&mut Plan<H, T>)) {
        if let State::Planned(plan) = &mut self.state {
            change(plan);
        }
    }

    /// Polls the next page. An error ends the pages.
    pub(crate) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Vec<T>, Error>>> {
        loop {
            self.read_ahead(context);
            match self.next.take() {
                // All records of the page were deleted after they were found.
                Some(Ok(page)) if page.is_empty() => {}
                Some(Ok(page)) => {
                    // Prefetches the following page immediately.
                    self.read_ahead(context);
                    return Poll::Ready(Some(Ok(page)));
                }
                Some(Err(error)) => {
                    self.state = State::Ended;
                    return Poll::Ready(Some(Err(error)));
                }
                None if matches!(self.state, State::Ended) => return Poll::Ready(None),
                None => return Poll::Pending,
            }
        }
    }

    /// Polls the prefetch of the following page and of those read concurrently with it.
    pub(crate) fn read_ahead(&mut self, context: &mut Context<'_>) {
        if self.next.is_some() {
            return;
        }
        if let State::Planned(plan) = &self.state {
            self.state = match plan.most() {
                0 => State::Ended,
                left => State::Running {
                    pages: pages(Plan::clone(plan)),
                    left,
                },
            };
        }
        let State::Running { pages, left } = &mut self.state else {
            return;
        };
        match pages.poll_next_unpin(context) {
            Poll::Ready(Some(Ok(mut page))) => {
                page.truncate(*left);
                *left -= page.len();
                if *left == 0 {
                    self.state = State::Ended;
                }
                self.next = Some(Ok(page));
            }
            Poll::Ready(Some(Err(error))) => self.next = Some(Err(error)),
            Poll::Ready(None) => self.state = State::Ended,
            Poll::Pending => {}
        }
    }
}

fn pages<H: QueryItem, T: Send + 'static>(
    plan: Plan<H, T>,
) -> BoxStream<'static, Result<Vec<T>, Error>> {
    let run = stream::once(prefetch(plan.begin()));
    run.map_ok(Run::pages).try_flatten().boxed()
}
