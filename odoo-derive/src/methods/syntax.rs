//! The syntax of a trait, including invalid items.
//!
//! So each mistake gets our own message.
//!
//! It has its own parser, because the one of `syn` includes all of Rust's expressions and takes longer to compile.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenTree};
use syn::{
    Attribute, Error, Generics, Result, ReturnType, Token, Type, TypeParamBound, Visibility,
    WhereClause, braced, parenthesized,
    parse::{Parse, ParseStream},
    parse_quote,
    punctuated::Punctuated,
    token,
};

pub(super) struct Trait {
    pub(super) attributes: Vec<Attribute>,
    pub(super) visibility: Visibility,
    pub(super) ident: Ident,
    /// Its generics or `where` clause, if any.
    pub(super) generics: Option<Generics>,
    pub(super) supertraits: Punctuated<TypeParamBound, Token![+]>,
    pub(super) items: Vec<Item>,
}

pub(super) enum Item {
    Function(Box<Function>),
    /// The start of an item that is not a function.
    Other(Span),
}

pub(super) struct Function {
    pub(super) attributes: Vec<Attribute>,
    /// The tokens before `fn`: `pub`, `async`, `unsafe`.
    pub(super) before: Vec<TokenTree>,
    pub(super) ident: Ident,
    /// Its generics or `where` clause, if any.
    pub(super) generics: Option<Generics>,
    pub(super) inputs: Vec<Input>,
    pub(super) output: Option<Type>,
    pub(super) body: Option<Group>,
}

pub(super) enum Input {
    /// `self` in any form; `plain` for the only allowed one.
    Receiver { span: Span, plain: bool },
    /// `name: Type`.
    Named {
        attributes: Vec<Attribute>,
        ident: Ident,
        ty: Type,
    },
    /// A pattern, or a name without a type.
    Other { span: Span, ty: Type },
}

impl Parse for Trait {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        if !input.peek(Token![trait]) {
            let sentence = "`#[odoo_methods]` needs a trait: `trait OrderMethods { fn action_confirm(self); }`";
            return Err(Error::new(input.span(), sentence));
        }
        input.parse::<Token![trait]>()?;
        let ident = input.parse()?;
        let generics = input.parse()?;
        let mut supertraits = Punctuated::new();
        if input.parse::<Option<Token![:]>>()?.is_some() {
            while !input.peek(Token![where]) && !input.peek(token::Brace) {
                supertraits.push_value(input.parse()?);
                if !input.peek(Token![+]) {
                    break;
                }
                supertraits.push_punct(input.parse()?);
            }
        }
        let generics = with_where(generics, input.parse()?);
        let content;
        braced!(content in input);
        let mut items = Vec::new();
        while !content.is_empty() {
            items.push(content.parse()?);
        }
        Ok(Trait {
            attributes,
            visibility,
            ident,
            generics,
            supertraits,
            items,
        })
    }
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let start = input.span();
        let mut before = Vec::new();
        while !input.peek(Token![fn]) {
            let token = input.parse()?;
            if !can_precede_fn(&token) {
                return skip_item(token, input).map(|()| Item::Other(start));
            }
            before.push(token);
        }
        input.parse::<Token![fn]>()?;
        let ident = input.parse()?;
        let generics = input.parse()?;
        let content;
        parenthesized!(content in input);
        let inputs = Punctuated::<Input, Token![,]>::parse_terminated(&content)?;
        let output = match input.parse()? {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(*ty),
        };
        let generics = with_where(generics, input.parse()?);
        let body = match input.parse::<Option<Token![;]>>()? {
            Some(_) => None,
            None => Some(input.parse()?),
        };
        Ok(Item::Function(Box::new(Function {
            attributes,
            before,
            ident,
            generics,
            inputs: inputs.into_iter().collect(),
            output,
            body,
        })))
    }
}

/// Tells whether a token can precede `fn`, also as in `pub(crate)` and `extern "C"`.
fn can_precede_fn(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(word) => [
            "async", "const", "default", "extern", "pub", "safe", "unsafe",
        ]
        .iter()
        .any(|other| word == other),
        TokenTree::Group(group) => group.delimiter() == Delimiter::Parenthesis,
        TokenTree::Literal(_) => true,
        TokenTree::Punct(_) => false,
    }
}

/// Skips an item that starts with `token`, to its `;` or block's end.
fn skip_item(mut token: TokenTree, input: ParseStream<'_>) -> Result<()> {
    loop {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => return Ok(()),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return Ok(()),
            _ => token = input.parse()?,
        }
    }
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let span = input.span();
        let mut pattern: Vec<TokenTree> = Vec::new();
        while !input.is_empty() && !input.peek(Token![:]) && !input.peek(Token![,]) {
            pattern.push(input.parse()?);
        }
        let ty: Option<Type> = match input.parse::<Option<Token![:]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        let is_self = matches!(pattern.last(), Some(TokenTree::Ident(last)) if last == "self");
        Ok(match (ty, &pattern[..]) {
            (ty, _) if is_self => Input::Receiver {
                span,
                plain: pattern.len() == 1 && ty.is_none(),
            },
            (Some(ty), [TokenTree::Ident(ident)]) if ident != "_" => Input::Named {
                attributes,
                ident: ident.clone(),
                ty,
            },
            (ty, _) => Input::Other {
                span,
                ty: ty.unwrap_or_else(|| parse_quote!(())),
            },
        })
    }
}

fn with_where(mut generics: Generics, clause: Option<WhereClause>) -> Option<Generics> {
    generics.where_clause = clause;
    let is_empty = generics.lt_token.is_none() && generics.where_clause.is_none();
    (!is_empty).then_some(generics)
}
