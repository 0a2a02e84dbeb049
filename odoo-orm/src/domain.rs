//! Conditions on records.

mod display;
mod emit;
mod node;

use node::Node;
pub(crate) use node::Operator;

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
    /// How deep `node` is nested, at the most.
    depth: u16,
    model: PhantomData<fn() -> M>,
}

impl<M> Domain<M> {
    /// Every record that the user may see and that is not archived.
    pub fn all() -> Self {
        Domain::of(Node::All, 0)
    }

    /// No record at all.
    pub fn none() -> Self {
        Domain::of(Node::None, 0)
    }

    /// The records that meet all of `domains`: every record if there are none.
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "res.partner")]
    /// # struct Partner { id: Id<Partner>, name: String, email: Option<String> }
    /// let words = ["acme", "belgium"];
    /// let all_of_them = Domain::and_all(words.map(|word| Partner::NAME.ilike(word)));
    /// assert_eq!(all_of_them.to_string(), r#"name ilike "acme" and name ilike "belgium""#);
    /// ```
    pub fn and_all(domains: impl IntoIterator<Item = Self>) -> Self {
        domains
            .into_iter()
            .fold(Domain::all(), |all, domain| all & domain)
    }

    /// The records that meet one of `domains`: no record if there are none.
    pub fn or_all(domains: impl IntoIterator<Item = Self>) -> Self {
        domains
            .into_iter()
            .fold(Domain::none(), |any, domain| any | domain)
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

    /// Whether it needs Odoo 17 or later.
    pub(crate) fn uses_any(&self) -> bool {
        self.node.uses_any()
    }

    /// The fields and operators, without the values.
    pub(crate) fn outline(&self) -> String {
        self.node.outline()
    }

    /// A tree that is nested so deep, unless that is too deep: it is walked over by recursion, here and on the server.
    fn of(node: Node, depth: u16) -> Self {
        if depth <= MAX_DEPTH {
            return Domain {
                node,
                depth,
                model: PhantomData,
            };
        }
        let error = ConfigError::new(format!(
            "conditions are nested in more than {MAX_DEPTH} levels"
        ));
        let node = Node::Leaf {
            path: "…".into(),
            operator: Operator::Eq,
            operand: Err(error),
        };
        Domain {
            node,
            depth: 1,
            model: PhantomData,
        }
    }

    pub(crate) fn leaf(path: Cow<'static, str>, operator: Operator, operand: Operand) -> Self {
        Domain::of(
            Node::Leaf {
                path,
                operator,
                operand,
            },
            1,
        )
    }

    pub(crate) fn one_of(path: Cow<'static, str>, values: Result<Vec<Value>, ConfigError>) -> Self {
        Domain::of(Node::one_of(path, values), 2)
    }

    pub(crate) fn none_of(
        path: Cow<'static, str>,
        values: Result<Vec<Value>, ConfigError>,
    ) -> Self {
        Domain::of(Node::none_of(path, values), 2)
    }

    pub(crate) fn any<N>(path: Cow<'static, str>, inner: Domain<N>) -> Self {
        Domain::of(
            Node::Any {
                path,
                inner: Box::new(inner.node),
            },
            inner.depth + 1,
        )
    }
}

/// How many levels of conditions there can be. Joining with one operator adds none, so that only a program gone wrong meets it.
const MAX_DEPTH: u16 = 200;

/// Both conditions.
impl<M> ops::BitAnd for Domain<M> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        let depth =
            |part: &Self| part.depth + u16::from(!matches!(part.node, Node::And(_) | Node::All));
        let depth = depth(&self).max(depth(&other));
        Domain::of(self.node.and(other.node), depth)
    }
}

/// One of the conditions, or both.
impl<M> ops::BitOr for Domain<M> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        let depth =
            |part: &Self| part.depth + u16::from(!matches!(part.node, Node::Or(_) | Node::None));
        let depth = depth(&self).max(depth(&other));
        Domain::of(self.node.or(other.node), depth)
    }
}

/// Not the condition, as the server takes it. On a dotted path, Odoo 14 and 16 turn `!` into the opposite operator, which
/// needs a record at the other end; from 17 on a record without one meets it too.
impl<M> ops::Not for Domain<M> {
    type Output = Self;

    fn not(self) -> Self {
        let depth = match self.node {
            Node::Not(_) => self.depth.saturating_sub(1),
            _ => self.depth + 1,
        };
        Domain::of(self.node.not(), depth)
    }
}

impl<M> Clone for Domain<M> {
    fn clone(&self) -> Self {
        Domain::of(self.node.clone(), self.depth)
    }
}

/// As one reads it, with the values: `name ilike "acme" and (email is set or not is_company = true)`.
impl<M> fmt::Display for Domain<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.node, f)
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
