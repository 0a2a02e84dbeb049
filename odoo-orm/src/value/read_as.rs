//! The types that a projection can use for a field of the model.

use super::{FieldType, NotLoaded};

/// A type that a [`Projection`](derive@crate::Projection) can use for a model's field of type `T`.
///
/// | the model has | a projection may have |
/// |---|---|
/// | any `T` | `T` |
/// | [`NotLoaded<T>`] | `T`: reads of the model itself skip the field |
/// | [`Many2one<M>`](crate::Many2one) | [`Id<M>`](crate::Id): the server need not look up the names |
/// | [`Binary`](crate::Binary) | [`BinarySize`](crate::BinarySize): the server does not send the bytes |
///
/// An `Option` of the left type can be read as an `Option` of the right one.
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot be read as `{Self}`",
    label = "not the type of the model's field",
    note = "declare it with the same type as in the model's struct"
)]
pub trait ReadAs<T>: FieldType {}

#[diagnostic::do_not_recommend]
impl<T: FieldType> ReadAs<T> for T {}

#[diagnostic::do_not_recommend]
impl<T: FieldType> ReadAs<NotLoaded<T>> for T {}
