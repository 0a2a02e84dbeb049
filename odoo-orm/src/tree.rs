//! What a read brings: rows of one model, and the rows of the records that they lead to.
//!
//! From Odoo 17 on a specification says all of it, and one call brings it: records stand in the field that leads to them, and rows are decoded while
//! the rest of them comes. Before, and for what a specification cannot say, the ids in that field are gathered over all rows, and one more call reads
//! their records. Then rows are decoded where they stand, in the bytes of the answer that has them.

mod fetch;
mod links;
mod related;

use std::sync::{Arc, Mutex, PoisonError};

pub(crate) use fetch::Source;
pub(crate) use links::ids as linked_ids;
use odoo_rpc::{Call, Client, Error, Response};
pub(crate) use related::Related;

use self::fetch::Fetch;
use crate::{
    model::meta,
    record::{Record, Row, Select},
    relation::Id,
    response::Rows,
};

/// The answer to a read, and what its rows lead to.
#[derive(Debug)]
struct Tree {
    answer: Response,
    relations: Vec<Related>,
}

impl Tree {
    fn empty(model: &str) -> Self {
        Tree {
            answer: Response::bare(b"[]".to_vec(), &Call::read(model, "read")),
            relations: Vec::new(),
        }
    }
}

/// The records of a read, each as `keep` makes it with its id; and the ids that a search found, if they were looked for first.
pub(crate) async fn records<R: Record, T: Send + 'static>(
    client: &Client,
    source: Source<'_>,
    keep: impl Fn(Id<R::Model>, R) -> T + Send + 'static,
) -> Result<(Vec<T>, Option<Vec<i64>>), Error> {
    let select = Select::of::<R>();
    let fetch = Fetch::new(client, &select).await?;
    let model = meta::<R::Model>().name();
    let decode = move |row: &mut Row<'_>| {
        let record = R::__decode(row)?;
        Ok(keep(Id::new(row.id()?), record))
    };
    let rows = Rows::new(model, fetch.in_place(&select).unwrap_or_default(), decode);
    let rows = Arc::new(Mutex::new(rows));
    let intake = Arc::clone(&rows);
    let (tree, ids) = match source {
        Source::Search(search) => fetch.search(model, &select, search, Some(intake)).await?,
        Source::Ids(ids) => (fetch.read(model, &select, ids, Some(intake)).await?, None),
    };
    let mut rows = rows.lock().unwrap_or_else(PoisonError::into_inner);
    rows.relations = tree.relations;
    let records = tree.answer.read(|json| rows.read(json))?;
    Ok((records, ids))
}
