//! A model held against the snapshots above its crate: `odoo-schema/NAME/MODEL.odoo`.
//!
//! What a macro can see is checked here, so that all mistakes of a model are shown at once: the model, the names of fields, types of the
//! library. What it cannot see is left to a constant that the compiler evaluates (`odoo_orm::__private::Check`): the types of the program,
//! where a relation leads, and the keys of an enum.

mod check;
mod known;
mod rust;

pub(crate) use check::{Declared, Of, Rest, check};

use std::path::{Path, PathBuf};

use odoo_schema::{Lookup, Snapshot};
use proc_macro2::TokenStream;
use quote::quote;

/// The variable that names another folder, or `off`.
const VARIABLE: &str = "ODOO_SCHEMA";

/// Where the crate that is compiled finds its snapshots.
pub(crate) fn lookup() -> Lookup {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let named = std::env::var_os(VARIABLE);
    odoo_schema::lookup(Path::new(&package), named.as_deref())
}

/// `a`, `a and b`, or `a, b and c`.
fn list<T: AsRef<str>>(words: &[T]) -> String {
    match words {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// Makes cargo recompile the crate when a snapshot file or the variable changes.
///
/// A path from the package's folder is the same on every machine.
pub(crate) fn tracked(lookup: &Lookup, files: &[PathBuf]) -> TokenStream {
    let files = files.iter().map(|file| {
        let Lookup::Above { folder, levels } = lookup else {
            let path = file.to_string_lossy();
            return quote!(::core::include_bytes!(#path));
        };
        let inside = file.strip_prefix(folder).unwrap_or(file);
        let inside: Vec<_> = inside.iter().map(|name| name.to_string_lossy()).collect();
        let path = format!("{}/odoo-schema/{}", "/..".repeat(*levels), inside.join("/"));
        quote!(::core::include_bytes!(
            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #path)
        ))
    });
    quote! {
        const _: (
            ::core::option::Option<&::core::primitive::str>,
            &[&[::core::primitive::u8]],
        ) = (::core::option_env!(#VARIABLE), &[#(#files),*]);
    }
}

/// `require_schema!()`: nothing, or why no snapshot was found.
pub(crate) fn require(lookup: &Lookup) -> TokenStream {
    let sentence = match (lookup, lookup.snapshots()) {
        (_, Err(error)) => error.to_string(),
        (Lookup::Off, _) => {
            format!("expected a schema, found `{VARIABLE}=off`; unset the variable")
        }
        (Lookup::Nothing(last), _) => format!(
            "expected a folder `odoo-schema` in the package's folder or above, up to {}; `cargo odoo pull` writes it",
            last.display()
        ),
        (_, Ok(snapshots)) if snapshots.is_empty() => format!(
            "expected a snapshot in {}, found none; `cargo odoo pull` writes it",
            lookup.folder().unwrap_or(Path::new("")).display()
        ),
        (_, Ok(snapshots)) => {
            let opened = snapshots.into_iter().map(Snapshot::open);
            match opened.collect::<Result<Vec<_>, _>>() {
                Err(error) => error.to_string(),
                Ok(_) => return tracked(lookup, &[]),
            }
        }
    };
    quote!(::core::compile_error!(#sentence);)
}

#[cfg(test)]
mod tests;
