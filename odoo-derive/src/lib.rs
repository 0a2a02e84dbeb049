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
mod selection;
#[cfg(test)]
mod snapshot;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

#[doc = include_str!("../docs/model.md")]
#[proc_macro_derive(OdooModel, attributes(odoo))]
pub fn odoo_model(input: TokenStream) -> TokenStream {
    model::derive(&parse_macro_input!(input as DeriveInput)).into()
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
