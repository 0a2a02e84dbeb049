//! The macros of `odoo-orm`. Use them through that crate, which re-exports them.
//!
//! Each goes the same way: attributes are read into a struct of the macro's own, in which all is checked (`attr`,
//! `parse`), and that struct is written out (`expand`), which cannot fail. What is written are constants and small
//! implementations; the work is the library's.
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
