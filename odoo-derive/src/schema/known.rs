//! Checks that a macro cannot make, as one constant for the compiler.

use std::collections::BTreeMap;

use odoo_schema::Field;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::{
    check::{Declared, Of},
    list,
};

/// What snapshots have, for the compiler to compare with the fields' metadata.
pub(super) struct Constant<'a> {
    of: &'a Of<'a>,
    /// By the names of snapshots in which it is the same.
    expected: BTreeMap<String, Expected>,
    /// Where a difference of a field is shown.
    places: BTreeMap<usize, Span>,
}

/// What is the same in some snapshots.
#[derive(Default)]
struct Expected {
    types: Vec<TokenStream>,
    relations: Vec<TokenStream>,
    keys: Vec<TokenStream>,
}

impl<'a> Constant<'a> {
    pub(super) fn new(of: &'a Of<'a>) -> Self {
        Constant {
            of,
            expected: BTreeMap::new(),
            places: BTreeMap::new(),
        }
    }

    /// Where a relation of the library's leads.
    pub(super) fn relation(&mut self, field: &Declared<'_>, found: &[(&str, Field)]) {
        let at = field.at;
        for (relation, labels) in distinct(found, |known| known.relation.as_deref()) {
            if let Some(relation) = relation {
                let expected = self.expected(field, &labels);
                expected.relations.push(quote!((#at, #relation)));
            }
        }
    }

    /// A type of the program: the fields it reads, its target and its keys.
    pub(super) fn own_type(&mut self, field: &Declared<'_>, found: &[(&str, Field)]) {
        let at = field.at;
        for (kind, labels) in distinct(found, |known| known.kind.as_str()) {
            let expected = self.expected(field, &labels);
            expected.types.push(quote!((#at, #kind)));
        }
        self.relation(field, found);
        // An enum is for all versions, so a key of only one version is accepted.
        for (keys, labels) in distinct(found, keys) {
            let Some(keys) = keys else { continue };
            let others = found.iter().filter_map(|(_, known)| self::keys(known));
            let others = others.flatten().filter(|key| !keys.contains(key));
            let expected = self.expected(field, &labels);
            expected
                .keys
                .push(quote!((#at, &[#(#keys),*], &[#(#others),*])));
        }
    }

    /// Returns the lists for these snapshots, to which a value of the field is added.
    fn expected(&mut self, field: &Declared<'_>, labels: &[&str]) -> &mut Expected {
        self.places.insert(field.at, field.ty.span());
        self.expected.entry(list(labels)).or_default()
    }

    /// Generates the constant, which needs `FIELDS` and `__o` around it.
    pub(super) fn expand(self) -> Option<TokenStream> {
        if self.expected.is_empty() {
            return None;
        }
        let model = self.of.model;
        let expected = self.expected.into_iter().map(|(schema, expected)| {
            let Expected {
                types,
                relations,
                keys,
            } = expected;
            quote! {
                __o::Expected {
                    schema: #schema,
                    types: &[#(#types),*],
                    relations: &[#(#relations),*],
                    keys: &[#(#keys),*],
                }
            }
        });
        let fails = self
            .places
            .into_iter()
            .map(|(at, span)| quote_spanned!(span=> #at => CHECK.fail(),));
        Some(quote! {
            const CHECK: __o::Check = __o::Check {
                model: #model,
                fields: FIELDS,
                expected: &[#(#expected),*],
            };
            const _: () = match CHECK.first() {
                #(#fails)*
                _ => {}
            };
        })
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
