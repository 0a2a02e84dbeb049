//! Types that the records of a relation are read whole into.

use odoo_rpc::DecodeError;

use super::{Linked, Record, blank};
use crate::{
    model::Model,
    relation::{Id, Many2many, Many2one, One2many},
    value::{NotLoaded, Relation},
};

/// A type that a relation's records are read whole into, by a field of a [`Projection`](derive@crate::Projection) that says
/// `#[odoo(nested)]`. `T` is the type of the model's field.
///
/// | the model's field | read whole into |
/// |---|---|
/// | `Many2one<M>`, `Id<M>` | a shape of `M` |
/// | `Option<Many2one<M>>`, `Option<Id<M>>` | an `Option` of one |
/// | `One2many<M>`, `Many2many<M>` | a `Vec` of them |
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot be read whole into `{Self}`",
    label = "not what the field leads to",
    note = "a many2one field is read into a shape of its model, in an `Option` if the field is in one; a list into a `Vec` of shapes",
    note = "a shape of a model derives `Projection` with `#[odoo(of = ...)]`, or is the model's own struct"
)]
pub trait Nested<T>: Shape {}

#[diagnostic::do_not_recommend]
impl<R, T> Nested<T> for R
where
    R: Record<Model: Is<T::Target>>,
    T: One,
{
}

#[diagnostic::do_not_recommend]
impl<R, T> Nested<Option<T>> for Option<R>
where
    R: Record<Model: Is<T::Target>>,
    T: One,
{
}

#[diagnostic::do_not_recommend]
impl<R, T> Nested<T> for Vec<R>
where
    R: Record<Model: Is<T::Target>>,
    T: Many,
{
}

#[diagnostic::do_not_recommend]
impl<R, T> Nested<NotLoaded<Option<T>>> for Option<R>
where
    R: Record<Model: Is<T::Target>>,
    T: One,
{
}

/// How many records a type holds, and of which shape.
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no records",
    label = "neither a shape of a model, nor an `Option` or a `Vec` of one",
    note = "a shape is held without a `Box`: one that holds itself would have no end, and is refused"
)]
#[doc(hidden)]
pub trait Shape: Sized {
    /// The shape of each.
    type Record: Record;

    /// Whether there can be several.
    const IS_LIST: bool = false;

    #[doc(hidden)]
    fn __read(linked: Linked<'_, '_>) -> Result<Self, DecodeError>;

    #[doc(hidden)]
    fn __blank() -> Result<Self, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl<R: Record> Shape for R {
    type Record = R;

    fn __read(linked: Linked<'_, '_>) -> Result<Self, DecodeError> {
        linked.one()
    }

    fn __blank() -> Result<Self, DecodeError> {
        blank()
    }
}

#[diagnostic::do_not_recommend]
impl<R: Record> Shape for Option<R> {
    type Record = R;

    fn __read(linked: Linked<'_, '_>) -> Result<Self, DecodeError> {
        linked.optional()
    }

    fn __blank() -> Result<Self, DecodeError> {
        Ok(None)
    }
}

#[diagnostic::do_not_recommend]
impl<R: Record> Shape for Vec<R> {
    type Record = R;
    const IS_LIST: bool = true;

    fn __read(linked: Linked<'_, '_>) -> Result<Self, DecodeError> {
        linked.all()
    }

    fn __blank() -> Result<Self, DecodeError> {
        Ok(Vec::new())
    }
}

/// Several records.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is one record",
    label = "`domain`, `order_by` and `limit` say which records of a list are read: this is none"
)]
#[doc(hidden)]
#[expect(unnameable_types, reason = "for the crate alone")]
pub trait Lines: Shape {}

#[diagnostic::do_not_recommend]
impl<R: Record> Lines for Vec<R> {}

/// A field that leads to one record.
#[doc(hidden)]
#[expect(unnameable_types, reason = "for the crate alone")]
pub trait One: Relation {}

#[diagnostic::do_not_recommend]
impl<M: Model> One for Many2one<M> {}

#[diagnostic::do_not_recommend]
impl<M: Model> One for Id<M> {}

#[diagnostic::do_not_recommend]
impl<T: One> One for NotLoaded<T> {}

/// A field that leads to several.
#[doc(hidden)]
#[expect(unnameable_types, reason = "for the crate alone")]
pub trait Many: Relation {}

#[diagnostic::do_not_recommend]
impl<M: Model> Many for One2many<M> {}

#[diagnostic::do_not_recommend]
impl<M: Model> Many for Many2many<M> {}

#[diagnostic::do_not_recommend]
impl<T: Many> Many for NotLoaded<T> {}

/// The same type: where it is not, the compiler says a sentence of ours, and not one on associated types.
#[doc(hidden)]
#[expect(unnameable_types, reason = "for the crate alone")]
pub trait Is<T> {}

impl<T> Is<T> for T {}
