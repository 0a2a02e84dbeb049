//! Answers as the typed layer reads them.

use odoo_rpc::{Answer, DecodeError, Error};

use crate::{
    model::{Model, meta},
    record::{Record, Row},
    relation::{self, Id},
    value::FieldType,
};

/// The rows of `search_read` or `read`, straight from the bytes.
pub(crate) fn records<R: Record>(answer: &Answer) -> Result<Vec<R>, Error> {
    rows(answer, meta::<R::Model>().name(), R::__decode)
}

/// Rows of `model`, each of which `decode` reads.
pub(crate) fn rows<T>(
    answer: &Answer,
    model: &'static str,
    decode: impl Fn(&mut Row<'_>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, Error> {
    answer.read(|json| {
        let mut records = Vec::new();
        let mut row = Row::new(json.clone(), model);
        json.array(|_, json| {
            row.begin(json.position())?;
            records.push(decode(&mut row)?);
            json.set_position(row.end()?);
            Ok(())
        })?;
        Ok(records)
    })
}

/// One value, as a field has it.
pub(crate) fn value<T: FieldType>(answer: &Answer) -> Result<T, Error> {
    answer.read(T::decode)
}

/// A list of values, as fields have them.
pub(crate) fn list<T: FieldType>(answer: &Answer) -> Result<Vec<T>, Error> {
    answer.read(|json| {
        let mut values = Vec::new();
        json.array(|_, json| {
            values.push(T::decode(json)?);
            Ok(())
        })?;
        Ok(values)
    })
}

/// The ids that `search` gives.
pub(crate) fn ids<M: Model>(answer: &Answer) -> Result<Vec<Id<M>>, Error> {
    answer.read(relation::ids)
}

/// The ids that `search` gives for a model that has no type here.
pub(crate) fn numbers(answer: &Answer) -> Result<Vec<i64>, Error> {
    answer.read(relation::id_numbers)
}

/// The ids that `create` gives for a list: as many as there were values.
pub(crate) fn created<M: Model>(answer: &Answer, count: usize) -> Result<Vec<Id<M>>, Error> {
    answer.read(|json| {
        let ids = relation::ids(json)?;
        if ids.len() == count {
            return Ok(ids);
        }
        let found = format!("{} ids for {count} records", ids.len());
        Err(DecodeError::new("an id for each record", found))
    })
}

/// The one id that `create` gives for a list of one, and `copy` for one record: up to Odoo 17 `copy` gives it by itself, from
/// 18 on in a list.
pub(crate) fn one_id<M: Model>(answer: &Answer) -> Result<Id<M>, Error> {
    answer.read(|json| {
        if !json.is_array() {
            return json
                .integer()
                .map(Id::new)
                .map_err(|error| error.expecting("an id"));
        }
        match relation::ids(json)?[..] {
            [id] => Ok(id),
            ref ids => Err(DecodeError::new(
                "one id",
                format!("a list of {}", ids.len()),
            )),
        }
    })
}

/// The one id of a list that is known to have as many as was asked for.
pub(crate) fn only<M>(ids: Vec<Id<M>>) -> Result<Id<M>, Error> {
    let mut ids = ids.into_iter();
    ids.next()
        .ok_or_else(|| DecodeError::new("an id", "none".to_owned()).into())
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
