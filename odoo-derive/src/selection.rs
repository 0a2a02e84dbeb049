//! `#[derive(Selection)]`.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, LitStr, Path, Result, Variant, parse_quote};

use crate::{
    attr::{self, Errors, Once},
    name,
};

/// A parsed enum.
struct Selection<'a> {
    ident: &'a Ident,
    krate: Path,
    keys: Vec<Key<'a>>,
    /// The variant for all other keys.
    other: Option<&'a Ident>,
    /// Whether a variant was rejected, so that the generated `match` needs a default arm.
    refused: bool,
    /// Whether it is read from text and written as text by its key.
    has_text: bool,
    /// Whether serde reads and writes its key.
    has_serde: bool,
    /// The attribute of generated code.
    quiet: TokenStream,
}

struct Key<'a> {
    variant: &'a Ident,
    key: LitStr,
}

/// Generates the code of the derive. After errors, it still generates what it can.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let mut output = match Selection::parse(input, &mut errors) {
        Ok(selection) => selection.expand(),
        Err(error) => error.into_compile_error(),
    };
    output.extend(errors.into_error().map(Error::into_compile_error));
    output
}

impl<'a> Selection<'a> {
    fn parse(input: &'a DeriveInput, errors: &mut Errors) -> Result<Self> {
        let refuse = |why: &str| Err(Error::new(input.ident.span(), why));
        let Data::Enum(data) = &input.data else {
            return refuse("`Selection` needs an enum with one variant for each key");
        };
        if data.variants.is_empty() {
            return refuse("a selection needs a variant for each key: the enum has none");
        }
        if !input.generics.params.is_empty() {
            return refuse("a selection cannot be generic");
        }
        let mut krate = Once::<Path>::default();
        let (mut no_text, mut serde) = (Once::<()>::default(), Once::<()>::default());
        attr::read(
            &input.attrs,
            &["crate", "no_text", "serde"],
            errors,
            |key, meta| match key {
                "crate" => krate.value(meta, key, "path"),
                "serde" => serde.flag(meta, key),
                _ => no_text.flag(meta, key),
            },
        );
        let mut selection = Selection {
            ident: &input.ident,
            krate: krate.get().unwrap_or_else(|| parse_quote!(::odoo_orm)),
            keys: Vec::new(),
            other: None,
            refused: false,
            has_text: no_text.get().is_none(),
            has_serde: serde.get().is_some(),
            quiet: attr::quiet(attr::all_of(input)),
        };
        for variant in &data.variants {
            selection.read_variant(variant, errors);
        }
        refuse_equal_keys(&selection.keys, errors);
        Ok(selection)
    }

    fn read_variant(&mut self, variant: &'a Variant, errors: &mut Errors) {
        let (mut key, mut other) = (Once::<LitStr>::default(), Once::<()>::default());
        attr::read(
            &variant.attrs,
            &["key", "other"],
            errors,
            |name, meta| match name {
                "key" => key.value(meta, name, "\"draft\""),
                _ => other.flag(meta, name),
            },
        );
        let (key, is_other) = (key.get(), other.get().is_some());
        let mut refuse = |why: &str| {
            self.refused = true;
            errors.push(Error::new(variant.ident.span(), why));
        };
        match (&variant.fields, is_other) {
            (Fields::Unit, false) => {
                let key = key.unwrap_or_else(|| name::selection_key(&variant.ident));
                self.keys.push(Key {
                    variant: &variant.ident,
                    key,
                });
            }
            (Fields::Unnamed(fields), true) if fields.unnamed.len() == 1 => {
                if key.is_some() {
                    refuse(
                        "a variant with `#[odoo(other)]` cannot have a `key`: remove one of them",
                    );
                }
                if self.other.replace(&variant.ident).is_some() {
                    refuse("only one variant can have `#[odoo(other)]`");
                }
            }
            (_, true) => {
                refuse("a variant with `#[odoo(other)]` holds the key: write `Other(String)`");
            }
            (_, false) => {
                refuse(
                    "a variant for one key cannot hold data; for unknown keys, add `#[odoo(other)] Other(String)`",
                );
            }
        }
    }

    fn expand(&self) -> TokenStream {
        let Selection {
            ident,
            krate,
            keys,
            other,
            refused,
            has_text,
            has_serde,
            quiet,
        } = self;
        let text = has_text.then(|| text(ident));
        let serde = has_serde.then(|| serde(ident));
        let variants: Vec<_> = keys.iter().map(|key| key.variant).collect();
        let texts: Vec<_> = keys.iter().map(|key| &key.key).collect();
        let (from_other, of_other) = match other {
            Some(other) => (
                quote!(other => ::core::option::Option::Some(Self::#other(::core::convert::Into::into(other)))),
                quote!(Self::#other(key) => key,),
            ),
            None => (quote!(_ => ::core::option::Option::None), quote!()),
        };
        let of_refused = refused.then(|| quote!(_ => "",));
        let expected = expected(keys);
        let takes_others = other.is_some();
        quote! {
            const _: () = {
                use #krate::__private as __o;
                const __KEYS: &[&::core::primitive::str] = &[#(#texts),*];
                #[automatically_derived]
                #quiet
                impl __o::Selection for #ident {
                    fn keys() -> &'static [&'static ::core::primitive::str] {
                        __KEYS
                    }
                    fn from_key(
                        key: &::core::primitive::str,
                    ) -> ::core::option::Option<Self> {
                        match key {
                            #(#texts => ::core::option::Option::Some(Self::#variants),)*
                            #from_other
                        }
                    }
                    fn key(&self) -> &::core::primitive::str {
                        match self {
                            #(Self::#variants => #texts,)*
                            #of_other
                            #of_refused
                        }
                    }
                }
                #[automatically_derived]
                #quiet
                impl __o::FieldType for #ident {
                    type Base = Self;
                    const TYPES: &'static [&'static ::core::primitive::str] = &["selection"];
                    const KEYS: ::core::option::Option<&'static [&'static ::core::primitive::str]> =
                        ::core::option::Option::Some(__KEYS);
                    const TAKES_OTHER_KEYS: ::core::primitive::bool = #takes_others;
                    fn decode(
                        json: &mut __o::JsonReader<'_>,
                    ) -> ::core::result::Result<Self, __o::DecodeError> {
                        __o::decode_selection(json, #expected)
                    }
                    fn encode(&self, encoder: &mut __o::Encoder<'_>) -> __o::EncodeResult {
                        __o::encode_selection(self, encoder)
                    }
                }
                #[automatically_derived]
                #quiet
                impl __o::Scalar for #ident {}
                #[automatically_derived]
                #quiet
                impl __o::IntoOperand<#ident> for #ident {
                    fn into_operand(self, encoder: &mut __o::Encoder<'_>) -> __o::EncodeResult {
                        __o::encode_selection(&self, encoder)
                    }
                }
                #[automatically_derived]
                #quiet
                impl __o::IntoOperand<#ident> for &#ident {
                    fn into_operand(self, encoder: &mut __o::Encoder<'_>) -> __o::EncodeResult {
                        __o::encode_selection(self, encoder)
                    }
                }
                #text
                #serde
            };
        }
    }
}

/// `Display` and `FromStr`, by the key.
fn text(ident: &Ident) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl ::core::fmt::Display for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(<Self as __o::Selection>::key(self))
            }
        }
        #[automatically_derived]
        impl ::core::str::FromStr for #ident {
            type Err = __o::InvalidKey;
            fn from_str(
                key: &::core::primitive::str,
            ) -> ::core::result::Result<Self, __o::InvalidKey> {
                __o::selection_of_key(key)
            }
        }
    }
}

/// Generates serde's traits, by the key.
///
/// They do not depend on a feature of `odoo_orm`, which the derive cannot know.
fn serde(ident: &Ident) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl __o::Serialize for #ident {
            fn serialize<S: __o::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(<Self as __o::Selection>::key(self))
            }
        }
        #[automatically_derived]
        impl<'de> __o::Deserialize<'de> for #ident {
            fn deserialize<D: __o::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                __o::deserialize_selection(deserializer)
            }
        }
    }
}

/// Lists the keys for an error message.
fn expected(keys: &[Key<'_>]) -> String {
    let keys: Vec<String> = keys
        .iter()
        .map(|key| format!("{:?}", key.key.value()))
        .collect();
    match &keys[..] {
        [] => "a key".to_owned(),
        [one] => format!("the key {one}"),
        several => format!(
            "one of the keys {} (a variant with `#[odoo(other)]` accepts any other)",
            several.join(", ")
        ),
    }
}

fn refuse_equal_keys(keys: &[Key<'_>], errors: &mut Errors) {
    let mut seen: HashMap<String, &Ident> = HashMap::new();
    for key in keys {
        if let Some(first) = seen.insert(key.key.value(), key.variant) {
            let sentence = format!(
                "the variants `{first}` and `{}` have the same key {:?}",
                key.variant,
                key.key.value()
            );
            errors.push(Error::new(key.key.span(), sentence));
        }
    }
}

#[cfg(test)]
mod tests;
