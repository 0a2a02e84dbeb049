//! `#[derive(Projection)]`.

mod lines;

use lines::Lines;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{
    DeriveInput, Error, GenericArgument, Path, PathArguments, Result, Type, parse_quote,
    spanned::Spanned as _,
};

use crate::{
    attr::{self, Errors, Once},
    fields, name,
};

/// A parsed struct.
struct Projection<'a> {
    ident: &'a Ident,
    krate: Path,
    of: Path,
    fields: Vec<Field<'a>>,
    /// The attribute of generated code.
    quiet: TokenStream,
}

struct Field<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    /// The constant of the model's field.
    token: Ident,
    /// The options of a nested read, if the field is nested.
    nested: Option<Lines>,
    /// Whether it is not a field of Odoo: `Default` fills it.
    is_skipped: bool,
    /// Whether its attributes are invalid: then no other code uses it.
    is_refused: bool,
}

/// Generates the code of the derive. After errors, it still generates what it can.
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
        let mut is_given = false;
        attr::read(
            &input.attrs,
            &["of", "crate"],
            errors,
            |key, meta| match key {
                "of" => {
                    is_given = true;
                    of.value(meta, key, "Partner")
                }
                _ => krate.value(meta, key, "path"),
            },
        );
        let fields = fields
            .into_iter()
            .map(|(ident, field)| Field::parse(&input.ident, ident, field, errors))
            .collect();
        let Some(of) = of.get() else {
            // What is not a path was reported already.
            if !is_given {
                let sentence = "the model of the projection is missing: add `#[odoo(of = ...)]`";
                errors.push(Error::new(input.ident.span(), sentence));
            }
            return Ok(None);
        };
        let krate = krate.get().unwrap_or_else(|| parse_quote!(::odoo_orm));
        Ok(Some(Projection {
            ident: &input.ident,
            krate,
            of,
            fields,
            quiet: attr::quiet(attr::all_of(input)),
        }))
    }

    /// Refers to every field by the model's constant.
    ///
    /// So the compiler checks its existence and type at that field.
    fn expand(&self) -> TokenStream {
        let Projection {
            ident,
            krate,
            of,
            fields,
            quiet,
        } = self;
        let of_odoo = || {
            fields
                .iter()
                .filter(|field| !field.is_skipped && !field.is_refused)
        };
        let selected = of_odoo().map(|field| field.selected(of));
        let decoded = fields.iter().map(|field| field.decoded(of));
        let decoded = if fields.iter().any(|field| field.is_refused) {
            // A placeholder, so that there are no further errors.
            quote!(loop {})
        } else {
            quote!(::core::result::Result::Ok(Self { #(#decoded),* }))
        };
        let copied = of_odoo().map(|field| field.copied(of));
        let depths: Vec<_> = of_odoo().filter_map(Field::depth).collect();
        let nesting = (!depths.is_empty())
            .then(|| quote!(const __A_PROJECTION_MUST_NOT_CONTAIN_ITSELF: () = { #(#depths)* };));
        // Evaluated even if nothing is read, so that the compiler always rejects a type that contains itself.
        let is_finite =
            (!depths.is_empty()).then(|| quote!(#quiet const _: () = <#ident as __o::Record>::__A_PROJECTION_MUST_NOT_CONTAIN_ITSELF;));
        let model = quote_spanned!(of.span()=> type Model = #of;);
        quote! {
            const _: () = {
                use #krate::__private as __o;
                #[automatically_derived]
                #quiet
                impl __o::Record for #ident {
                    #model
                    #nesting
                    fn __select(fields: &mut __o::Select) {
                        #(#selected)*
                    }
                    fn __decode(
                        row: &mut __o::Row<'_>,
                    ) -> ::core::result::Result<Self, __o::DecodeError> {
                        #decoded
                    }
                    fn __copy(&self, values: &mut __o::Values<#of>) {
                        #(#copied)*
                    }
                }
                #is_finite
            };
        }
    }
}

impl<'a> Field<'a> {
    fn parse(of: &Ident, ident: &'a Ident, field: &'a syn::Field, errors: &mut Errors) -> Self {
        let (mut token, mut nested) = (Once::<Ident>::default(), Once::<()>::default());
        let mut is_nested = false;
        let mut skip = Once::<()>::default();
        let mut others = Vec::new();
        let before = errors.count();
        let mut lines = Lines::default();
        let keys = ["token", "nested", "domain", "order_by", "limit", "skip"];
        attr::read(&field.attrs, &keys, errors, |key, meta| {
            if key != "skip" {
                others.extend(meta.path.get_ident().cloned());
            }
            match key {
                "skip" => skip.flag(meta, key),
                "token" => token.value(meta, key, "COUNTRY_ID"),
                "nested" => {
                    // Also if the rest of the attribute is invalid.
                    is_nested = true;
                    nested.flag(meta, key)
                }
                _ => lines.read(key, meta),
            }
        });
        let is_skipped = skip.get().is_some();
        attr::refuse_beside_skip(is_skipped, &others, errors);
        if !is_nested
            && !is_skipped
            && let Some(span) = fields::self_as_model(field.ty.to_token_stream())
        {
            let sentence = "`Self` is the projection: write the model, as in the model's field";
            errors.push(Error::new(span, sentence));
        }
        if is_nested
            && !is_skipped
            && let Some(span) = itself(&field.ty, of)
        {
            let sentence = format!(
                "`{of}` contains itself, so a read would never end: nest another projection, with as many levels as you need"
            );
            errors.push(Error::new(span, sentence));
        }
        if !is_nested && !is_skipped {
            lines.refuse(errors);
        }
        Field {
            ident,
            ty: &field.ty,
            token: token.get().unwrap_or_else(|| name::token(ident)),
            nested: is_nested.then_some(lines),
            is_skipped,
            is_refused: errors.count() > before,
        }
    }

    fn selected(&self, of: &Path) -> TokenStream {
        let Field {
            ident, ty, token, ..
        } = self;
        match &self.nested {
            None => quote_spanned!(ident.span()=> fields.add::<#ty, _, _, _>(<#of>::#token);),
            Some(lines) => {
                let nesting =
                    quote_spanned!(ty.span()=> __o::NestedQuery::<#ty, _>::of(<#of>::#token));
                quote_spanned!(ident.span()=> fields.nested(#nesting #lines);)
            }
        }
    }

    /// Evaluates the nested type's constant, so that a cycle is reported at the field's type.
    fn depth(&self) -> Option<TokenStream> {
        let ty = self.ty;
        self.nested.as_ref()?;
        Some(
            quote_spanned!(ty.span()=> let () = <<#ty as __o::NestedRecords>::Record as __o::Record>::__A_PROJECTION_MUST_NOT_CONTAIN_ITSELF;),
        )
    }

    fn decoded(&self, of: &Path) -> TokenStream {
        if self.is_skipped {
            return fields::skipped(self.ident, self.ty);
        }
        let Field {
            ident,
            token,
            nested,
            ..
        } = self;
        let method = if nested.is_some() { "nested" } else { "take" };
        let read = Ident::new(method, ident.span());
        quote_spanned!(ident.span()=> #ident: row.#read(<#of>::#token)?)
    }

    /// Generates the copy of the field. Nested records are not values of this one.
    fn copied(&self, of: &Path) -> Option<TokenStream> {
        let Field { ident, token, .. } = self;
        let copied =
            quote_spanned!(ident.span()=> values.__copy_field(<#of>::#token, &self.#ident););
        self.nested.is_none().then_some(copied)
    }
}

/// Returns where a type names the struct that it is in.
///
/// The compiler finds a struct that contains itself through others.
fn itself(ty: &Type, of: &Ident) -> Option<Span> {
    let Type::Path(ty) = ty else {
        return None;
    };
    if ty.path.is_ident("Self") || ty.path.is_ident(of) {
        return Some(ty.span());
    }
    ty.path.segments.iter().find_map(|segment| {
        let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
            return None;
        };
        arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(inner) => itself(inner, of),
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests;
