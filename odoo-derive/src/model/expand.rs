//! What the derive writes: constants and two small implementations.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Path, spanned::Spanned as _};

use super::{Field, Model};

impl Model<'_> {
    pub(super) fn expand(&self) -> TokenStream {
        let Model {
            ident,
            krate,
            name,
            fields,
        } = self;
        let tokens = fields.iter().filter_map(|field| field.token(krate));
        let metas = fields.iter().map(Field::meta);
        let decoded = fields.iter().map(Field::decoded);
        let copied = fields
            .iter()
            .filter(|field| !field.readonly)
            .map(Field::copied);
        quote! {
            #[automatically_derived]
            #[allow(dead_code)]
            impl #ident {
                #(#tokens)*
            }
            const _: () = {
                use #krate::__private as __o;
                #[automatically_derived]
                impl __o::Model for #ident {
                    fn __meta() -> &'static __o::ModelMeta {
                        const FIELDS: &[__o::FieldMeta] = &[#(#metas),*];
                        static META: __o::ModelMeta = __o::ModelMeta::new(#name, FIELDS);
                        &META
                    }
                }
                #[automatically_derived]
                impl __o::Record for #ident {
                    type Model = Self;
                    fn __select(fields: &mut __o::Select) {
                        fields.model(<Self as __o::Model>::__meta());
                    }
                    fn __decode(
                        row: &mut __o::Row<'_>,
                    ) -> __o::Result<Self, __o::DecodeError> {
                        __o::Ok(Self { #(#decoded),* })
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
    /// The constant, at the field's place in the source, so that a clash with one of the user's is shown there.
    fn token(&self, krate: &Path) -> Option<TokenStream> {
        let token = self.token.as_ref()?;
        let Field {
            visibility,
            ty,
            wire,
            docs,
            ..
        } = self;
        let doc = if docs.is_empty() {
            let sentence = format!("The `{}` field.", wire.value());
            quote!(#[doc = #sentence])
        } else {
            quote!(#(#docs)*)
        };
        let (place, new) = if self.readonly {
            (quote!(, #krate::ReadOnly), quote!(read_only))
        } else {
            (quote!(), quote!(named))
        };
        Some(quote_spanned! {self.ident.span()=>
            #doc
            #visibility const #token: #krate::Field<Self, #ty #place> = #krate::Field::#new(#wire);
        })
    }

    /// At the type's place in the source: that is where a type that is no field's is shown.
    fn meta(&self) -> TokenStream {
        let Field { ty, wire, .. } = self;
        let read_only = self.readonly.then(|| quote!(.read_only()));
        quote_spanned!(ty.span()=> __o::FieldMeta::new::<#ty>(#wire) #read_only)
    }

    /// A `match`, because `?` would bring two more calls of traits to check for each field: `benches/compile-cost` shows
    /// what that costs. Only the reading stands at the type's place; the rest is marked as generated, for Clippy has
    /// something to say of such a `match` where a person wrote it.
    fn decoded(&self) -> TokenStream {
        let Field {
            ident, ty, wire, ..
        } = self;
        let read = quote_spanned!(ty.span()=> row.get(#wire));
        quote_spanned! {ty.span().resolved_at(Span::call_site())=>
            #ident: match #read {
                __o::Ok(__value) => __value,
                __o::Err(__error) => return __o::Err(__error),
            }
        }
    }

    fn copied(&self) -> TokenStream {
        let Field {
            ident, ty, wire, ..
        } = self;
        quote_spanned!(ty.span()=> values.__copy(#wire, &self.#ident);)
    }
}
