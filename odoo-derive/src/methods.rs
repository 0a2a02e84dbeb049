//! `#[odoo_methods]`.

mod expand;
mod method;
mod syntax;

use method::Method;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::{
    Attribute, Error, Generics, Path, Token, TypeParamBound, Visibility, parse::Parser as _,
    parse_quote, punctuated::Punctuated, spanned::Spanned as _,
};
use syntax::Item;

use crate::attr::{self, Errors, Once};

/// A parsed trait.
struct Interface {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    ident: Ident,
    krate: Path,
    /// The models for which the macro implements the trait.
    models: Vec<Path>,
    supertraits: Punctuated<TypeParamBound, Token![+]>,
    methods: Vec<Method>,
}

/// Generates the code that replaces the trait. After errors, it still generates what it can.
pub(crate) fn attribute(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut output = match syn::parse2(item.clone()) {
        Ok(tree) => Interface::read(arguments, tree, &mut errors).expand(),
        Err(error) => {
            errors.push(error);
            // Keep an incomplete trait, for the editor. For any other item, the error is enough.
            let is_trait = |token| matches!(token, TokenTree::Ident(word) if word == "trait");
            if item.clone().into_iter().any(is_trait) {
                item
            } else {
                TokenStream::new()
            }
        }
    };
    output.extend(errors.into_error().map(Error::into_compile_error));
    output
}

impl Interface {
    fn read(arguments: TokenStream, tree: syntax::Trait, errors: &mut Errors) -> Self {
        let mut krate = Once::<Path>::default();
        attr::read(&tree.attributes, &["crate"], errors, |key, meta| {
            krate.value(meta, key, "path")
        });
        if let Some(generics) = &tree.generics {
            let sentence = "a trait with `#[odoo_methods]` cannot be generic: it declares the methods of Odoo models";
            errors.push(Error::new(generics_span(generics), sentence));
        }
        let methods = tree.items.into_iter().filter_map(|item| match item {
            Item::Function(function) => Some(Method::read(*function, errors)),
            Item::Other(span) => {
                let sentence = "expected a method: `fn name(self, parameter: Type) -> Type;`";
                errors.push(Error::new(span, sentence));
                None
            }
        });
        let methods = methods.collect();
        Interface {
            attributes: attr::without_ours(tree.attributes),
            visibility: tree.visibility,
            ident: tree.ident,
            krate: krate.get().unwrap_or_else(|| parse_quote!(::odoo_orm)),
            models: models(arguments, errors),
            supertraits: tree.supertraits,
            methods,
        }
    }
}

/// Parses the models in the attribute's arguments.
fn models(arguments: TokenStream, errors: &mut Errors) -> Vec<Path> {
    match Punctuated::<Path, Token![,]>::parse_terminated.parse2(arguments) {
        Ok(models) => models.into_iter().collect(),
        Err(error) => {
            let sentence = "expected the structs of the models that have these methods: `#[odoo_methods(Order)]`";
            errors.push(Error::new(error.span(), sentence));
            Vec::new()
        }
    }
}

/// Returns the span of the generics: between `<` and `>`, or after `where`.
fn generics_span(generics: &Generics) -> Span {
    match (&generics.lt_token, &generics.where_clause) {
        (None, Some(clause)) => clause.span(),
        _ => generics.span(),
    }
}

#[cfg(test)]
mod tests;
