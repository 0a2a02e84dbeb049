//! Rows, and the shapes that they are read into.

mod blank;
mod linked;
mod nested;
mod nesting;
mod row;
mod select;
mod specification;
mod writes;

pub use blank::blank;
pub(crate) use linked::Linked;
pub(crate) use nested::Lines;
pub use nested::Nested;
pub use nested::Shape;
pub(crate) use nesting::Branch;
pub use nesting::Nesting;
use odoo_rpc::DecodeError;
pub use row::Row;
pub use select::Select;
pub(crate) use specification::{Specifications, specification};
pub(crate) use writes::{Accept, Write, writes};

use crate::{model::Model, values::Values};

/// A shape that rows of a model are read into: which fields are asked for, and how a row becomes a value. Implement it by
/// deriving [`OdooModel`](derive@crate::OdooModel) or [`Projection`](derive@crate::Projection).
#[diagnostic::on_unimplemented(
    message = "rows cannot be read into `{Self}`",
    label = "neither `#[derive(OdooModel)]` nor `#[derive(Projection)]`"
)]
pub trait Record: Sized + Send + 'static {
    /// The model that the rows come from.
    type Model: Model;

    /// Evaluates that of every shape inside, so that a shape that reaches itself is a cycle for the compiler.
    #[doc(hidden)]
    const __A_SHAPE_MUST_NOT_HOLD_ITSELF: () = ();

    #[doc(hidden)]
    fn __select(fields: &mut Select);

    #[doc(hidden)]
    fn __decode(row: &mut Row<'_>) -> Result<Self, DecodeError>;

    #[doc(hidden)]
    fn __copy(&self, values: &mut Values<Self::Model>);
}
