//! The named fields of a struct, which every record has.

use proc_macro2::Ident;
use syn::{Data, DeriveInput, Error, Field, Fields, Result};

/// The fields of a struct without generics; `what` it stands for is said if it is something else.
pub(crate) fn named<'a>(input: &'a DeriveInput, what: &str) -> Result<Vec<(&'a Ident, &'a Field)>> {
    let refuse = |why: &str| Err(Error::new(input.ident.span(), format!("{what} {why}")));
    if !input.generics.params.is_empty() {
        return refuse("has no generics: its fields are those of one Odoo model");
    }
    let Data::Struct(data) = &input.data else {
        return refuse("is a struct");
    };
    let Fields::Named(fields) = &data.fields else {
        return refuse("has fields with names: write `struct Name { id: Id<Model>, ... }`");
    };
    Ok(fields
        .named
        .iter()
        .filter_map(|field| Some((field.ident.as_ref()?, field)))
        .collect())
}
