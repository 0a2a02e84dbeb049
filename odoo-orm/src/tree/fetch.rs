use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::future::try_join_all;
use odoo_rpc::{__private::RowSink, BoxFuture, Call, Client, Context, Error, Fault, Response};
use serde_json::{Value, json};

use super::{Search, Tree, links};
use crate::{
    record::{Apart, Branch, Related, Select, Specifications, specification},
    response, version,
};

/// The records to read.
pub(crate) enum Source<'a> {
    /// The matches of a search.
    Search(&'a Search),
    /// The records with these ids that exist, in the order of the ids.
    Ids(Vec<i64>),
}

type SharedSink = Arc<Mutex<dyn RowSink>>;

/// Reads from one server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fetch<'a> {
    client: &'a Client,
    /// The features of the server's specifications, if it has any.
    specifications: Option<Specifications>,
    /// Whether `search_read` can omit the names of linked records.
    can_spare_names: bool,
}

#[expect(
    clippy::manual_async_fn,
    reason = "an async function stores its arguments twice, and each read creates these futures"
)]
impl<'a> Fetch<'a> {
    /// Requests the server's version only if it matters.
    ///
    /// The fields get the names of that version.
    pub(super) async fn new(client: &'a Client, select: &mut Select) -> Result<Self, Error> {
        let is_versioned = select.is_versioned();
        let needs_version =
            is_versioned || !select.branches().is_empty() || select.is_without_names(true);
        let version = if needs_version {
            Some(client.server_version().await?)
        } else {
            None
        };
        if let Some(version) = version.filter(|_| is_versioned) {
            select.set_version(version)?;
        }
        Ok(Fetch {
            client,
            specifications: version.and_then(Specifications::of),
            can_spare_names: version
                .is_some_and(|version| version::SEARCH_TAKES_READ_OPTIONS.holds_on(version)),
        })
    }

    /// Runs a search, and returns the ids if they were looked up first.
    ///
    /// Passes complete rows to `sink` while the response is being received.
    pub(super) fn search<'s>(
        self,
        model: &'static str,
        select: &'s Select,
        search: &'s Search,
        sink: Option<SharedSink>,
    ) -> impl Future<Output = Result<(Tree, Option<Vec<i64>>), Error>> + Send + use<'a, 's>
    where
        'a: 's,
    {
        async move {
            let spares_names = select.is_without_names(self.specifications.is_some());
            let spares_names_by_reading = spares_names && !self.can_spare_names && search.is_page;
            if spares_names_by_reading || self.loses_archived_records(select) {
                let call = search.call(model, "search");
                let ids = response::numbers(&Box::pin(self.client.call(call)).await?)?;
                let read = self.read(model, select, ids.clone(), sink);
                return Ok((Box::pin(read).await?, Some(ids)));
            }
            let mut call;
            if let Some(text) = self.specification(select) {
                call = search.call(model, "web_search_read");
                call = call.arg_json("specification", text.into_bytes(), true);
                if search.limit.is_some() {
                    // With a limit, the server counts all matches unless `count_limit` stops it.
                    call = call.kwarg("count_limit", 1);
                }
            } else {
                call = search.call(model, "search_read");
                call = call.arg_names("fields", select.field_names(), true);
                if self.can_spare_names && spares_names {
                    call = call.kwarg("load", Value::Null);
                }
            }
            let answer = self.send(call, select, sink).await?;
            Ok((self.with_relations(select, answer).await?, None))
        }
    }

    /// Tells whether a search loses the archived records of nested lists.
    ///
    /// `search_read` removes `active_test` before it reads (14: `odoo/models.py`, 19: `orm/models.py`). A specification does not, but a read that has
    /// nothing to specify is a `search_read` on every version.
    fn loses_archived_records(self, select: &Select) -> bool {
        let active_test = self.client.context().get("active_test");
        let wants_archived = active_test.and_then(Value::as_bool) == Some(false);
        wants_archived && !select.branches().is_empty() && self.specification(select).is_none()
    }

    /// Reads the records that exist, in the order of their ids; `sink` as in [`search`](Self::search).
    pub(super) fn read<'s>(
        self,
        model: &'static str,
        select: &'s Select,
        ids: Vec<i64>,
        sink: Option<SharedSink>,
    ) -> impl Future<Output = Result<Tree, Error>> + Send + use<'a, 's>
    where
        'a: 's,
    {
        async move {
            if ids.is_empty() {
                return Ok(Tree::empty(model));
            }
            let mut fetch = self;
            if let Some(text) = fetch.specification(select) {
                let call = Call::read(model, "web_read").on(ids.iter().copied());
                let call = call.arg_json("specification", text.into_bytes(), true);
                match fetch.send(call, select, sink.clone()).await {
                    Ok(answer) => return fetch.with_relations(select, answer).await,
                    // Unlike `read`, `web_read` fails if a record does not exist (19: `web/models/models.py`).
                    Err(error) if error.fault().is_some_and(Fault::is_missing) => {
                        fetch.specifications = None;
                        // A previous attempt may have stopped in the middle.
                        if let Some(sink) = &sink {
                            let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
                            sink.begin();
                        }
                    }
                    Err(error) => return Err(error),
                }
            }
            let mut call = Call::read(model, "read").on(ids);
            if select.is_without_names(fetch.specifications.is_some()) {
                call = call.kwarg("load", Value::Null);
            }
            let call = call.arg_names("fields", select.field_names(), false);
            let answer = fetch.send(call, select, sink).await?;
            fetch.with_relations(select, answer).await
        }
    }

    fn send(
        self,
        call: Call,
        select: &Select,
        sink: Option<SharedSink>,
    ) -> BoxFuture<'a, Result<Response, Error>> {
        let call = call
            .with_context(&select.context())
            .with_linked(linked(select));
        match sink {
            Some(sink) if self.in_place(select).is_some() => {
                Box::pin(self.client.call_into(call, sink))
            }
            _ => Box::pin(self.client.call(call)),
        }
    }

    /// Returns the relations of rows that contain all nested records.
    ///
    /// Returns `None` if some records need a separate response.
    pub(super) fn in_place(self, select: &Select) -> Option<Vec<Related>> {
        let related = |branch: &Branch| {
            let is_here = self.is_here(select, branch);
            Some(Related {
                model: branch.model.name(),
                names: branch.select.names().clone(),
                limit: branch.most(),
                relations: is_here.then(|| self.in_place(&branch.select))??,
                apart: None,
            })
        };
        select.branches().iter().map(related).collect()
    }

    fn specification(self, select: &Select) -> Option<String> {
        specification(select, self.specifications?)
    }

    /// Tells whether a branch's records are nested in the field that links to them.
    fn is_here(self, select: &Select, branch: &Branch) -> bool {
        self.specifications
            .is_some_and(|specifications| select.is_specified(branch, specifications))
    }

    /// Reads the relations of a response.
    fn with_relations<'s>(
        self,
        select: &'s Select,
        answer: Response,
    ) -> impl Future<Output = Result<Tree, Error>> + Send + use<'a, 's>
    where
        'a: 's,
    {
        async move {
            let relations = if select.branches().is_empty() {
                Vec::new()
            } else {
                self.relations(select, &answer, &[]).await?
            };
            Ok(Tree { answer, relations })
        }
    }

    /// Reads the relations of the rows at the end of `path`.
    fn relations<'s>(
        self,
        select: &'s Select,
        answer: &'s Response,
        path: &'s [&'static str],
    ) -> BoxFuture<'s, Result<Vec<Related>, Error>>
    where
        'a: 's,
    {
        let relation = move |branch: &'s Branch| async move {
            let path = [path, &[branch.field]].concat();
            let is_here = self.is_here(select, branch);
            let (relations, apart) = if is_here {
                let relations = self.relations(&branch.select, answer, &path).await?;
                (relations, None)
            } else if branch.is_a_name() && self.specifications.is_none() {
                // Shows the name of a record that the user may not see, as a specification does.
                let names = links::names(answer, &path, branch.model.name())?;
                (Vec::new(), Some(Apart::new(names, false)?))
            } else {
                let lists = links::gather(answer, &path)?;
                self.apart(branch, lists).await?
            };
            Ok(Related {
                model: branch.model.name(),
                names: branch.select.names().clone(),
                limit: branch.most(),
                relations,
                apart,
            })
        };
        Box::pin(try_join_all(select.branches().iter().map(relation)))
    }

    /// Reads the records of lists in a separate response.
    async fn apart(
        self,
        branch: &Branch,
        lists: Vec<Vec<i64>>,
    ) -> Result<(Vec<Related>, Option<Apart>), Error> {
        let linked: BTreeSet<i64> = lists.iter().flatten().copied().collect();
        let is_sorted = branch.order.is_some();
        let ids = if linked.is_empty() {
            Vec::new()
        } else if is_sorted || branch.condition.is_some() {
            self.found(branch, &linked).await?
        } else {
            linked.into_iter().collect()
        };
        let ids = wanted(ids, lists, is_sorted, branch.most());
        let tree = self.read(branch.model.name(), &branch.select, ids, None);
        let Tree { answer, relations } = tree.await?;
        Ok((relations, Some(Apart::new(answer, is_sorted)?)))
    }

    /// Searches the linked records that a branch selects, in its order.
    ///
    /// Archived records of a list are included, as in a specification with
    /// an order (18, 19: `web/models/models.py`, `web_read`).
    async fn found(self, branch: &Branch, linked: &BTreeSet<i64>) -> Result<Vec<i64>, Error> {
        let archived_too = self.client.with_context(Context::new().active_test(false));
        let mut domain = vec![json!(["id", "in", linked])];
        if let Some(condition) = &branch.condition
            && let Value::Array(terms) = condition.for_server(&archived_too).await?
        {
            domain.extend(terms);
        }
        let mut call = Call::read(branch.model.name(), "search").arg("domain", domain);
        if let Some(order) = &branch.order {
            call = call.kwarg("order", order.as_str());
        }
        response::numbers(&archived_too.call(call).await?)
    }
}

/// Returns the models of the linked records that a response can contain.
fn linked(select: &Select) -> Vec<&'static str> {
    let branches = select.branches().iter();
    branches
        .flat_map(|branch| [vec![branch.model.name()], linked(&branch.select)].concat())
        .collect()
}

/// Returns the ids that are among the first `most` of a list.
fn wanted(ids: Vec<i64>, lists: Vec<Vec<i64>>, is_sorted: bool, most: usize) -> Vec<i64> {
    let ranks: HashMap<i64, usize> = ids.iter().copied().zip(0..).collect();
    let mut wanted = HashSet::new();
    for mut list in lists {
        list.retain(|id| ranks.contains_key(id));
        if is_sorted {
            list.sort_unstable_by_key(|id| ranks.get(id));
        }
        wanted.extend(list.into_iter().take(most));
    }
    let is_wanted = |id: &i64| wanted.contains(id);
    ids.into_iter().filter(is_wanted).collect()
}
