//! Conditions on records.

mod emit;
mod node;

pub(crate) use node::{Node, Operator};

use std::{borrow::Cow, fmt, marker::PhantomData, ops};

use odoo_rpc::{ConfigError, Error};
use serde_json::Value;

use crate::{
    model::{Model, meta},
    value::Operand,
};

/// A condition on records of model `M`, put together with `&`, `|` and `!`.
///
/// It has no truth value of its own and cannot be joined with a condition on another model.
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "res.partner")]
/// # struct Partner { id: Id<Partner>, name: String, email: Option<String>, is_company: bool }
/// let domain = Partner::NAME.ilike("acme") & (Partner::EMAIL.is_set() | !Partner::IS_COMPANY.eq(true));
/// assert_eq!(
///     domain.to_json()?.to_string(),
///     r#"[["name","ilike","acme"],"|",["email","!=",false],"!",["is_company","=",true]]"#
/// );
/// # Ok::<_, odoo_orm::Error>(())
/// ```
#[must_use = "a domain filters nothing until a search uses it"]
pub struct Domain<M> {
    node: Node,
    model: PhantomData<fn() -> M>,
}

impl<M> Domain<M> {
    /// Every record that the user may see and that is not archived.
    pub fn all() -> Self {
        Domain::of(Node::All)
    }

    /// The domain as Odoo writes it: a list in prefix notation.
    ///
    /// # Errors
    ///
    /// When a value in it cannot be sent; the error names the field.
    pub fn to_json(&self) -> Result<Value, Error>
    where
        M: Model,
    {
        self.node.to_json().map_err(|(path, error)| {
            let model = meta::<M>().name();
            ConfigError::new(format!(
                "field `{path}` of `{model}` cannot be searched: {error}"
            ))
            .into()
        })
    }

    /// Whether a server before Odoo 17 understands it.
    pub(crate) fn uses_any(&self) -> bool {
        self.node.uses_any()
    }

    /// The fields and operators, without the values.
    pub(crate) fn outline(&self) -> String {
        self.node.outline()
    }

    pub(crate) fn of(node: Node) -> Self {
        Domain {
            node,
            model: PhantomData,
        }
    }

    pub(crate) fn leaf(path: Cow<'static, str>, operator: Operator, operand: Operand) -> Self {
        Domain::of(Node::Leaf {
            path,
            operator,
            operand,
        })
    }

    pub(crate) fn into_node(self) -> Node {
        self.node
    }
}

/// Both conditions.
impl<M> ops::BitAnd for Domain<M> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Domain::of(self.node.and(other.node))
    }
}

/// One of the conditions, or both.
impl<M> ops::BitOr for Domain<M> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Domain::of(self.node.or(other.node))
    }
}

/// Not the condition, as the server takes it. On a dotted path, Odoo 14 and 16 turn `!` into the opposite operator, which
/// needs a record at the other end; from 17 on a record without one meets it too.
impl<M> ops::Not for Domain<M> {
    type Output = Self;

    fn not(self) -> Self {
        Domain::of(self.node.not())
    }
}

impl<M> Clone for Domain<M> {
    fn clone(&self) -> Self {
        Domain::of(self.node.clone())
    }
}

/// The fields and operators, such as `res.partner[name ilike, email !=]`: a value may be anyone's data. See
/// [`to_json`](Domain::to_json) for all of it.
impl<M: Model> fmt::Debug for Domain<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", meta::<M>().name(), self.node.outline())
    }
}

#[cfg(test)]
mod tests;
