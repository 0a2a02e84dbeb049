//! Rows, and the shapes that they are read into.

mod row;

pub use row::Row;

use odoo_rpc::{Context, DecodeError};

use crate::{
    field::{Field, Own},
    model::{Model, ModelMeta},
    value::{Fetch, FieldType},
    values::Values,
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

    #[doc(hidden)]
    fn __copy(&self, values: &mut Values<Self::Model>);
}

/// The fields that a read asks for, in the order in which they are decoded.
#[derive(Debug, Default)]
pub struct Select {
    fields: Vec<&'static str>,
    /// Whether a field wants the name of the record that it links to.
    names: bool,
    /// Whether a field links to a record and wants its id alone.
    ids: bool,
    sizes: bool,
}

impl Select {
    /// Every field that a model's struct declares.
    #[doc(hidden)]
    pub fn model(&mut self, meta: &'static ModelMeta) {
        for field in meta.fields() {
            self.push(field.name(), field.fetch(), field.types());
        }
    }

    /// One field of a model, read as a `V`.
    #[doc(hidden)]
    pub fn add<V: FieldType, M, T, P: Own>(&mut self, field: Field<M, T, P>) {
        self.push(field.place.own(), V::FETCH, V::TYPES);
    }

    fn push(&mut self, name: &'static str, fetch: Fetch, types: &[&str]) {
        match fetch {
            Fetch::Nothing => return,
            Fetch::Id => self.ids |= name != "id",
            Fetch::Size => self.sizes = true,
            Fetch::Value => self.names |= types.contains(&"many2one"),
        }
        self.fields.push(name);
    }

    pub(crate) fn of<R: Record>() -> Self {
        let mut select = Select::default();
        R::__select(&mut select);
        if select.fields.is_empty() {
            // To the server no fields are all fields.
            select.fields.push("id");
        }
        select
    }

    /// Whether the server can be spared the names of linked records.
    pub(crate) fn is_without_names(&self) -> bool {
        self.ids && !self.names
    }

    /// The context that the fields need.
    pub(crate) fn context(&self) -> Context {
        if self.sizes {
            Context::new().set("bin_size", true)
        } else {
            Context::new()
        }
    }

    pub(crate) fn into_fields(self) -> Vec<&'static str> {
        self.fields
    }
}
