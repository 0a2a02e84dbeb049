//! The macros of `odoo-orm`. Use them through that crate, which re-exports them.
//!
//! Each macro has two steps. It parses and checks the attributes into a struct of its own (`attr`,
//! `parse`). Then it generates code from that struct (`expand`), which cannot fail. The generated code consists of constants and small
//! implementations; the library does the work.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod attr;
mod fields;
mod methods;
mod model;
mod name;
mod projection;
mod schema;
mod selection;
#[cfg(test)]
mod snapshot;
mod versions;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

#[doc = include_str!("../docs/model.md")]
#[proc_macro_derive(OdooModel, attributes(odoo))]
pub fn odoo_model(input: TokenStream) -> TokenStream {
    model::checked(&parse_macro_input!(input as DeriveInput), &schema::lookup()).into()
}

#[doc = include_str!("../docs/projection.md")]
#[proc_macro_derive(Projection, attributes(odoo))]
pub fn projection(input: TokenStream) -> TokenStream {
    projection::derive(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/selection.md")]
#[proc_macro_derive(Selection, attributes(odoo))]
pub fn selection(input: TokenStream) -> TokenStream {
    selection::derive(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/methods.md")]
#[proc_macro_attribute]
pub fn odoo_methods(arguments: TokenStream, item: TokenStream) -> TokenStream {
    methods::attribute(arguments.into(), item.into()).into()
}

/// Fails the build without a snapshot of a server above the crate.
///
/// Without this line, the structs of a crate without a snapshot are not checked. Write it once, in `lib.rs` or `main.rs`:
/// `odoo_orm::require_schema!();`. `cargo odoo pull` writes a snapshot. A crate for a registry must not have the line, because registries
/// do not have your snapshot.
#[proc_macro]
pub fn require_schema(_: TokenStream) -> TokenStream {
    schema::require(&schema::lookup()).into()
}
