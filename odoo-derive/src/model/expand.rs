//! Generates the constants and two small implementations.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Path, spanned::Spanned as _};

use super::{Field, Model};
use crate::fields;

impl Model<'_> {
    /// Generates the code. `check` compares the fields with snapshots.
    pub(super) fn expand(&self, check: Option<&TokenStream>) -> TokenStream {
        let Model {
            ident,
            krate,
            name,
            fields,
            quiet,
            ..
        } = self;
        let tokens = fields.iter().filter_map(|field| field.token(krate));
        let metas = self.of_odoo().map(|field| field.meta(ident));
        let decoded = fields.iter().map(Field::decoded);
        let decoded = if fields.iter().any(|field| field.is_refused) {
            // A placeholder, so that there are no further errors.
            quote!(loop {})
        } else {
            quote!(__o::Ok(Self { #(#decoded),* }))
        };
        let is_versioned = self.of_odoo().any(|field| !field.versions.is_all());
        let versioned = is_versioned.then(|| quote!(.versioned()));
        let copied = self
            .of_odoo()
            .filter(|field| !field.readonly)
            .map(Field::copied);
        quote! {
            #[automatically_derived]
            #[allow(dead_code)]
            #quiet
            impl #ident {
                #(#tokens)*
            }
            const _: () = {
                use #krate::__private as __o;
                #quiet
                const FIELDS: &[__o::FieldMeta] = &[#(#metas),*];
                #check
                #[automatically_derived]
                #quiet
                impl __o::Model for #ident {
                    const __NAME: &'static ::core::primitive::str = #name;
                    fn __meta() -> &'static __o::ModelMeta {
                        static META: __o::ModelMeta = __o::ModelMeta::new(#name, FIELDS) #versioned;
                        &META
                    }
                }
                #[automatically_derived]
                #quiet
                impl __o::Record for #ident {
                    type Model = Self;
                    fn __select(fields: &mut __o::Select) {
                        fields.model(<Self as __o::Model>::__meta());
                    }
                    fn __decode(
                        row: &mut __o::Row<'_>,
                    ) -> __o::Result<Self, __o::DecodeError> {
                        #decoded
                    }
                    fn __copy(&self, values: &mut __o::Values<Self>) {
                        #(#copied)*
                    }
                }
            };
        }
    }
}

impl Field<'_> {
    /// Generates the constant with the span of the field.
    ///
    /// The compiler reports a name clash there.
    fn token(&self, krate: &Path) -> Option<TokenStream> {
        let token = self.token.as_ref()?;
        let Field {
            visibility,
            ty,
            wire,
            key,
            attributes,
            ..
        } = self;
        let has_doc = attributes.iter().any(|other| other.path().is_ident("doc"));
        let doc = (!has_doc).then(|| {
            let sentence = format!("The `{}` field.", wire.value());
            quote!(#[doc = #sentence])
        });
        let (place, new) = if self.readonly {
            (quote!(, #krate::field::ReadOnly), quote!(read_only))
        } else {
            (quote!(), quote!(named))
        };
        Some(quote_spanned! {self.ident.span()=>
            #doc
            #(#attributes)*
            #visibility const #token: #krate::Field<Self, #ty #place> = #krate::Field::#new(#key);
        })
    }

    /// Generates the metadata with the span of the type.
    ///
    /// The compiler reports an invalid field type there.
    fn meta(&self, model: &Ident) -> TokenStream {
        let Field { ty, key, .. } = self;
        let ty = fields::with_self(quote!(#ty), model);
        let read_only = self.readonly.then(|| quote!(.read_only()));
        let versions = self.versions.expand(&ty, &self.wire, key, self.ty.span());
        let new = if key.value() == "id" {
            quote!(id::<#model, #ty>)
        } else {
            quote!(new::<#ty>)
        };
        quote_spanned!(self.ty.span()=> __o::FieldMeta::#new(#key) #read_only #versions)
    }

    /// Generates a `match` that decodes the field.
    ///
    /// A `?` would add two trait calls per field to check: `benches/compile-cost` shows
    /// the cost. Only the read has the span of the type. The rest is marked as generated, because Clippy would
    /// report such a `match` in hand-written code.
    fn decoded(&self) -> TokenStream {
        let Field { ident, ty, key, .. } = self;
        if self.is_skipped {
            return fields::skipped(ident, ty);
        }
        let read = quote_spanned!(ty.span()=> row.get(#key));
        quote_spanned! {ty.span().resolved_at(Span::call_site())=>
            #ident: match #read {
                __o::Ok(__value) => __value,
                __o::Err(__error) => return __o::Err(__error),
            }
        }
    }

    fn copied(&self) -> TokenStream {
        let Field { ident, ty, key, .. } = self;
        quote_spanned!(ty.span()=> values.__copy(#key, &self.#ident);)
    }
}
