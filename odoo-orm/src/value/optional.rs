//! `Option`: `false` or `null` in JSON is `None`, for every type except `bool`.
//!
//! An `Option<bool>` is `None` only for `null`, which Odoo does not send. On the server an empty boolean is `false`, so
//! `unset` writes `false`, and `is_unset` finds it.

use odoo_rpc::{DecodeError, JsonReader};

use crate::model::RelationMeta;

use super::{
    CanBeAbsent, CanBeUnset, EncodeResult, Encoder, Fetch, FieldType, Nullable, Relation, Scalar,
};

#[diagnostic::do_not_recommend]
impl<T: Scalar<Base = T>> FieldType for Option<T> {
    type Base = T;
    const TYPES: &'static [&'static str] = T::TYPES;
    const NULLABLE: bool = true;
    const RELATION: Option<RelationMeta> = T::RELATION;
    const KEYS: Option<&'static [&'static str]> = T::KEYS;
    const TAKES_OTHER_KEYS: bool = T::TAKES_OTHER_KEYS;
    const FETCH: Fetch = T::FETCH;

    #[inline]
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        if json.take_empty(T::FALSE_IS_A_VALUE) {
            return Ok(None);
        }
        T::decode(json).map(Some)
    }

    /// `null` empties the field, and not `false`.
    fn accept(json: &str, encoder: &mut Encoder<'_>) -> EncodeResult {
        if json == "null" {
            return encoder.boolean(false);
        }
        T::accept(json, encoder)
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        match self {
            Some(value) => value.encode(encoder),
            None => encoder.boolean(false),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar<Base = T>> CanBeAbsent for Option<T> {}

#[diagnostic::do_not_recommend]
impl<T: Scalar<Base = T>> Nullable for Option<T> {}

#[diagnostic::do_not_recommend]
impl<T: Scalar<Base = T>> CanBeUnset for Option<T> {}

#[diagnostic::do_not_recommend]
impl<T: Relation + Scalar<Base = T>> Relation for Option<T> {
    type Target = T::Target;
}
