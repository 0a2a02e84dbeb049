//! Which types of fields can be a key, and what a group then has of them.

use crate::{
    model::Model,
    relation::{Id, Many2many, Many2one},
    value::{FieldType, Selection},
    version::{self, Since},
};

/// A type of field by whose values records can be grouped. Open: a type of your own says what it is read as.
///
/// ```
/// # use odoo_orm::{DecodeError, FieldType, IntoOperand, JsonReader, EncodeResult, Scalar};
/// # #[derive(Debug, Clone, PartialEq)]
/// # struct Vat(String);
/// # impl FieldType for Vat {
/// #     type Base = Self;
/// #     const TYPES: &'static [&'static str] = String::TYPES;
/// #     fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
/// #         String::decode(json).map(Vat)
/// #     }
/// #     fn copied(&self) -> Option<EncodeResult> {
/// #         self.0.copied()
/// #     }
/// # }
/// # impl Scalar for Vat {}
/// use odoo_orm::Groupable;
///
/// impl Groupable for Vat {
///     type Key = Option<Vat>;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "records cannot be grouped by a field of type `{Self}` as it is",
    label = "not a key",
    note = "a date or a datetime is grouped by its years, months or so on: `.granularity(Granularity::Month)`",
    note = "a `One2many` is grouped from its other end: group the lines by the many2one that leads here",
    note = "records are rarely equal in an `f64`: sum it, or take its `min` and `max`"
)]
pub trait Groupable: FieldType {
    /// What a group has of it: an `Option`, because the group of the records without a value is one of them, even where a read
    /// gives such a record a value, as it gives 0 for a number that is not set.
    type Key: FieldType;

    /// The first version of Odoo that groups by it.
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

/// Not set is `false`: every version groups by `coalesce(field, false)` (14: `odoo/models.py`, 19: `orm/models.py`).
#[diagnostic::do_not_recommend]
impl Groupable for bool {
    type Key = bool;
}

#[diagnostic::do_not_recommend]
impl<S: Selection + FieldType<Base = S> + crate::value::Scalar> Groupable for S {
    type Key = Option<S>;
}

/// Without the name, as the field is declared.
#[diagnostic::do_not_recommend]
impl<M: Model> Groupable for Id<M> {
    type Key = Option<Id<M>>;
}

#[diagnostic::do_not_recommend]
impl<M: Model> Groupable for Many2one<M> {
    type Key = Option<Many2one<M>>;
}

/// One record of the list: who has several is in several groups.
#[diagnostic::do_not_recommend]
impl<M: Model> Groupable for Many2many<M> {
    type Key = Option<Many2one<M>>;
    const SINCE: Since = version::GROUPS_BY_LISTS;
}
