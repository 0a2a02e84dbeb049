//! Answers as the typed layer reads them.

mod rows;

use odoo_rpc::{DecodeError, Error, JsonReader, Response};
pub(crate) use rows::Rows;

use crate::{
    model::Model,
    record::Row,
    relation::{self, Id},
    value::FieldType,
};

/// Rows of `model`, each of which `decode` reads, straight from the bytes.
pub(crate) fn rows<T>(
    answer: &Response,
    model: &'static str,
    decode: impl Fn(&mut Row<'_>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, Error> {
    answer.read(|json| Rows::new(model, Vec::new(), decode).read(json))
}

/// Reads a list of rows, handing the reader to `row` at each, which must read just that row. `web_search_read` has them in an object, beside how many
/// there are in all.
pub(crate) fn each_row<'a>(
    json: &mut JsonReader<'a>,
    mut row: impl FnMut(&mut JsonReader<'a>) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    if !json.is_object() {
        return json.array(|_, json| row(json));
    }
    let (start, mut found) = (json.position(), false);
    json.object(|key, json| {
        if key == "records" {
            found = true;
            return json.array(|_, json| row(json));
        }
        json.skip()
    })?;
    if found {
        return Ok(());
    }
    json.set_position(start);
    Err(json.mismatch("`records`"))
}

/// One value, as a field has it.
pub(crate) fn value<T: FieldType>(answer: &Response) -> Result<T, Error> {
    answer.read(T::decode)
}

/// A list of values, as fields have them.
pub(crate) fn list<T: FieldType>(answer: &Response) -> Result<Vec<T>, Error> {
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
pub(crate) fn ids<M: Model>(answer: &Response) -> Result<Vec<Id<M>>, Error> {
    answer.read(relation::ids)
}

/// The ids that `search` gives for a model that has no type here.
pub(crate) fn numbers(answer: &Response) -> Result<Vec<i64>, Error> {
    answer.read(relation::id_numbers)
}

/// The ids that `create` gives for a list: as many as there were values.
pub(crate) fn created<M: Model>(answer: &Response, count: usize) -> Result<Vec<Id<M>>, Error> {
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
pub(crate) fn one_id<M: Model>(answer: &Response) -> Result<Id<M>, Error> {
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
pub(crate) fn count(answer: &Response) -> Result<u64, Error> {
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
pub(crate) fn ignored(answer: &Response) -> Result<(), Error> {
    answer.read(|json| json.skip())
}
