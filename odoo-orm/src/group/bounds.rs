//! Decoding the bounds of a date key, in each version's format.

use std::borrow::Cow;

use odoo_rpc::{DecodeError, JsonReader};

use crate::value::FieldType;

/// Decodes the label of a date range, or `None` if there is no date.
///
/// Up to Odoo 18 it is a string; on 19 it follows the start of the range in a list.
pub(super) fn label(json: &mut JsonReader<'_>) -> Result<Option<String>, DecodeError> {
    if json.is_false() {
        return json.skip().map(|()| None);
    }
    if !json.is_array() {
        return json.text().map(|label| Some(label.into_owned()));
    }
    let mut label = None;
    let mut pair = json.clone();
    json.array(|at, json| {
        match at {
            1 => label = Some(json.text()?.into_owned()),
            _ => json.skip()?,
        }
        Ok(())
    })?;
    match label {
        Some(label) => Ok(Some(label)),
        None => Err(pair.mismatch("`[\"2024-01-01\", \"January 2024\"]`")),
    }
}

/// Decodes the bounds in `{"date:month": {"from": "2024-01-01", "to": "2024-02-01"}}`.
pub(super) fn in_range<T: FieldType>(
    json: &mut JsonReader<'_>,
    name: &str,
) -> Result<(T, T), DecodeError> {
    let mut ranges = json.clone();
    let (mut from, mut to) = (None, None);
    json.object(|key, json| {
        if key != name {
            return json.skip();
        }
        json.object(|key, json| {
            match key {
                "from" => from = Some(T::decode(json)?),
                "to" => to = Some(T::decode(json)?),
                _ => json.skip()?,
            }
            Ok(())
        })
    })?;
    from.zip(to)
        .ok_or_else(|| ranges.mismatch("the bounds of a date"))
}

/// Decodes the bounds of the `nth` key of a field from a domain.
///
/// The domain is `["&", ["date", ">=", "2024-01-01"], ["date", "<", "2024-02-01"], ...]`.
///
/// The conditions of the keys are in the order of the keys, before the conditions of the query (14: `odoo/models.py`,
/// `_read_group_format_result`).
pub(super) fn in_domain<T: FieldType>(
    json: &mut JsonReader<'_>,
    field: &str,
    nth: usize,
) -> Result<(T, T), DecodeError> {
    let mut at = json.clone();
    let (mut starts, mut ends) = (Vec::new(), Vec::new());
    json.array(|_, json| {
        if !json.is_array() {
            return json.skip();
        }
        if let Some((operator, position)) = operand(json, field)? {
            match &*operator {
                ">=" => starts.push(position),
                "<" => ends.push(position),
                _ => {}
            }
        }
        Ok(())
    })?;
    let (Some(start), Some(end)) = (starts.get(nth), ends.get(nth)) else {
        return Err(at.mismatch("a domain with the bounds of a date"));
    };
    let mut read = |position: &usize| {
        at.set_position(*position);
        T::decode(&mut at)
    };
    Ok((read(start)?, read(end)?))
}

/// Skips a condition.
///
/// If it is on `field`, returns the operator and the position of the value.
fn operand<'a>(
    json: &mut JsonReader<'a>,
    field: &str,
) -> Result<Option<(Cow<'a, str>, usize)>, DecodeError> {
    let quoted = format!("\"{field}\"");
    let (mut about_field, mut operator, mut position) = (false, None, None);
    json.array(|at, json| {
        match at {
            // Compared as raw JSON: the left side of `[1, "=", 1]` is not a string, and field names have no escapes.
            0 => about_field = json.raw()? == quoted.as_bytes(),
            1 if about_field => operator = Some(json.text()?),
            2 if about_field => {
                position = Some(json.position());
                json.skip()?;
            }
            _ => json.skip()?,
        }
        Ok(())
    })?;
    Ok(operator.zip(position))
}
