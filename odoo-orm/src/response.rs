//! Decoding responses for the typed layer.

use odoo_rpc::{DecodeError, Error, Response};

use crate::{
    model::Model,
    record::{Row, Rows},
    relation::{self, Id},
    value::FieldType,
};

/// Decodes the rows of `model` directly from the bytes, each with `decode`.
pub(crate) fn rows<T>(
    answer: &Response,
    model: &'static str,
    decode: impl Fn(&mut Row<'_>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, Error> {
    answer.read(|json| Rows::new(model, Vec::new(), decode).read(json))
}

/// Decodes a value of a field type.
pub(crate) fn value<T: FieldType>(answer: &Response) -> Result<T, Error> {
    answer.read(T::decode)
}

/// Decodes a list of values of a field type.
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

/// Decodes the ids that `search` returns.
pub(crate) fn ids<M: Model>(answer: &Response) -> Result<Vec<Id<M>>, Error> {
    answer.read(relation::ids)
}

/// Decodes the ids that `search` returns for a model without a Rust type.
pub(crate) fn numbers(answer: &Response) -> Result<Vec<i64>, Error> {
    answer.read(relation::id_numbers)
}

/// Decodes the ids that `create` returns for a list, and checks their number.
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

/// Decodes the id that `create` or `copy` returns for one record.
///
/// Up to Odoo 17, `copy` returns a plain id, from 18 on a list.
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

/// Returns the only result of a list that has one per record.
pub(crate) fn only<T>(results: Vec<T>) -> Result<T, Error> {
    let mut results = results.into_iter();
    results
        .next()
        .ok_or_else(|| DecodeError::new("an id", "none".to_owned()).into())
}

/// Decodes a count, as `search_count` returns it.
pub(crate) fn count(answer: &Response) -> Result<u64, Error> {
    answer.read(|json| {
        let start = json.position();
        u64::try_from(json.integer()?).map_err(|_| {
            json.set_position(start);
            json.mismatch("a count")
        })
    })
}

/// Ignores the result of `write` and `unlink`.
///
/// It is `true`, unless a module's override does not return it.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method has one lifetime, the closure any"
)]
pub(crate) fn ignored(answer: &Response) -> Result<(), Error> {
    answer.read(|json| json.skip())
}
