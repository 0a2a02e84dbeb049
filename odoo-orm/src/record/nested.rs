//! Types for nested reads of linked records.

use odoo_rpc::DecodeError;

use super::{Linked, Record, blank};
use crate::{
    model::Model,
    relation::{Id, Many2many, Many2one, One2many},
    value::{NotLoaded, Relation},
};

/// A type that a nested read decodes linked records into.
///
/// It is the type of a [`Projection`](derive@crate::Projection) field with
/// `#[odoo(nested)]`. `T` is the type of the model's field.
///
/// | the model's field | nested type |
/// |---|---|
/// | `Many2one<M>`, `Id<M>` | a record type of `M` |
/// | `Option<Many2one<M>>`, `Option<Id<M>>` | an `Option` of a record type of `M` |
/// | `One2many<M>`, `Many2many<M>` | a `Vec` of a record type of `M` |
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot be read as a nested `{Self}`",
    label = "does not match the relation of this field",
    note = "a many2one field needs a record type of its target model, in an `Option` if the model's field is one; a list needs a `Vec` of such a type",
    note = "a record type is the model's struct, or a struct that derives `Projection` with `#[odoo(of = ...)]`"
)]
pub trait Nested<T>: NestedRecords {}

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

/// The type of a nested field: a record type, or its `Option` or `Vec`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type for nested records",
    label = "expected a record type, or an `Option` or a `Vec` of one",
    note = "`Box` is not supported: a record type cannot contain itself"
)]
pub trait NestedRecords: Sized {
    /// The record type.
    type Record: Record;

    /// Whether there can be several records.
    const IS_LIST: bool = false;

    #[doc(hidden)]
    fn __read(linked: Linked<'_, '_>) -> Result<Self, DecodeError>;

    #[doc(hidden)]
    fn __blank() -> Result<Self, DecodeError>;

    /// What stands for a relation that the server's version does not have.
    #[doc(hidden)]
    fn __absent() -> Option<Self> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl<R: Record> NestedRecords for R {
    type Record = R;

    fn __read(linked: Linked<'_, '_>) -> Result<Self, DecodeError> {
        linked.one()
    }

    fn __blank() -> Result<Self, DecodeError> {
        blank()
    }
}

#[diagnostic::do_not_recommend]
impl<R: Record> NestedRecords for Option<R> {
    type Record = R;

    fn __read(linked: Linked<'_, '_>) -> Result<Self, DecodeError> {
        linked.optional()
    }

    fn __blank() -> Result<Self, DecodeError> {
        Ok(None)
    }

    fn __absent() -> Option<Self> {
        Some(None)
    }
}

#[diagnostic::do_not_recommend]
impl<R: Record> NestedRecords for Vec<R> {
    type Record = R;
    const IS_LIST: bool = true;

    fn __read(linked: Linked<'_, '_>) -> Result<Self, DecodeError> {
        linked.all()
    }

    fn __blank() -> Result<Self, DecodeError> {
        Ok(Vec::new())
    }

    fn __absent() -> Option<Self> {
        Some(Vec::new())
    }
}

/// A `Vec` of a record type: the type of a nested list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list",
    label = "`domain`, `order_by` and `limit` need a list of records"
)]
pub trait NestedList: NestedRecords {}

#[diagnostic::do_not_recommend]
impl<R: Record> NestedList for Vec<R> {}

/// A field that links to one record.
#[doc(hidden)]
#[expect(unnameable_types, reason = "used only inside the crate")]
pub trait One: Relation {}

#[diagnostic::do_not_recommend]
impl<M: Model> One for Many2one<M> {}

#[diagnostic::do_not_recommend]
impl<M: Model> One for Id<M> {}

#[diagnostic::do_not_recommend]
impl<T: One> One for NotLoaded<T> {}

/// A field that links to several records.
#[doc(hidden)]
#[expect(unnameable_types, reason = "used only inside the crate")]
pub trait Many: Relation {}

#[diagnostic::do_not_recommend]
impl<M: Model> Many for One2many<M> {}

#[diagnostic::do_not_recommend]
impl<M: Model> Many for Many2many<M> {}

#[diagnostic::do_not_recommend]
impl<T: Many> Many for NotLoaded<T> {}

/// Requires equal types.
///
/// A mismatch shows our own message and not one about associated types.
#[doc(hidden)]
#[expect(unnameable_types, reason = "used only inside the crate")]
pub trait Is<T> {}

impl<T> Is<T> for T {}
