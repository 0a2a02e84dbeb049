//! Nested reads: rows of one model, and the rows of the linked records.
//!
//! From Odoo 17 on, a specification describes all of it, and one call returns it: records are nested in the field that links to them, and rows are decoded while
//! the response is still being received. Before, and for reads that a specification cannot express, the client collects the ids in that field over all rows, and one more call reads
//! their records. The rows are then decoded in place, in the bytes of their response.

mod fetch;
mod links;
mod search;

use std::sync::{Arc, Mutex, PoisonError};

pub(crate) use fetch::Source;
use odoo_rpc::{Call, CallState, Client, Error, Response};
pub(crate) use search::{LARGEST, Search, depends_on_naming_an_id};

use self::fetch::Fetch;
use crate::{
    model::meta,
    record::{Record, Related, Row, Rows, Select},
    relation::Id,
};

/// The response to a read, and the relations of its rows.
#[derive(Debug)]
struct Tree {
    answer: Response,
    relations: Vec<Related>,
}

impl Tree {
    fn empty(model: &str) -> Self {
        Tree {
            answer: Response::bare(
                b"[]".to_vec(),
                &Call::read(model, "read"),
                &CallState::default(),
            ),
            relations: Vec::new(),
        }
    }
}

/// Reads records, each converted by `keep` with its id.
///
/// Also returns the ids that a search found, if the ids were looked up first.
pub(crate) async fn records<R: Record, T: Send + 'static>(
    client: &Client,
    source: Source<'_>,
    keep: impl Fn(Id<R::Model>, R) -> T + Send + 'static,
) -> Result<(Vec<T>, Option<Vec<i64>>), Error> {
    let mut select = Select::of::<R>();
    let fetch = Fetch::new(client, &mut select).await?;
    let model = meta::<R::Model>().name();
    let decode = move |row: &mut Row<'_>| {
        let record = R::__decode(row)?;
        Ok(keep(Id::new(row.id()?), record))
    };
    let rows = Rows::new(model, fetch.in_place(&select).unwrap_or_default(), decode)
        .with_names(select.names().clone());
    let rows = Arc::new(Mutex::new(rows));
    let sink = Arc::clone(&rows);
    let (tree, ids) = match source {
        Source::Search(search) => fetch.search(model, &select, search, Some(sink)).await?,
        Source::Ids(ids) => (fetch.read(model, &select, ids, Some(sink)).await?, None),
    };
    let mut rows = rows.lock().unwrap_or_else(PoisonError::into_inner);
    rows.relations = tree.relations;
    let records = tree.answer.read(|json| rows.read(json))?;
    Ok((records, ids))
}
