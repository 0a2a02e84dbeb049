use std::task::{Context, Poll};

use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use odoo_rpc::{Error, prefetch};

use super::plan::{Plan, Run};
use crate::query::QueryItem;

/// The pages of a search, each a list of what was made of the hits, in their order.
pub(crate) struct Pages<H: QueryItem, T> {
    state: State<H, T>,
    /// The page that is handed out next, once it is there.
    next: Option<Result<Vec<T>, Error>>,
}

enum State<H: QueryItem, T> {
    Planned(Box<Plan<H, T>>),
    Running {
        pages: BoxStream<'static, Result<Vec<T>, Error>>,
        /// How many are still wanted.
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

    /// Changes the plan, as long as nothing has begun.
    pub(crate) fn plan(&mut self, change: impl FnOnce(&mut Plan<H, T>)) {
        if let State::Planned(plan) = &mut self.state {
            change(plan);
        }
    }

    /// The next page. An error is the last that comes.
    pub(crate) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Vec<T>, Error>>> {
        loop {
            self.read_ahead(context);
            match self.next.take() {
                // All of it has been deleted since it was found.
                Some(Ok(page)) if page.is_empty() => {}
                Some(Ok(page)) => {
                    // What comes behind it is asked for at once.
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

    /// Lets the page behind the present one come, and those that are read beside it.
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
