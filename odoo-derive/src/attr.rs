//! Parsing `#[odoo(...)]`: known keys, suggestions for unknown ones, duplicates, and all mistakes at once.

use std::borrow::Borrow;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use syn::{
    Attribute, Data, DeriveInput, Error, Meta, Result, Token,
    ext::IdentExt as _,
    meta::ParseNestedMeta,
    parse::{Parse, ParseStream},
    spanned::Spanned as _,
};

/// Collected errors, so that one compilation shows all of them.
#[derive(Default)]
pub(crate) struct Errors(Option<Error>);

impl Errors {
    pub(crate) fn push(&mut self, error: Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// Forgets all but the first so many.
    pub(crate) fn truncate(&mut self, count: usize) {
        let all = self.0.take().into_iter().flatten();
        all.take(count).for_each(|error| self.push(error));
    }

    pub(crate) fn into_error(self) -> Option<Error> {
        self.0
    }
}

/// The value of a key that may appear only once.
pub(crate) struct Once<T>(Option<T>);

impl<T> Default for Once<T> {
    fn default() -> Self {
        Once(None)
    }
}

impl<T> Once<T> {
    pub(crate) fn get(self) -> Option<T> {
        self.0
    }

    fn set(&mut self, value: T, meta: &ParseNestedMeta<'_>, key: &str) -> Result<()> {
        if self.0.replace(value).is_some() {
            return Err(meta.error(format!("duplicate key `{key}`: write it once")));
        }
        Ok(())
    }

    /// Parses the value of `key = value`; `example` is shown in the error.
    pub(crate) fn value(
        &mut self,
        meta: &ParseNestedMeta<'_>,
        key: &str,
        example: &str,
    ) -> Result<()>
    where
        T: Parse,
    {
        let wrong = |span| Error::new(span, format!("expected `{key} = {example}`"));
        let input = meta.value().map_err(|_| wrong(meta.path.span()))?;
        let span = input.span();
        let value = input.parse().map_err(|_| wrong(span))?;
        self.set(value, meta, key)
    }
}

impl Once<()> {
    /// Parses a key without a value.
    pub(crate) fn flag(&mut self, meta: &ParseNestedMeta<'_>, key: &str) -> Result<()> {
        if meta.input.peek(Token![=]) {
            take_value(meta.input)?;
            return Err(meta.error(format!("`{key}` takes no value: write `#[odoo({key})]`")));
        }
        self.set((), meta, key)
    }
}

/// Tells whether it is an `#[odoo(...)]`.
pub(crate) fn is_ours(attribute: &Attribute) -> bool {
    attribute.path().is_ident("odoo") || is_conditional(attribute)
}

/// Tells whether it is an `#[odoo(...)]` within a `cfg_attr`.
///
/// The compiler resolves those for derives alone.
fn is_conditional(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg_attr") && names(attribute, "odoo")
}

/// Tells whether a word is among the arguments of an attribute.
fn names(attribute: &Attribute, word: &str) -> bool {
    let Meta::List(list) = &attribute.meta else {
        return false;
    };
    let mut tokens = list.tokens.clone().into_iter();
    tokens.any(|token| matches!(token, TokenTree::Ident(name) if name == word))
}

/// Returns the attributes that the compiler knows.
///
/// A derive leaves `#[odoo(...)]` in place; an attribute macro must remove it.
pub(crate) fn without_ours(mut attributes: Vec<Attribute>) -> Vec<Attribute> {
    attributes.retain(|attribute| !is_ours(attribute));
    attributes
}

/// Returns the attributes that a constant shares with its field: documentation, deprecation and lint levels.
///
/// `cfg` is resolved before a derive runs. An `expect` becomes an `allow`, because the field itself fulfils it.
pub(crate) fn for_constant(attributes: &[Attribute]) -> Vec<Attribute> {
    let belongs = |attribute: &&Attribute| {
        let known = [
            "doc",
            "deprecated",
            "allow",
            "expect",
            "warn",
            "deny",
            "forbid",
        ];
        known.iter().any(|name| attribute.path().is_ident(name))
    };
    let mut all: Vec<Attribute> = attributes.iter().filter(belongs).cloned().collect();
    for attribute in &mut all {
        if let Meta::List(list) = &mut attribute.meta
            && list.path.is_ident("expect")
        {
            list.path = Ident::new("allow", list.path.span()).into();
        }
    }
    all
}

/// Returns the attribute that keeps generated code of an item with these attributes quiet.
///
/// It allows `deprecated` only where the program mentions it, because a crate that forbids a lint rejects code that allows it.
pub(crate) fn quiet<A: Borrow<Attribute>>(attributes: impl IntoIterator<Item = A>) -> TokenStream {
    let mentions = |attribute: A| {
        let attribute = attribute.borrow();
        attribute.path().is_ident("deprecated") || names(attribute, "deprecated")
    };
    if attributes.into_iter().any(mentions) {
        quote!(#[allow(deprecated, unused_qualifications)])
    } else {
        quote!(#[allow(unused_qualifications)])
    }
}

/// Returns the attributes of a type and of its fields or variants.
pub(crate) fn all_of(input: &DeriveInput) -> impl Iterator<Item = &Attribute> {
    let (fields, variants) = match &input.data {
        Data::Struct(data) => (Some(&data.fields), None),
        Data::Enum(data) => (None, Some(&data.variants)),
        Data::Union(_) => (None, None),
    };
    let fields = fields.into_iter().flatten().flat_map(|field| &field.attrs);
    let variants = variants.into_iter().flatten();
    let variants = variants.flat_map(|variant| &variant.attrs);
    input.attrs.iter().chain(fields).chain(variants)
}

/// Returns the `cfg` attributes of an item.
pub(crate) fn conditions(attributes: &[Attribute]) -> Vec<&Attribute> {
    let is_condition = |attribute: &&Attribute| attribute.path().is_ident("cfg");
    attributes.iter().filter(is_condition).collect()
}

/// Rejects every other key next to `skip`.
pub(crate) fn refuse_beside_skip(is_skipped: bool, others: &[Ident], errors: &mut Errors) {
    if let (true, Some(other)) = (is_skipped, others.first()) {
        let sentence = format!(
            "`{other}` cannot be combined with `skip`, which means that Odoo has no such field: remove one of them"
        );
        errors.push(Error::new(other.span(), sentence));
    }
}

/// Parses every `#[odoo(...)]` in `attributes`, and passes each key in `known` to `read`.
pub(crate) fn read(
    attributes: &[Attribute],
    known: &[&str],
    errors: &mut Errors,
    mut read: impl FnMut(&str, &ParseNestedMeta<'_>) -> Result<()>,
) {
    for attribute in attributes.iter().filter(|attribute| is_ours(attribute)) {
        if is_conditional(attribute) {
            let sentence = "`odoo` cannot be within `cfg_attr` here: write the item twice, each with a `#[cfg(...)]`";
            errors.push(Error::new(attribute.path().span(), sentence));
            continue;
        }
        let mut wrong_keys = Vec::new();
        let parsed = attribute.parse_nested_meta(|meta| {
            let key = meta
                .path
                .get_ident()
                .map(|ident| ident.unraw().to_string())
                .unwrap_or_default();
            if known.contains(&key.as_str()) {
                return read(&key, &meta).or_else(|error| {
                    // Continue, to find a second mistake in the same attribute.
                    wrong_keys.push(error);
                    take_value(meta.input).map(drop)
                });
            }
            wrong_keys.push(meta.error(unknown(&key, known)));
            take_value(meta.input).map(drop)
        });
        let malformed = parsed
            .err()
            .map(|error| Error::new(error.span(), malformed(known)));
        wrong_keys
            .into_iter()
            .chain(malformed)
            .for_each(|error| errors.push(error));
    }
}

fn unknown(key: &str, known: &[&str]) -> String {
    if matches!(key, "since" | "until" | "renamed") {
        return format!(
            "`{key}` belongs to a field of a struct that derives `OdooModel`, from which projections take it: write it there"
        );
    }
    if let Some(close) = odoo_schema::closest(key, known) {
        return format!("unknown key `{key}`; did you mean `{close}`?");
    }
    let list: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
    format!("unknown key `{key}`; the keys here are {}", list.join(", "))
}

fn malformed(known: &[&str]) -> String {
    let list: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
    format!(
        "expected keys in `#[odoo(...)]`, some with a value: `key = value`; the keys here are {}",
        list.join(", ")
    )
}

/// Takes the tokens after a key, up to the next comma.
pub(crate) fn take_value(input: ParseStream<'_>) -> Result<TokenStream> {
    let mut value = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        value.extend([input.parse::<TokenTree>()?]);
    }
    Ok(value)
}
