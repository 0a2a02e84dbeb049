//! `Option`: `false` or `null` on the wire is `None`, for every type but `bool`.

use odoo_rpc::{DecodeError, JsonReader};

use super::{FieldType, MaybeEmpty, Nullable, Relation};

#[diagnostic::do_not_recommend]
impl<T: FieldType<Base = T>> FieldType for Option<T> {
    type Base = T;
    const TYPES: &'static [&'static str] = T::TYPES;
    const NULLABLE: bool = true;

    #[inline]
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        if (json.is_false() && !T::FALSE_IS_A_VALUE) || json.is_null() {
            json.skip()?;
            return Ok(None);
        }
        T::decode(json).map(Some)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType<Base = T>> Nullable for Option<T> {}

#[diagnostic::do_not_recommend]
impl<T: FieldType<Base = T>> MaybeEmpty for Option<T> {}

#[diagnostic::do_not_recommend]
impl<T: Relation + FieldType<Base = T>> Relation for Option<T> {
    type Target = T::Target;
}
