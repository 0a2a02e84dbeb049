//! How what an aggregate comes to is read.

use odoo_rpc::{DecodeError, JsonReader};

use crate::{relation::Id, value::FieldType};

/// What an aggregate can come to. Of no values at all, SQL makes nothing, which is `null` in some answers of Odoo 14 to 16, and
/// `false` in the others and from 17 on.
#[expect(unnameable_types, reason = "for the crate alone")]
pub trait Total: Sized {
    /// Reads it.
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError>;
}

/// Nothing, or a value.
impl<T: FieldType> Total for Option<T> {
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        if json.is_false() || json.is_null() {
            json.skip()?;
            return Ok(None);
        }
        T::decode(json).map(Some)
    }
}

/// Nothing is `false`, for Odoo reads an empty boolean so.
impl Total for bool {
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        if json.is_null() {
            json.skip()?;
            return Ok(false);
        }
        json.boolean()
    }
}

/// A count.
impl Total for u64 {
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        let start = json.position();
        u64::try_from(json.integer()?).map_err(|_| {
            json.set_position(start);
            json.mismatch("a count")
        })
    }
}

/// The ids of an `array_agg`, which has a `null` for each record without one. Sorted, for Odoo 14 has them in any order.
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
