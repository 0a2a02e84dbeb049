//! Fields that differ between versions of Odoo: `since`, `until` and `renamed`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{
    Error, LitInt, LitStr, Result, Token, Type, ext::IdentExt as _, meta::ParseNestedMeta,
    parse::ParseStream, spanned::Spanned as _,
};

use crate::{
    attr::{Errors, Once},
    name,
};

/// Which versions have a field, and by which names.
#[derive(Default)]
pub(crate) struct Versions {
    declared: odoo_schema::Versions,
    /// The older names, as they are written.
    names: Vec<(u16, LitStr)>,
    /// Where the attributes are.
    span: Option<Span>,
}

/// A version that an attribute can name.
pub(crate) const KNOWN: std::ops::RangeInclusive<u16> = 8..=99;

impl Versions {
    pub(crate) fn read(&mut self, key: &str, meta: &ParseNestedMeta<'_>) -> Result<()> {
        self.span.get_or_insert(meta.path.span());
        if key == "renamed" {
            let named = renamed(meta);
            self.names.push(named?);
            return Ok(());
        }
        let mut value = Once::<LitInt>::default();
        value.value(meta, key, "17")?;
        let Some(value) = value.get() else {
            return Ok(());
        };
        let place = if key == "since" {
            &mut self.declared.since
        } else {
            &mut self.declared.until
        };
        if place.is_some() {
            return Err(meta.error(format!("duplicate key `{key}`: write it once")));
        }
        *place = Some(version(&value, key)?);
        Ok(())
    }

    /// Rejects attributes that say nothing, or that contradict each other.
    pub(crate) fn check(&mut self, wire: &LitStr, ty: &Type, errors: &mut Errors) {
        let span = self.span.unwrap_or_else(|| wire.span());
        let mut refuse = |span: Span, sentence: String| errors.push(Error::new(span, sentence));
        if wire.value() == "id" && !self.is_all() {
            refuse(
                span,
                "every version has the field `id`: remove the key".to_owned(),
            );
        }
        let odoo_schema::Versions { since, until, .. } = self.declared;
        if let (Some(since), Some(until)) = (since, until)
            && since > until
        {
            refuse(
                span,
                format!(
                    "no version has the field: expected `since` to be at most `until`, found {since} and {until}"
                ),
            );
        }
        if self.declared.is_everywhere() && is_versioned(ty) {
            refuse(
                ty.span(),
                "`Versioned` is for a field that some versions do not have: add `#[odoo(since = ...)]` or `#[odoo(until = ...)]`, or remove it from the type"
                    .to_owned(),
            );
        }
        self.names.sort_by_key(|(until, _)| *until);
        let names = self.names.iter();
        self.declared.names = names.map(|(until, name)| (*until, name.value())).collect();
        let mut before: Option<u16> = None;
        for (until, name) in &self.names {
            let sentence = if !name::is_field(&name.value()) {
                format!(
                    "invalid field name {:?}: expected a name such as `tax_id`",
                    name.value()
                )
            } else if before == Some(*until) {
                format!("two names up to version {until}: write one")
            } else if since.is_some_and(|since| *until < since) {
                format!("no version up to {until} has the field: remove this name")
            } else {
                before = Some(*until);
                continue;
            };
            before = Some(*until);
            refuse(name.span(), sentence);
        }
        if let Some((_, last)) = self.names.last()
            && last.value() == wire.value()
        {
            refuse(
                last.span(),
                format!(
                    "`{}` is the name of the field on later versions as well: write the older name",
                    wire.value()
                ),
            );
        }
    }

    /// Whether every version has the field, by one name.
    pub(crate) fn is_all(&self) -> bool {
        self.declared.is_all()
    }

    /// What is declared, without its place.
    pub(crate) fn declared(&self) -> &odoo_schema::Versions {
        &self.declared
    }

    /// Where the attributes are.
    pub(crate) fn span(&self) -> Option<Span> {
        self.span
    }

    /// The versions from which on something differs.
    pub(crate) fn steps(&self) -> impl Iterator<Item = u16> {
        let names = self.names.iter().map(|(until, _)| until + 1);
        let until = self.declared.until.map(|until| until + 1);
        self.declared.since.into_iter().chain(until).chain(names)
    }

    /// Generates the calls that add it to the field's metadata.
    pub(crate) fn expand(
        &self,
        ty: &TokenStream,
        wire: &LitStr,
        key: &LitStr,
        span: Span,
    ) -> TokenStream {
        let odoo_schema::Versions { since, until, .. } = self.declared;
        let range = (!self.declared.is_everywhere()).then(|| {
            let (since, until) = (since.unwrap_or(0), until.unwrap_or(u16::MAX));
            quote_spanned!(span=> .on::<#ty>(#since, #until))
        });
        let names = self
            .names
            .iter()
            .map(|(until, name)| quote!((#until, #name)));
        let newest = (key.value() != wire.value()).then(|| quote!((65535, #wire)));
        let names: Vec<TokenStream> = names.chain(newest).collect();
        let names = (!names.is_empty()).then(|| quote!(.renamed(&[#(#names),*])));
        quote!(#range #names)
    }
}

fn is_versioned(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Versioned"))
}

fn version(value: &LitInt, key: &str) -> Result<u16> {
    match value.base10_parse() {
        Ok(version) if KNOWN.contains(&version) => Ok(version),
        _ => Err(Error::new(
            value.span(),
            format!("expected a version of Odoo such as `{key} = 17`, found `{value}`"),
        )),
    }
}

/// Parses `renamed(until = 18, "tax_id")`.
fn renamed(meta: &ParseNestedMeta<'_>) -> Result<(u16, LitStr)> {
    const EXAMPLE: &str =
        "expected `renamed(until = 18, \"tax_id\")`, with the last version that has the older name";
    let wrong = |span: Span| Error::new(span, EXAMPLE);
    if !meta.input.peek(syn::token::Paren) {
        return Err(wrong(meta.path.span()));
    }
    let content;
    syn::parenthesized!(content in meta.input);
    let parse = |content: ParseStream<'_>| -> Result<(LitInt, LitStr)> {
        let word = content.call(syn::Ident::parse_any)?;
        if word != "until" {
            return Err(wrong(word.span()));
        }
        content.parse::<Token![=]>()?;
        let until = content.parse()?;
        content.parse::<Token![,]>()?;
        let name = content.parse()?;
        content.parse::<Option<Token![,]>>()?;
        if content.is_empty() {
            Ok((until, name))
        } else {
            Err(wrong(content.span()))
        }
    };
    let parsed = parse(&content);
    if parsed.is_err() {
        // The rest is not another mistake.
        content.parse::<TokenStream>()?;
    }
    let (until, name) = parsed.map_err(|error| wrong(error.span()))?;
    Ok((version(&until, "until")?, name))
}
