//! `#[derive(Projection)]`.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Error, Path, Result, Type, parse_quote, spanned::Spanned as _};

use crate::{
    attr::{self, Errors, Once},
    fields, name,
};

/// All that the derive needs to know of a struct.
struct Projection<'a> {
    ident: &'a Ident,
    krate: Path,
    of: Path,
    fields: Vec<Field<'a>>,
}

struct Field<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    /// The constant of the model's field.
    token: Ident,
}

/// What the derive writes; with errors, what could be made out all the same.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let mut output = match Projection::parse(input, &mut errors) {
        Ok(Some(projection)) => projection.expand(),
        Ok(None) => TokenStream::new(),
        Err(error) => error.into_compile_error(),
    };
    output.extend(errors.into_error().map(Error::into_compile_error));
    output
}

impl<'a> Projection<'a> {
    fn parse(input: &'a DeriveInput, errors: &mut Errors) -> Result<Option<Self>> {
        let fields = fields::named(input, "a projection")?;
        let (mut of, mut krate) = (Once::<Path>::default(), Once::<Path>::default());
        attr::read(
            &input.attrs,
            &["of", "crate"],
            errors,
            |key, meta| match key {
                "of" => of.value(meta, key, "Partner"),
                _ => krate.value(meta, key, "path"),
            },
        );
        let fields = fields
            .into_iter()
            .map(|(ident, field)| {
                let mut token = Once::<Ident>::default();
                attr::read(&field.attrs, &["token"], errors, |key, meta| {
                    token.value(meta, key, "COUNTRY_ID")
                });
                Field {
                    ident,
                    ty: &field.ty,
                    token: token.get().unwrap_or_else(|| name::token(ident)),
                }
            })
            .collect();
        let Some(of) = of.get() else {
            let sentence = "which model does this project? add `#[odoo(of = ...)]`";
            errors.push(Error::new(input.ident.span(), sentence));
            return Ok(None);
        };
        let krate = krate.get().unwrap_or_else(|| parse_quote!(::odoo_orm));
        Ok(Some(Projection {
            ident: &input.ident,
            krate,
            of,
            fields,
        }))
    }

    /// Every field is named by the model's constant, so that the compiler checks its existence and its type at that field.
    fn expand(&self) -> TokenStream {
        let Projection {
            ident,
            krate,
            of,
            fields,
        } = self;
        let selected = fields.iter().map(|Field { ident, ty, token }| {
            quote_spanned!(ident.span()=> fields.add::<#ty, _, _, _>(<#of>::#token);)
        });
        let decoded = fields.iter().map(|Field { ident, token, .. }| {
            quote_spanned!(ident.span()=> #ident: row.take(<#of>::#token)?)
        });
        let copied = fields.iter().map(|Field { ident, token, .. }| {
            quote_spanned!(ident.span()=> values.__copy_field(<#of>::#token, &self.#ident);)
        });
        let model = quote_spanned!(of.span()=> type Model = #of;);
        quote! {
            const _: () = {
                use #krate::__private as __o;
                #[automatically_derived]
                impl __o::Record for #ident {
                    #model
                    fn __select(fields: &mut __o::Select) {
                        #(#selected)*
                    }
                    fn __decode(
                        row: &mut __o::Row<'_>,
                    ) -> ::core::result::Result<Self, __o::DecodeError> {
                        ::core::result::Result::Ok(Self { #(#decoded),* })
                    }
                    fn __copy(&self, values: &mut __o::Values<#of>) {
                        #(#copied)*
                    }
                }
            };
        }
    }
}

#[cfg(test)]
mod tests;
