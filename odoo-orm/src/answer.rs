//! Answers as the typed layer reads them.

use odoo_rpc::{Answer, DecodeError, Error, NotOne};

use crate::{
    model::{Model, meta},
    record::{Record, Row},
    relation::Id,
};

/// The rows of `search_read` or `read`, straight from the bytes.
pub(crate) fn records<R: Record>(answer: &Answer) -> Result<Vec<R>, Error> {
    answer.read(|json| {
        let mut records = Vec::new();
        let mut row = Row::new(json.clone(), meta::<R::Model>().name());
        json.array(|_, json| {
            row.begin(json.position())?;
            records.push(R::__decode(&mut row)?);
            json.set_position(row.end()?);
            Ok(())
        })?;
        Ok(records)
    })
}

/// The ids that `search` gives.
pub(crate) fn ids<M: Model>(answer: &Answer) -> Result<Vec<Id<M>>, Error> {
    answer.read(|json| {
        let mut ids = Vec::new();
        json.array(|_, json| {
            ids.push(Id::new(json.integer()?));
            Ok(())
        })?;
        Ok(ids)
    })
}

/// The ids that `create` gives for a list: as many as there were values.
pub(crate) fn created<M: Model>(answer: &Answer, count: usize) -> Result<Vec<Id<M>>, Error> {
    answer.read(|json| {
        let mut ids = Vec::with_capacity(count);
        json.array(|_, json| {
            ids.push(Id::new(json.integer()?));
            Ok(())
        })?;
        if ids.len() == count {
            return Ok(ids);
        }
        Err(DecodeError::new(
            "an id for each record",
            format!("{} ids for {count} records", ids.len()),
        ))
    })
}

/// The one id among those of a `create` of one, which [`created`] has counted.
pub(crate) fn only<M>(ids: Vec<Id<M>>, model: &'static str) -> Result<Id<M>, Error> {
    ids.into_iter()
        .next()
        .ok_or_else(|| NotOne::none(model, "a new record".to_owned()).into())
}

/// What `copy` gives for one record: its id up to Odoo 17, a list of one from 18 on.
pub(crate) fn copied<M: Model>(answer: &Answer) -> Result<Id<M>, Error> {
    answer.read(|json| {
        let mut copy = None;
        if json.is_array() {
            json.array(|_, json| {
                copy = Some(Id::new(json.integer()?));
                Ok(())
            })?;
        } else {
            copy = Some(Id::new(json.integer()?));
        }
        copy.ok_or_else(|| DecodeError::new("the id of a copy", "none".to_owned()))
    })
}

/// A number, such as `search_count` gives.
pub(crate) fn count(answer: &Answer) -> Result<u64, Error> {
    answer.read(|json| {
        let start = json.position();
        u64::try_from(json.integer()?).map_err(|_| {
            json.set_position(start);
            json.mismatch("a count")
        })
    })
}

/// What `write` and `unlink` give: `true`, but a module may have forgotten to return it, and the work is done.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method is of one lifetime, the closure of any"
)]
pub(crate) fn ignored(answer: &Answer) -> Result<(), Error> {
    answer.read(|json| json.skip())
}
