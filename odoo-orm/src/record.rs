//! Rows, and the shapes that they are read into.

mod row;

pub use row::Row;

use odoo_rpc::DecodeError;

use crate::{
    field::{Field, Own},
    model::{Model, ModelMeta},
    value::FieldType,
};

/// A shape that rows of a model are read into: which fields are asked for, and how a row becomes a value. Implement it by
/// deriving [`OdooModel`](derive@crate::OdooModel) or [`Projection`](derive@crate::Projection).
#[diagnostic::on_unimplemented(
    message = "rows cannot be read into `{Self}`",
    label = "neither `#[derive(OdooModel)]` nor `#[derive(Projection)]`"
)]
pub trait Record: Sized + 'static {
    /// The model that the rows come from.
    type Model: Model;

    #[doc(hidden)]
    fn __select(fields: &mut Select);

    #[doc(hidden)]
    fn __decode(row: &mut Row<'_>) -> Result<Self, DecodeError>;
}

/// The fields that a read asks for, in the order in which they are decoded.
#[derive(Debug, Default)]
pub struct Select(Vec<&'static str>);

impl Select {
    /// Every field that a model's struct declares.
    #[doc(hidden)]
    pub fn model(&mut self, meta: &'static ModelMeta) {
        let fetched = meta.fields().iter().filter(|field| field.is_fetched());
        self.0.extend(fetched.map(crate::model::FieldMeta::name));
    }

    /// One field of a model.
    #[doc(hidden)]
    pub fn add<M, T: FieldType, P: Own>(&mut self, field: Field<M, T, P>) {
        if T::FETCHED {
            self.0.push(field.place.own());
        }
    }

    pub(crate) fn of<R: Record>() -> Vec<&'static str> {
        let mut select = Select::default();
        R::__select(&mut select);
        if select.0.is_empty() {
            // To the server no fields are all fields.
            select.0.push("id");
        }
        select.0
    }
}
