//! Checks that a macro cannot make, as constants for the compiler.
//!
//! There is one constant for each check, so that all mistakes are shown. They are evaluated whether or not they are used.

use odoo_schema::Field;
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::{
    check::{Declared, Of},
    list,
};
use crate::fields;

pub(super) struct Constants<'a> {
    of: &'a Of<'a>,
    checks: Vec<TokenStream>,
}

impl<'a> Constants<'a> {
    pub(super) fn new(of: &'a Of<'a>) -> Self {
        Constants {
            of,
            checks: Vec::new(),
        }
    }

    /// Where a relation of the library's leads.
    pub(super) fn relation(&mut self, field: &Declared<'_>, found: &[(&str, Field)]) {
        for (relation, labels) in distinct(found, |known| known.relation.as_deref()) {
            if let Some(relation) = relation {
                self.check(field, "leads_to", &quote!(#relation), &labels);
            }
        }
    }

    /// A type of the program: the fields it reads, its target and its keys.
    pub(super) fn own_type(&mut self, field: &Declared<'_>, found: &[(&str, Field)]) {
        for (kind, labels) in distinct(found, |known| known.kind.as_str()) {
            self.check(field, "reads", &quote!(#kind), &labels);
        }
        self.relation(field, found);
        // An enum is for all versions, so a key of only one version is accepted.
        for (keys, labels) in distinct(found, keys) {
            let Some(keys) = keys else { continue };
            let others = found.iter().filter_map(|(_, known)| self::keys(known));
            let others = others.flatten().filter(|key| !keys.contains(key));
            let expected = quote!((&[#(#keys),*], &[#(#others),*]));
            self.check(field, "has_keys", &expected, &labels);
        }
    }

    /// Adds a check, which is shown at the type's place in the source.
    fn check(
        &mut self,
        field: &Declared<'_>,
        function: &str,
        expected: &TokenStream,
        labels: &[&str],
    ) {
        let (ty, span) = (field.ty, field.ty.span());
        let ty = fields::with_self(quote!(#ty), self.of.ident);
        let function = Ident::new(function, span);
        let place = format!("`{}` of `{}`", field.name.value(), self.of.model.value());
        let labels = list(labels);
        self.checks.push(quote_spanned! {span=>
            const _: () = __o::#function::<#ty>(#place, #expected, #labels);
        });
    }

    pub(super) fn written(self) -> TokenStream {
        let (checks, krate) = (self.checks, self.of.krate);
        if checks.is_empty() {
            return TokenStream::new();
        }
        quote! {
            const _: () = {
                use #krate::__private as __o;
                #(#checks)*
            };
        }
    }
}

/// The keys of a selection, if they are known.
fn keys(known: &Field) -> Option<&[String]> {
    let keys = known.keys.as_deref();
    keys.filter(|_| known.kind == "selection")
}

/// The different values that snapshots have, each with their names.
fn distinct<'f, T: PartialEq + Copy>(
    found: &'f [(&'f str, Field)],
    value: impl Fn(&'f Field) -> T,
) -> Vec<(T, Vec<&'f str>)> {
    let mut all: Vec<(T, Vec<&str>)> = Vec::new();
    for (label, known) in found {
        let this = value(known);
        match all.iter_mut().find(|(other, _)| *other == this) {
            Some((_, labels)) => labels.push(label),
            None => all.push((this, vec![label])),
        }
    }
    all
}
