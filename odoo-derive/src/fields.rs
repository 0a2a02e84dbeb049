//! The named fields of a struct.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::{Data, DeriveInput, Error, Field, Fields, Result, Type, spanned::Spanned as _};

/// Returns the fields of a struct without generics. Errors name `what` the struct represents.
pub(crate) fn named<'a>(input: &'a DeriveInput, what: &str) -> Result<Vec<(&'a Ident, &'a Field)>> {
    let refuse = |why: &str| Err(Error::new(input.ident.span(), format!("{what} {why}")));
    if !input.generics.params.is_empty() {
        return refuse("cannot be generic");
    }
    let Data::Struct(data) = &input.data else {
        return refuse("must be a struct");
    };
    let Fields::Named(fields) = &data.fields else {
        return refuse("needs named fields: write `struct Name { id: Id<Model>, ... }`");
    };
    Ok(fields
        .named
        .iter()
        .filter_map(|field| Some((field.ident.as_ref()?, field)))
        .collect())
}

/// Replaces `Self` in a type.
///
/// Inside a function, an item cannot use the outer `Self`.
pub(crate) fn with_self(ty: TokenStream, ident: &Ident) -> TokenStream {
    let written_out = |token| match token {
        TokenTree::Ident(word) if word == "Self" => {
            let mut ident = ident.clone();
            ident.set_span(word.span());
            ident.into()
        }
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), with_self(group.stream(), ident));
            inner.set_span(group.span());
            inner.into()
        }
        other => other,
    };
    ty.into_iter().map(written_out).collect()
}

/// Finds `Self` as the only argument of a type: `Id<Self>`.
pub(crate) fn self_as_model(ty: TokenStream) -> Option<Span> {
    let tokens: Vec<TokenTree> = ty.into_iter().collect();
    let is = |token: &TokenTree, of: char| matches!(token, TokenTree::Punct(punct) if punct.as_char() == of);
    tokens.windows(3).find_map(|around| match around {
        [before, TokenTree::Ident(word), after]
            if word == "Self" && is(before, '<') && is(after, '>') =>
        {
            Some(word.span())
        }
        _ => None,
    })
}

/// Generates a skipped field. Errors are reported at its type.
pub(crate) fn skipped(ident: &Ident, ty: &Type) -> TokenStream {
    quote_spanned!(ty.span()=> #ident: <#ty as ::core::default::Default>::default())
}
