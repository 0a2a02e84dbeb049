//! Parsing and checking one method.

use proc_macro2::{Ident, Span};
use syn::{Attribute, Error, Generics, LitStr, Type, parse_quote, spanned::Spanned as _};

use super::{
    generics_span,
    syntax::{Function, Input},
};
use crate::{
    attr::{self, Errors, Once},
    name,
};

pub(super) struct Method {
    pub(super) attributes: Vec<Attribute>,
    pub(super) ident: Ident,
    /// The name on the server.
    pub(super) wire: LitStr,
    /// Whether it is called on records: it has a `self`.
    pub(super) on_records: bool,
    /// Whether it only reads.
    pub(super) reads: bool,
    pub(super) parameters: Vec<Parameter>,
    pub(super) result: Type,
    /// Generics, which are not allowed.
    pub(super) generics: Option<Generics>,
}

pub(super) struct Parameter {
    pub(super) attributes: Vec<Attribute>,
    pub(super) ident: Ident,
    /// The name on the server.
    pub(super) wire: LitStr,
    pub(super) ty: Type,
    /// Whether its type was rejected.
    pub(super) is_refused: bool,
}

impl Method {
    pub(super) fn read(function: Function, errors: &mut Errors) -> Self {
        let (mut wire, mut reads) = (Once::<LitStr>::default(), Once::<()>::default());
        attr::read(
            &function.attributes,
            &["method", "read"],
            errors,
            |key, meta| match key {
                "method" => wire.value(meta, key, "\"action_confirm\""),
                _ => reads.flag(meta, key),
            },
        );
        check_declaration(&function, errors);
        let wire = wire.get().unwrap_or_else(|| name::wire(&function.ident));
        check_name(&wire, errors);
        let mut on_records = false;
        let mut parameters = Vec::new();
        for input in function.inputs {
            match input {
                Input::Receiver { plain, span } => {
                    on_records = true;
                    if !plain {
                        let sentence = "write `self`: the call takes the ids of the records";
                        errors.push(Error::new(span, sentence));
                    }
                }
                Input::Named {
                    attributes,
                    ident,
                    ty,
                } => parameters.push(Parameter::read(attributes, ident, ty, errors)),
                Input::Other { span, ty } => {
                    let sentence =
                        "expected a parameter with the server's name and a type: `body: &str`";
                    errors.push(Error::new(span, sentence));
                    // A placeholder, so that calls of the method cause no further errors.
                    let ident = Ident::new("pattern", Span::mixed_site());
                    let mut parameter = Parameter::named(Vec::new(), ident, ty);
                    parameter.is_refused = true;
                    parameters.push(parameter);
                }
            }
        }
        let nothing: Type = parse_quote!(());
        let mut result = function.output.unwrap_or_else(|| nothing.clone());
        if refuse_impl(&result, "the result of a method", errors) {
            result = nothing;
        }
        Method {
            attributes: attr::without_ours(function.attributes),
            ident: function.ident,
            wire,
            on_records,
            reads: reads.get().is_some(),
            parameters,
            result,
            generics: function.generics,
        }
    }
}

impl Parameter {
    fn read(attributes: Vec<Attribute>, ident: Ident, ty: Type, errors: &mut Errors) -> Self {
        for attribute in attributes.iter().filter(|a| attr::is_ours(a)) {
            let sentence = "a parameter cannot have `#[odoo(...)]`: use the server's name for it";
            errors.push(Error::new(attribute.span(), sentence));
        }
        let is_refused = refuse_impl(&ty, "a parameter of a method", errors);
        let mut parameter = Parameter::named(attr::without_ours(attributes), ident, ty);
        parameter.is_refused = is_refused;
        let sentence = match &*parameter.wire.value() {
            // As an argument, it would replace the call's context, on every protocol.
            "context" => {
                "`context` cannot be a parameter: use `odoo.with_context(Context::new())` in the call"
            }
            // With JSON-2, it would be the records (Odoo 19, `rpc/controllers/json2.py`).
            "ids" => "`ids` cannot be a parameter: write `self`",
            _ => return parameter,
        };
        errors.push(Error::new(parameter.ident.span(), sentence));
        parameter
    }

    fn named(attributes: Vec<Attribute>, ident: Ident, ty: Type) -> Self {
        Parameter {
            attributes,
            wire: name::wire(&ident),
            ident,
            ty,
            is_refused: false,
        }
    }
}

/// Rejects functions that are not plain declarations: with a body, generics or qualifiers.
fn check_declaration(function: &Function, errors: &mut Errors) {
    if let Some(first) = function.before.first() {
        let sentence = match &*first.to_string() {
            "async" => "write `fn` without `async`: every method already returns a future",
            "pub" | "crate" => {
                "write `fn` without a visibility: a method is as visible as its trait"
            }
            _ => "expected `fn` with nothing before it",
        };
        errors.push(Error::new(first.span(), sentence));
    }
    if let Some(generics) = &function.generics {
        let sentence = "a method cannot be generic: write concrete types";
        errors.push(Error::new(generics_span(generics), sentence));
    }
    if let Some(body) = &function.body {
        let sentence = "a method cannot have a body, because the server implements it: write `;`";
        errors.push(Error::new(body.span(), sentence));
    }
}

/// Checks that the name is valid in Python, and allowed in remote calls.
///
/// 14 to 18: `odoo/models.py`, `check_method_name`; 19: `odoo/service/model.py`, `get_public_method`.
fn check_name(wire: &LitStr, errors: &mut Errors) {
    let name = wire.value();
    if !name::is_field(&name) {
        let sentence =
            format!("invalid method name {name:?}: expected a name such as `action_confirm`");
        errors.push(Error::new(wire.span(), sentence));
    } else if name.starts_with('_') || name == "init" {
        let sentence = format!("`{name}` is private: Odoo rejects remote calls of it");
        errors.push(Error::new(wire.span(), sentence));
    }
}

fn refuse_impl(ty: &Type, what: &str, errors: &mut Errors) -> bool {
    let refused = matches!(ty, Type::ImplTrait(_));
    if refused {
        errors.push(Error::new(
            ty.span(),
            format!("{what} cannot be `impl Trait`: write a concrete type"),
        ));
    }
    refused
}
