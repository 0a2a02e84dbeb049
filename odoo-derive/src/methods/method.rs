//! One method: what is declared of it, checked.

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
    /// The server's name for it.
    pub(super) wire: LitStr,
    /// Whether it runs on records: it has a `self`.
    pub(super) on_records: bool,
    /// Whether it only reads.
    pub(super) reads: bool,
    pub(super) parameters: Vec<Parameter>,
    pub(super) result: Type,
    /// What no method has, if this one has it all the same.
    pub(super) generics: Option<Generics>,
}

pub(super) struct Parameter {
    pub(super) attributes: Vec<Attribute>,
    pub(super) ident: Ident,
    /// The server's name for it.
    pub(super) wire: LitStr,
    pub(super) ty: Type,
    /// Whether its type is none that can be sent.
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
        refuse_what_is_no_declaration(&function, errors);
        let wire = wire.get().unwrap_or_else(|| name::wire(&function.ident));
        check_name(&wire, errors);
        let mut on_records = false;
        let mut parameters = Vec::new();
        for input in function.inputs {
            match input {
                Input::Receiver { plain, span } => {
                    on_records = true;
                    if !plain {
                        let sentence = "write `self`: the method runs on the records whose ids the call is given";
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
                        "a parameter is a name that the server knows, and a type: `body: &str`";
                    errors.push(Error::new(span, sentence));
                    // Stands in, so that the calls of the method are not wrong as well.
                    let ident = Ident::new("pattern", Span::mixed_site());
                    let mut parameter = Parameter::named(Vec::new(), ident, ty);
                    parameter.is_refused = true;
                    parameters.push(parameter);
                }
            }
        }
        let nothing: Type = parse_quote!(());
        let mut result = function.output.unwrap_or_else(|| nothing.clone());
        if refuse_impl(&result, "the result of a method has one type", errors) {
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
            let sentence = "a parameter has no keys: its name is the one that the server knows";
            errors.push(Error::new(attribute.span(), sentence));
        }
        let is_refused = refuse_impl(&ty, "a parameter of a method has one type", errors);
        let mut parameter = Parameter::named(attr::without_ours(attributes), ident, ty);
        parameter.is_refused = is_refused;
        let sentence = match &*parameter.wire.value() {
            // As an argument it would be the call's context, on every wire.
            "context" => {
                "the context is the client's: write `odoo.with_context(Context::new())` in the call"
            }
            // On JSON-2 it would be the records (Odoo 19, `rpc/controllers/json2.py`).
            "ids" => "the ids of the records are no parameter: write `self`",
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

/// The server has the body, and the library makes the future.
fn refuse_what_is_no_declaration(function: &Function, errors: &mut Errors) {
    if let Some(first) = function.before.first() {
        let sentence = match &*first.to_string() {
            "async" => "write `fn`: every method gives a future, without `async`",
            "pub" | "crate" => "write `fn`: a method is as visible as the trait",
            _ => "write `fn`, with nothing before it",
        };
        errors.push(Error::new(first.span(), sentence));
    }
    if let Some(generics) = &function.generics {
        let sentence = "a method has no generics: write the types that it takes and gives";
        errors.push(Error::new(generics_span(generics), sentence));
    }
    if let Some(body) = &function.body {
        let sentence = "the server has the body: write `;`";
        errors.push(Error::new(body.span(), sentence));
    }
}

/// A name that Python takes, and that Odoo lets one call from outside (14 to 18: `odoo/models.py`, `check_method_name`;
/// 19: `odoo/service/model.py`, `get_public_method`).
fn check_name(wire: &LitStr, errors: &mut Errors) {
    let name = wire.value();
    if !name::is_field(&name) {
        let sentence = format!("{name:?} is no name of a method; one is like `action_confirm`");
        errors.push(Error::new(wire.span(), sentence));
    } else if name.starts_with('_') || name == "init" {
        let sentence = format!("`{name}` is private: Odoo refuses every call of it from outside");
        errors.push(Error::new(wire.span(), sentence));
    }
}

fn refuse_impl(ty: &Type, what: &str, errors: &mut Errors) -> bool {
    let refused = matches!(ty, Type::ImplTrait(_));
    if refused {
        errors.push(Error::new(ty.span(), format!("{what}: write which")));
    }
    refused
}
