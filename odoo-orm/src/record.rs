//! Record types: the types that rows are decoded into.

mod blank;
mod copy;
mod digest;
mod linked;
mod links;
mod nested;
mod nested_query;
mod related;
mod row;
mod rows;
mod select;
mod specification;
mod writes;

pub use blank::blank;
pub(crate) use linked::Linked;
pub(crate) use links::linked_ids;
pub use nested::{Nested, NestedList, NestedRecords};
pub(crate) use nested_query::Branch;
pub use nested_query::NestedQuery;
use odoo_rpc::DecodeError;
pub(crate) use related::{Apart, Related};
pub use row::Row;
pub(crate) use rows::{Rows, each_row};
pub(crate) use select::Names;
pub use select::Select;
pub(crate) use specification::{Specifications, specification};
pub(crate) use writes::{Write, writes};

use crate::{model::Model, values::Values};

/// A type that rows of a model are decoded into.
///
/// It defines the fields to read and the decoding.
///
/// Implement it by deriving [`OdooModel`](derive@crate::OdooModel) or [`Projection`](derive@crate::Projection).
#[diagnostic::on_unimplemented(
    message = "rows cannot be decoded into `{Self}`",
    label = "needs `#[derive(OdooModel)]` or `#[derive(Projection)]`"
)]
pub trait Record: Sized + Send + 'static {
    /// The model of the rows.
    type Model: Model;

    /// Evaluates the constants of all nested record types.
    ///
    /// So the compiler reports a cycle for a type that contains itself.
    #[doc(hidden)]
    const __A_PROJECTION_MUST_NOT_CONTAIN_ITSELF: () = ();

    #[doc(hidden)]
    fn __select(fields: &mut Select);

    #[doc(hidden)]
    fn __decode(row: &mut Row<'_>) -> Result<Self, DecodeError>;

    #[doc(hidden)]
    fn __copy(&self, values: &mut Values<Self::Model>);
}
