//! Streams of models that are known at run time only, for `odoo-arrow`.
//!
//! Not for direct use: it can change in any release.

use std::{
    fmt,
    future::poll_fn,
    mem,
    task::{Context as Task, Poll},
    time::Duration,
};

use futures_util::stream::{self, BoxStream, StreamExt as _};
use odoo_rpc::{BoxFuture, Call, Client, Context, DecodeError, Error, JsonReader};
use serde_json::Value;

use crate::{
    changes::{Cursor, Place, begin_on, since},
    domain::Domain,
    model::Model,
    query::Found,
    response,
    stream::{Find, Run},
    tree::{self, Search},
    version,
};

/// The conditions of a typed domain as this server takes them.
///
/// # Errors
///
/// When a value of it is invalid, or a search that it needs fails.
pub async fn terms<M: Model>(client: &Client, domain: &Domain<M>) -> Result<Vec<Value>, Error> {
    Ok(match domain.for_server(client).await? {
        Value::Array(terms) => terms,
        // A domain is a list.
        _ => Vec::new(),
    })
}

/// Whether a search of the model depends on whether its domain names an id.
pub fn depends_on_naming_an_id(model: &str) -> bool {
    tree::depends_on_naming_an_id(model)
}

/// Whether a cursor is in the middle of a run.
pub fn is_in_a_run(cursor: &Cursor) -> bool {
    cursor.place.is_some()
}

/// What is read of a model, and how.
#[derive(Clone)]
pub struct Source<D> {
    pub client: Client,
    pub model: String,
    /// The fields, in the order in which they are decoded.
    pub fields: Vec<String>,
    /// Whether the sizes of bytes are read in their place.
    pub sizes: bool,
    /// The conditions, all of which must hold.
    pub domain: Vec<Value>,
    /// The largest number of records.
    pub most: usize,
    pub page_size: usize,
    pub concurrency: usize,
    /// Reads a list of rows.
    pub decode: D,
}

impl<D> fmt::Debug for Source<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("model", &self.model)
            .field("fields", &self.fields)
            .finish_non_exhaustive()
    }
}

/// A page as `decode` returns it.
#[derive(Debug)]
pub struct Page<T> {
    pub rows: T,
    pub count: usize,
    /// The id of the last row; 0 for an empty page.
    pub last: i64,
}

impl<T, D> Source<D>
where
    T: Send + 'static,
    D: Fn(&mut JsonReader<'_>) -> Result<Page<T>, DecodeError> + Send + Sync + 'static,
{
    /// The pages of all records, archived ones too, in the order of their ids.
    pub fn pages(self) -> Pages<T> {
        self.behind(None)
    }

    /// The records that changed since a cursor.
    ///
    /// If `has_times` is false, the whole model is read.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn changes(
        mut self,
        cursor: Cursor,
        overlap: Duration,
        has_times: bool,
    ) -> Result<Changes<T>, Error> {
        // Rows are not compared, so all are delivered, and what was delivered before is out of date.
        let mut cursor = cursor.without_delivered();
        let mut is_empty = false;
        if cursor.place.is_none() && has_times {
            let archived_too = self.client.with_context(Context::new().active_test(false));
            let domain = self.domain.clone();
            let begun = begin_on(&archived_too, &self.model, domain, cursor, overlap).await?;
            (cursor, is_empty) = (begun.cursor, begun.is_empty);
        }
        let place = *cursor.place.get_or_insert(Place {
            from: None,
            after: 0,
        });
        if let Some(from) = place.from {
            self.domain.push(since(Some(from)));
        }
        let pages = (!is_empty).then(|| self.behind(place.after()));
        Ok(Changes { pages, cursor })
    }

    fn behind(self, after: Option<i64>) -> Pages<T> {
        let context = Context::new().active_test(false);
        let client = self.client.uncached().with_context(context);
        let run = Run {
            whole: Search {
                domain: self.domain.clone(),
                order: Some("id".to_owned()),
                limit: None,
                offset: 0,
                label: None,
                is_page: true,
            },
            most: self.most,
            after,
            client,
            page_size: self.page_size.max(1),
            concurrency: self.concurrency.max(1),
            find: self,
        };
        // The server takes a limit of 0 for no limit.
        let pages = if run.most == 0 {
            stream::empty().boxed()
        } else {
            run.pages()
        };
        Pages {
            pages,
            next: Poll::Pending,
        }
    }
}

impl<T, D> Find for Source<D>
where
    T: Send + 'static,
    D: Fn(&mut JsonReader<'_>) -> Result<Page<T>, DecodeError> + Send + Sync + 'static,
{
    type Hit = Page<T>;

    fn model(&self) -> &str {
        &self.model
    }

    fn find<'a>(
        &'a self,
        client: &'a Client,
        search: &'a Search,
    ) -> BoxFuture<'a, Result<Found<Page<T>>, Error>> {
        Box::pin(async move {
            let version = client.server_version().await?;
            let mut known = None;
            let call = if version::SEARCH_TAKES_READ_OPTIONS.holds_on(version) {
                let call = search.call(&self.model, "search_read");
                call.arg("fields", self.fields.as_slice())
            } else {
                let ids = client.call(search.call(&self.model, "search")).await?;
                let ids = response::numbers(&ids)?;
                if ids.is_empty() {
                    return Ok(Found {
                        hits: Vec::new(),
                        count: 0,
                        last: 0,
                    });
                }
                known = Some((ids.len(), ids.last().copied().unwrap_or_default()));
                let call = Call::read(&self.model, "read").on(ids);
                call.arg("fields", self.fields.as_slice())
            };
            // Without it the server looks the names of linked records up.
            let mut call = call.kwarg("load", Value::Null);
            if self.sizes {
                call = call.with_context(&Context::new().set("bin_size", true));
            }
            let page = client.call(call).await?.read(&self.decode)?;
            let (count, last) = known.unwrap_or((page.count, page.last));
            let hits = if page.count == 0 {
                Vec::new()
            } else {
                vec![page]
            };
            Ok(Found { hits, count, last })
        })
    }

    /// A source is ordered by id.
    fn find_in_order<'a>(
        &'a self,
        client: &'a Client,
        search: &'a Search,
        _: Vec<i64>,
    ) -> BoxFuture<'a, Result<Vec<Page<T>>, Error>> {
        Box::pin(async move { Ok(self.find(client, search).await?.hits) })
    }
}

/// The pages of a source, read ahead.
pub struct Pages<T> {
    pages: BoxStream<'static, Result<Vec<Page<T>>, Error>>,
    /// The next page, if it has arrived; `None` at the end.
    next: Poll<Option<Result<Vec<Page<T>>, Error>>>,
}

impl<T> Pages<T> {
    /// The next page, `None` at the end. No page is empty.
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        poll_fn(|task| self.poll_next(task)).await
    }

    /// The same, for streams.
    pub fn poll_next(&mut self, task: &mut Task<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        loop {
            self.read_ahead(task);
            match mem::replace(&mut self.next, Poll::Pending) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => {
                    self.next = Poll::Ready(None);
                    return Poll::Ready(None);
                }
                Poll::Ready(Some(Err(error))) => {
                    self.next = Poll::Ready(None);
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Ready(Some(Ok(mut hits))) => {
                    // A find returns one page at the most.
                    if let Some(page) = hits.pop() {
                        self.read_ahead(task);
                        return Poll::Ready(Some(Ok(page)));
                    }
                }
            }
        }
    }

    fn read_ahead(&mut self, task: &mut Task<'_>) {
        if self.next.is_pending() {
            self.next = self.pages.poll_next_unpin(task);
        }
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

/// A run through changes, page by page.
#[derive(Debug)]
pub struct Changes<T> {
    /// None if nothing has changed.
    pages: Option<Pages<T>>,
    cursor: Cursor,
}

impl<T> Changes<T> {
    /// The next page, `None` at the end of the run.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        let next = match &mut self.pages {
            Some(pages) => pages.next().await,
            None => None,
        };
        match next {
            Some(Ok(page)) => {
                if let Some(place) = &mut self.cursor.place {
                    place.after = page.last;
                }
                Some(Ok(page.rows))
            }
            Some(Err(error)) => Some(Err(error)),
            None => {
                self.cursor = self.cursor.clone().ended();
                None
            }
        }
    }

    /// Behind the pages that were returned.
    pub fn cursor(&self) -> Cursor {
        self.cursor.clone()
    }
}
