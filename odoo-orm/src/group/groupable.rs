//! The field types that can be group keys, and the types of these keys.

use crate::{
    model::Model,
    relation::{Id, Many2many, Many2one},
    value::{FieldType, Selection},
    version::{self, Since},
};

/// A field type by whose values records can be grouped.
///
/// The trait is open: a custom type declares the type of its key.
///
/// ```
/// # use odoo_orm::{rpc::{DecodeError, JsonReader}, types::{EncodeResult, Encoder, FieldType, IntoOperand, Scalar}};
/// # #[derive(Debug, Clone, PartialEq)]
/// # struct Vat(String);
/// # impl FieldType for Vat {
/// #     type Base = Self;
/// #     const TYPES: &'static [&'static str] = String::TYPES;
/// #     fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
/// #         String::decode(json).map(Vat)
/// #     }
/// #     fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
/// #         self.0.encode(encoder)
/// #     }
/// # }
/// # impl Scalar for Vat {}
/// use odoo_orm::group::Groupable;
///
/// impl Groupable for Vat {
///     type Key = Option<Vat>;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "records cannot be grouped directly by a field of type `{Self}`",
    label = "not a group key",
    note = "group a date or datetime by a granularity: `.granularity(Granularity::Month)`",
    note = "instead of a `One2many`, group the lines by the many2one field that links here",
    note = "values of an `f64` are rarely equal: use `sum`, `min` or `max` instead"
)]
pub trait Groupable: FieldType {
    /// The type of the key in a group.
    ///
    /// It is an `Option`, because records without a value are a group of their own, even if a read returns a value for them, such as
    /// 0 for a number that is not set.
    type Key: FieldType;

    /// The first version of Odoo that supports it as a key.
    #[doc(hidden)]
    const SINCE: Since = version::ALWAYS;
}

#[diagnostic::do_not_recommend]
impl Groupable for String {
    type Key = Option<String>;
}

#[diagnostic::do_not_recommend]
impl Groupable for i64 {
    type Key = Option<i64>;
}

#[diagnostic::do_not_recommend]
impl Groupable for i32 {
    type Key = Option<i32>;
}

/// An unset boolean counts as `false`.
///
/// Every version groups by `coalesce(field, false)` (14: `odoo/models.py`, 19: `orm/models.py`).
#[diagnostic::do_not_recommend]
impl Groupable for bool {
    type Key = bool;
}

#[diagnostic::do_not_recommend]
impl<S: Selection + FieldType<Base = S> + crate::value::Scalar> Groupable for S {
    type Key = Option<S>;
}

/// The key has no name, as the field is declared.
#[diagnostic::do_not_recommend]
impl<M: Model> Groupable for Id<M> {
    type Key = Option<Id<M>>;
}

#[diagnostic::do_not_recommend]
impl<M: Model> Groupable for Many2one<M> {
    type Key = Option<Many2one<M>>;
}

/// The key is one record of the list.
///
/// A record with several links is in several groups.
#[diagnostic::do_not_recommend]
impl<M: Model> Groupable for Many2many<M> {
    type Key = Option<Many2one<M>>;
    const SINCE: Since = version::GROUPS_BY_LISTS;
}
