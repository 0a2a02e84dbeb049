//! The options of a nested list: `domain`, `order_by` and `limit`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{
    Error, Result,
    meta::ParseNestedMeta,
    parse::{Parse, ParseStream},
};

use crate::attr::{self, Errors, Once};

/// The options with their expressions.
///
/// They become method calls of the same names, where the compiler checks them.
#[derive(Default)]
pub(super) struct Lines(Vec<(Ident, Expression)>);

/// An expression, up to the next comma.
///
/// The one of `syn` would include all of Rust's.
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
        // Only `order_by` can be repeated.
        if key != "order_by" && self.0.iter().any(|(other, _)| other == key) {
            return Err(meta.error(format!("duplicate key `{key}`: write it once")));
        }
        let key = meta.path.get_ident().cloned();
        self.0.extend(key.zip(expression.get()));
        Ok(())
    }

    /// Rejects the options of a field that is not nested.
    pub(super) fn refuse(&self, errors: &mut Errors) {
        for (key, _) in &self.0 {
            let sentence =
                format!("`{key}` needs a nested list: write `#[odoo(nested, {key} = ...)]`");
            errors.push(Error::new(key.span(), sentence));
        }
    }
}

impl Parse for Expression {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let tokens = attr::take_value(input)?;
        if tokens.is_empty() {
            return Err(input.error("expected an expression"));
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
