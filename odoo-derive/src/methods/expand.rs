//! Generates the trait, with one function per method.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Path, spanned::Spanned as _};

use crate::attr;

use super::{
    Interface,
    method::{Method, Parameter},
};

impl Interface {
    pub(super) fn expand(&self) -> TokenStream {
        let Interface {
            attributes,
            visibility,
            ident,
            krate,
            models,
            supertraits,
            methods,
        } = self;
        let supertraits = supertraits.iter();
        let methods = methods.iter().map(|method| method.expand(krate));
        let conditions = attr::conditions(attributes);
        let quiet = attr::quiet(attributes);
        let implementations = models.iter().map(|model| {
            quote_spanned! {model.span()=>
                #(#conditions)*
                #[automatically_derived]
                #quiet
                impl #ident for #model {}
            }
        });
        quote! {
            #(#attributes)*
            #[allow(clippy::too_many_arguments)]
            #visibility trait #ident: #(#supertraits +)* #krate::Model {
                #(#methods)*
            }
            #(#implementations)*
        }
    }
}

/// Generated parameters, with hygienic names: the user's parameter may be called `client` as well.
struct Generated {
    client: Ident,
    ids: Ident,
}

impl Method {
    fn expand(&self, krate: &Path) -> TokenStream {
        let Method {
            attributes,
            ident,
            wire,
            on_records,
            parameters,
            result,
            generics,
            ..
        } = self;
        let has_doc = attributes.iter().any(|other| other.path().is_ident("doc"));
        let doc = (!has_doc).then(|| {
            let sentence = format!("Calls `{}`.", wire.value());
            quote!(#[doc = #sentence])
        });
        let generated = Generated {
            client: Ident::new("client", Span::mixed_site()),
            ids: Ident::new("ids", Span::mixed_site()),
        };
        let Generated { client, ids } = &generated;
        let records = on_records.then(|| quote!(#ids: impl #krate::types::IntoIds<Self>,));
        let declared = parameters.iter().map(Parameter::declared);
        let clause = generics.as_ref().and_then(|all| all.where_clause.as_ref());
        let body = self.body(krate, &generated);
        quote! {
            #doc
            #(#attributes)*
            fn #ident #generics(
                #client: &#krate::Client,
                #records
                #(#declared),*
            ) -> #krate::rpc::BoxFuture<
                'static,
                ::core::result::Result<#result, #krate::Error>,
            > #clause {
                #body
            }
        }
    }

    fn body(&self, krate: &Path, Generated { client, ids }: &Generated) -> TokenStream {
        let Method {
            wire,
            on_records,
            reads,
            parameters,
            result,
            generics,
            ..
        } = self;
        if generics.is_some() || parameters.iter().any(|other| other.is_refused) {
            // A placeholder, so that the method and its calls cause no further errors.
            return quote!(#![allow(unused_variables)] loop {});
        }
        let effect = if *reads { quote!(read) } else { quote!(write) };
        let on = on_records.then(|| quote!(.on(#ids)));
        // With the span of the type, where the compiler reports an invalid result type.
        let send = quote_spanned!(result.span()=> .send::<#result>);
        let call = quote!(#krate::__private::TypedCall::<Self>::#effect(#wire) #on);
        if parameters
            .iter()
            .all(|other| attr::conditions(&other.attributes).is_empty())
        {
            let arguments = parameters.iter().map(Parameter::argument);
            return quote!(#call #(#arguments)* #send(#client));
        }
        // A parameter with `cfg` needs an argument with the same `cfg`, which is not possible inside an expression.
        let name = Ident::new("call", Span::mixed_site());
        let arguments = parameters.iter().map(|parameter| {
            let conditions = attr::conditions(&parameter.attributes);
            let argument = parameter.argument();
            quote!(#(#conditions)* let #name = #name #argument;)
        });
        quote! {
            let #name = #call;
            #(#arguments)*
            #name #send(#client)
        }
    }
}

impl Parameter {
    fn declared(&self) -> TokenStream {
        let Parameter {
            attributes,
            ident,
            ty,
            ..
        } = self;
        quote!(#(#attributes)* #ident: #ty)
    }

    /// Generates the argument with the span of its type.
    ///
    /// The compiler reports an invalid type there.
    fn argument(&self) -> TokenStream {
        let Parameter {
            ident, wire, ty, ..
        } = self;
        let mut ident = ident.clone();
        ident.set_span(ty.span().resolved_at(ident.span()));
        quote_spanned!(ty.span()=> .arg(#wire, #ident))
    }
}
