//! Decoding the value of an aggregate.

use odoo_rpc::{DecodeError, JsonReader};

use crate::{relation::Id, value::FieldType};

/// A type of an aggregate's value.
///
/// Without values, SQL returns NULL, which is `null` in some responses of Odoo 14 to 16, and
/// `false` in the others and from 17 on.
#[expect(unnameable_types, reason = "used only inside the crate")]
pub trait Total: Sized {
    /// Decodes the value.
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError>;
}

/// Decodes a missing value as `None`.
impl<T: FieldType> Total for Option<T> {
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        if json.is_false() || json.is_null() {
            json.skip()?;
            return Ok(None);
        }
        T::decode(json).map(Some)
    }
}

/// Decodes a missing value as `false`, as Odoo reads an empty boolean.
impl Total for bool {
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        if json.is_null() {
            json.skip()?;
            return Ok(false);
        }
        json.boolean()
    }
}

/// Decodes a count.
impl Total for u64 {
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        let start = json.position();
        u64::try_from(json.integer()?).map_err(|_| {
            json.set_position(start);
            json.mismatch("a count")
        })
    }
}

/// Decodes the ids of an `array_agg`, without the `null`s of empty fields.
///
/// Sorts them, because Odoo 14 returns them in any order.
impl<M> Total for Vec<Id<M>> {
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        let mut ids = Vec::new();
        if json.is_false() || json.is_null() {
            json.skip()?;
            return Ok(ids);
        }
        json.array(|_, json| {
            if json.is_null() {
                return json.skip();
            }
            let id = json.integer().map_err(|error| error.expecting("an id"))?;
            ids.push(Id::new(id));
            Ok(())
        })?;
        ids.sort_unstable();
        Ok(ids)
    }
}
