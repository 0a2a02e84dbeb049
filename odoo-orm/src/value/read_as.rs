//! The types that a projection can read a field as, beside the one that the model's struct declares.

use super::{FieldType, NotLoaded};
use crate::{
    model::Model,
    relation::{Id, Many2one},
};

/// A type that a [`Projection`](derive@crate::Projection) can read a field as whose type in the model's struct is `T`.
///
/// | the model has | a projection may have |
/// |---|---|
/// | any `T` | `T` |
/// | [`NotLoaded<T>`] | `T`: the model's own reads leave it out |
/// | [`Many2one<M>`] | [`Id<M>`]: the server need not look the names up |
/// | [`Binary`](crate::Binary) | [`BinarySize`](crate::BinarySize): the bytes need not be sent |
///
/// An `Option` goes with an `Option`.
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot be read as `{Self}`",
    label = "not the type of the model's field",
    note = "declare it with the type that it has in the model's struct"
)]
pub trait ReadAs<T>: FieldType {}

#[diagnostic::do_not_recommend]
impl<T: FieldType> ReadAs<T> for T {}

#[diagnostic::do_not_recommend]
impl<T: FieldType> ReadAs<NotLoaded<T>> for T {}

#[diagnostic::do_not_recommend]
impl<M: Model> ReadAs<Many2one<M>> for Id<M> {}

#[diagnostic::do_not_recommend]
impl<M: Model> ReadAs<Option<Many2one<M>>> for Option<Id<M>> {}
