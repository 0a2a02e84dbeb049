//! What a read brings: rows of one model, and the rows of the records that they lead to.
//!
//! From Odoo 17 on a specification says all of it, and one call brings it: records stand in the field that leads to them. Before, and for what a
//! specification cannot say, the ids in that field are gathered over all rows, and one more call reads their records. Either way rows
//! are decoded where they stand, in the bytes of the answer that has them.

mod fetch;
mod links;
mod related;

pub(crate) use fetch::Fetch;
pub(crate) use links::ids as linked_ids;
use odoo_rpc::{Answer, Error};
pub(crate) use related::Related;

use crate::{
    answer,
    model::meta,
    record::{Record, Row},
    relation::Id,
};

/// The answer to a read, and what its rows lead to.
#[derive(Debug)]
pub(crate) struct Tree {
    answer: Answer,
    relations: Vec<Related>,
}

impl Tree {
    /// The records, each as `keep` makes it with its id.
    pub(crate) fn records<R: Record, T>(
        &self,
        keep: impl Fn(Id<R::Model>, R) -> T,
    ) -> Result<Vec<T>, Error> {
        let decode = |row: &mut Row<'_>| {
            let record = R::__decode(row)?;
            Ok(keep(Id::new(row.id()?), record))
        };
        answer::rows(
            &self.answer,
            meta::<R::Model>().name(),
            &self.relations,
            decode,
        )
    }
}
