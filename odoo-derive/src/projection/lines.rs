//! Which records of a list are read whole: `domain`, `order_by` and `limit`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{
    Error, Result,
    meta::ParseNestedMeta,
    parse::{Parse, ParseStream},
};

use crate::attr::{self, Errors, Once};

/// The keys that say so, each with its expression: calls of the methods of the same names, where the compiler checks them.
#[derive(Default)]
pub(super) struct Lines(Vec<(Ident, Expression)>);

/// An expression, up to the next comma. Not syn's, which would bring all of Rust's with it.
struct Expression(TokenStream);

impl Lines {
    pub(super) fn read(&mut self, key: &str, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let example = match key {
            "domain" => "OrderLine::QTY.gt(0.0)",
            "order_by" => "OrderLine::ID.desc()",
            _ => "3",
        };
        let mut expression = Once::<Expression>::default();
        expression.value(meta, key, example)?;
        // Keys to sort by are added up; of the others there is one.
        if key != "order_by" && self.0.iter().any(|(other, _)| other == key) {
            return Err(meta.error(format!("`{key}` is given twice")));
        }
        let key = meta.path.get_ident().cloned();
        self.0.extend(key.zip(expression.get()));
        Ok(())
    }

    /// They say nothing of a field whose records are not read whole.
    pub(super) fn refuse(&self, errors: &mut Errors) {
        for (key, _) in &self.0 {
            let sentence = format!(
                "`{key}` says which records of a list are read whole: write `#[odoo(nested, {key} = ...)]`"
            );
            errors.push(Error::new(key.span(), sentence));
        }
    }
}

impl Parse for Expression {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let tokens = attr::take_value(input)?;
        if tokens.is_empty() {
            return Err(input.error("an expression is missing"));
        }
        Ok(Expression(tokens))
    }
}

impl ToTokens for Lines {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for (key, Expression(expression)) in &self.0 {
            tokens.extend(quote_spanned!(key.span()=> .#key(#expression)));
        }
    }
}
