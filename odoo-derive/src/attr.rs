//! Reading `#[odoo(...)]`: known keys, suggestions for unknown ones, duplicates, and all mistakes at once.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{
    Attribute, Error, Meta, Result, Token,
    ext::IdentExt as _,
    meta::ParseNestedMeta,
    parse::{Parse, ParseStream},
    spanned::Spanned as _,
};

/// Errors gathered so that one compilation shows them all.
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

/// The value of a key that may be given once.
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
            return Err(meta.error(format!("`{key}` is given twice")));
        }
        Ok(())
    }

    /// Takes the value of `key = value`, of which `example` is one.
    pub(crate) fn value(
        &mut self,
        meta: &ParseNestedMeta<'_>,
        key: &str,
        example: &str,
    ) -> Result<()>
    where
        T: Parse,
    {
        let wrong = |span| Error::new(span, format!("`{key}` is given as `{key} = {example}`"));
        let input = meta.value().map_err(|_| wrong(meta.path.span()))?;
        let span = input.span();
        let value = input.parse().map_err(|_| wrong(span))?;
        self.set(value, meta, key)
    }
}

impl Once<()> {
    /// Takes a key that stands alone.
    pub(crate) fn flag(&mut self, meta: &ParseNestedMeta<'_>, key: &str) -> Result<()> {
        if meta.input.peek(Token![=]) {
            take_value(meta.input)?;
            return Err(meta.error(format!("`{key}` takes no value: write `#[odoo({key})]`")));
        }
        self.set((), meta, key)
    }
}

/// Whether it is an `#[odoo(...)]`.
pub(crate) fn is_ours(attribute: &Attribute) -> bool {
    attribute.path().is_ident("odoo")
}

/// The attributes that the compiler knows. A derive leaves its own where they are; an attribute macro takes them away.
pub(crate) fn without_ours(mut attributes: Vec<Attribute>) -> Vec<Attribute> {
    attributes.retain(|attribute| !is_ours(attribute));
    attributes
}

/// The attributes of a field that belong on its constant as well: documentation, deprecation and lint levels. `cfg` is
/// resolved before a derive runs. An `expect` becomes an `allow`: it is the field that fulfils it.
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

/// The conditions under which an item exists.
pub(crate) fn conditions(attributes: &[Attribute]) -> Vec<&Attribute> {
    let is_condition = |attribute: &&Attribute| attribute.path().is_ident("cfg");
    attributes.iter().filter(is_condition).collect()
}

/// Refuses every key beside `skip`, which says that Odoo has no such field.
pub(crate) fn refuse_beside_skip(is_skipped: bool, others: &[Ident], errors: &mut Errors) {
    if let (true, Some(other)) = (is_skipped, others.first()) {
        let sentence = format!(
            "`{other}` describes a field of Odoo, which a field with `skip` is not: remove one of them"
        );
        errors.push(Error::new(other.span(), sentence));
    }
}

/// Reads every `#[odoo(...)]` among `attributes`, handing each key that is one of `known` to `read`.
pub(crate) fn read(
    attributes: &[Attribute],
    known: &[&str],
    errors: &mut Errors,
    mut read: impl FnMut(&str, &ParseNestedMeta<'_>) -> Result<()>,
) {
    for attribute in attributes.iter().filter(|attribute| is_ours(attribute)) {
        let mut wrong_keys = Vec::new();
        let parsed = attribute.parse_nested_meta(|meta| {
            let key = meta
                .path
                .get_ident()
                .map(|ident| ident.unraw().to_string())
                .unwrap_or_default();
            if known.contains(&key.as_str()) {
                return read(&key, &meta).or_else(|error| {
                    // Gone on with, so that a second mistake in the same attribute is seen too.
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
    if let Some(close) = odoo_schema::closest(key, known) {
        return format!("unknown key `{key}`; did you mean `{close}`?");
    }
    let list: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
    format!("unknown key `{key}`; the keys here are {}", list.join(", "))
}

fn malformed(known: &[&str]) -> String {
    let list: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
    format!(
        "`#[odoo(...)]` holds keys, some with a value: `key = value`; the keys here are {}",
        list.join(", ")
    )
}

/// What follows a key, up to the next comma.
pub(crate) fn take_value(input: ParseStream<'_>) -> Result<TokenStream> {
    let mut value = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        value.extend([input.parse::<TokenTree>()?]);
    }
    Ok(value)
}
