//! Search domains: conditions on records.

mod combine;
mod conditions;
mod display;
mod limit;
mod many_terms;
mod merge_equalities;
mod node;
mod prefix;
mod python;
mod read;
mod value_lists;
mod write_prefix;

pub(crate) use limit::most_terms;
pub(crate) use merge_equalities::{Fields, MANY};
pub(crate) use node::{Node, Operator};
pub use read::ParseDomainError;

use std::{fmt, marker::PhantomData, str::FromStr};

use odoo_rpc::{ConfigError, Error};
use serde_json::Value;

use crate::{
    field::Path,
    model::{Model, ModelMeta, RelationMeta, meta},
    value::Encoded,
};

/// A condition on records of model `M`, combined with `&`, `|` and `!`.
///
/// It cannot be used as a `bool`, and cannot be combined with a condition on another model.
///
/// A field that is computed and not stored can be searched only if its module implements the search. If it does not, Odoo 14 to 18 ignore the condition,
/// so that it matches every record, and 19 returns an error. Up to 17, `display_name` is such a field.
/// [`FieldInfo::is_searchable`](crate::schema::FieldInfo::is_searchable) tells whether a field is searchable.
///
/// A search, or an argument of a method, with more than 300 terms joined by one operator is optimized before it is sent. Terms with `=` on one stored field joined by `|` become one `in`, and terms with `!=` joined
/// by `&` become one `not in`, if both mean the same on every version. This costs one more call for each model, to ask for the types of these fields. If more than 9,000 terms remain for one operator, the
/// client rejects the search on Odoo 17 and 18, whose database fails soon after that number. More than 300 other terms joined by `&` are sent as
/// `["|", ["id", "like", "none"], …]`, which matches the same records and spares PostgreSQL seconds of planning.
/// [`is_in`](crate::Field::is_in) takes any number of values at once.
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
    pub(crate) node: Node,
    /// The maximum nesting depth of `node`.
    depth: u16,
    model: PhantomData<fn() -> M>,
}

impl<M> Domain<M> {
    /// Matches every record that the user may see and that is not archived.
    pub fn all() -> Self {
        Domain::of(Node::All, 0)
    }

    /// Matches no record.
    pub fn none() -> Self {
        Domain::of(Node::None, 0)
    }

    /// Matches the records that match all of `domains`: every record if `domains` is empty.
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

    /// Matches the records that match any of `domains`: no record if `domains` is empty.
    pub fn or_all(domains: impl IntoIterator<Item = Self>) -> Self {
        domains
            .into_iter()
            .fold(Domain::none(), |any, domain| any | domain)
    }

    /// Parses a domain in Odoo's notation, such as one from a server or from [`to_json`](Self::to_json).
    ///
    /// It checks every condition against the fields that the structs declare: the names, also along relations, the operator,
    /// and the type of the value. For a domain in Python notation, use [`parse`](str::parse).
    ///
    /// # Errors
    ///
    /// See [`ParseDomainError`].
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "res.partner")]
    /// # struct Partner { id: Id<Partner>, name: String, parent_id: Option<Many2one<Partner>> }
    /// let stored = Partner::PARENT_ID.dot(Partner::NAME).ilike("acme").to_json()?;
    /// let domain = Domain::<Partner>::from_json(&stored)?;
    /// assert_eq!(domain.to_string(), r#"parent_id.name ilike "acme""#);
    ///
    /// let error = "[('nmae', '=', 'Acme')]".parse::<Domain<Partner>>().unwrap_err();
    /// assert!(error.to_string().contains("the struct of `res.partner` has no field `nmae`"));
    /// # Ok::<_, odoo_orm::Error>(())
    /// ```
    pub fn from_json(json: &Value) -> Result<Self, ParseDomainError>
    where
        M: Model,
    {
        let domain = read::json(meta::<M>(), json, 0)?;
        match domain.node {
            Node::Refused(error) => Err(ParseDomainError::new(error.to_string())),
            _ => Ok(domain),
        }
    }

    /// Parses a domain in Python notation that contains names, with a value for each name.
    ///
    /// See [`parse`](str::parse) for the notation.
    ///
    /// # Errors
    ///
    /// See [`ParseDomainError`].
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "res.partner")]
    /// # struct Partner { id: Id<Partner>, user_id: Option<i64> }
    /// let mine = Domain::<Partner>::parse_with("[('user_id', '=', uid)]", &[("uid", 2.into())])?;
    /// assert_eq!(mine.to_string(), "user_id = 2");
    /// # Ok::<_, odoo_orm::Error>(())
    /// ```
    pub fn parse_with(text: &str, names: &[(&str, Value)]) -> Result<Self, ParseDomainError>
    where
        M: Model,
    {
        Domain::from_json(&python::literal(text, names)?)
    }

    /// Parses a domain in Python notation without checking it: see [`raw`](Self::raw).
    ///
    /// # Errors
    ///
    /// If the text is not a Python literal.
    pub fn raw_python(text: &str) -> Result<Self, ParseDomainError> {
        Ok(Domain::raw(python::literal(text, &[])?))
    }

    /// Creates a domain in Odoo's notation that only the server checks.
    ///
    /// Use it for fields that no struct declares, and for operators that this library does not know. It is sent unchanged.
    ///
    /// If an operator in the list lacks terms, the search fails before it is sent.
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "res.partner")]
    /// # struct Partner { id: Id<Partner>, name: String }
    /// let followed = Domain::raw(serde_json::json!([["message_is_follower", "=", true]]));
    /// let domain = Partner::NAME.ilike("acme") & followed;
    /// # assert_eq!(domain.to_json()?.to_string(), r#"[["name","ilike","acme"],["message_is_follower","=",true]]"#);
    /// # Ok::<_, odoo_orm::Error>(())
    /// ```
    pub fn raw(json: Value) -> Self {
        let Value::Array(terms) = json else {
            return Domain::refused("expected a list of conditions".to_owned());
        };
        match prefix::side_by_side(&terms) {
            Ok(0) => Domain::all(),
            Ok(_) => Domain::of(Node::Raw(terms), 1),
            Err(why) => Domain::refused(why),
        }
    }

    /// Returns the domain in Odoo's notation: a list in prefix notation.
    ///
    /// The result has the notation of the newest version. For older servers the client rewrites some conditions: see
    /// [`Field::any`](crate::Field::any).
    ///
    /// # Errors
    ///
    /// If the domain contains a value that cannot be sent; the error names the field.
    pub fn to_json(&self) -> Result<Value, Error>
    where
        M: Model,
    {
        emit(&self.node, meta::<M>()).map_err(Error::from)
    }

    /// Encodes the domain for use among other values; otherwise as [`to_json`](Self::to_json).
    pub(crate) fn as_operand(&self) -> Encoded
    where
        M: Model,
    {
        emit(&self.node, meta::<M>())
    }

    /// Whether its form depends on the server.
    pub(crate) fn needs_a_server(&self) -> bool
    where
        M: Model,
    {
        self.node.needs().is_some() || self.node.is_long() || self.node.is_versioned(meta::<M>())
    }

    /// Converts into a condition without a model type.
    pub(crate) fn into_condition(self) -> Condition
    where
        M: Model,
    {
        Condition {
            node: self.node,
            model: meta::<M>(),
        }
    }

    /// Returns the fields and operators, without the values.
    pub(crate) fn outline(&self) -> String {
        self.node.outline()
    }

    /// Wraps a tree, unless it is nested too deeply for recursion.
    ///
    /// The server evaluates it by recursion as well.
    fn of(node: Node, depth: u16) -> Self {
        if depth <= MAX_DEPTH {
            return Domain {
                node,
                depth,
                model: PhantomData,
            };
        }
        Domain::refused(format!(
            "the domain is nested too deeply: expected at most {MAX_DEPTH} levels of conditions"
        ))
    }

    /// Returns a domain that cannot be sent, with the reason.
    fn refused(why: String) -> Self {
        Domain::of(Node::Refused(ConfigError::new(why)), 1)
    }

    pub(crate) fn leaf(path: Path, operator: Operator, operand: Encoded) -> Self {
        Domain::of(Node::leaf(path, operator, operand), 1)
    }

    pub(crate) fn one_of(path: Path, values: Result<Vec<Value>, ConfigError>) -> Self {
        Domain::of(Node::one_of(path, values), 2)
    }

    pub(crate) fn none_of(path: Path, values: Result<Vec<Value>, ConfigError>) -> Self {
        Domain::of(Node::none_of(path, values), 2)
    }

    /// Matches if some linked record matches `inner`, or if none does.
    pub(crate) fn any<N>(
        path: Path,
        relation: RelationMeta,
        negated: bool,
        inner: Domain<N>,
    ) -> Self {
        let Some(path) = path.into_relation() else {
            let itself = Domain::of(inner.node, inner.depth);
            return if negated { !itself } else { itself };
        };
        if let Node::Refused(error) = inner.node {
            return Domain::of(Node::Refused(error), 1);
        }
        let node = Node::Any {
            path,
            relation,
            negated,
            inner: Box::new(inner.node),
        };
        Domain::of(node, inner.depth + 1)
    }
}

/// A condition on records of a model without a type parameter.
#[doc(hidden)]
#[derive(Debug, Clone)]
#[expect(unnameable_types, reason = "in the signature of a trait")]
pub struct Condition {
    pub(crate) node: Node,
    pub(crate) model: &'static ModelMeta,
}

pub(crate) fn emit(node: &Node, model: &ModelMeta) -> Encoded {
    node.to_json().map_err(|refused| refused.of(model.name()))
}

/// The maximum nesting depth.
///
/// Joining terms with one operator adds no level, so only a faulty program reaches it.
const MAX_DEPTH: u16 = 200;

/// Parses a domain in Python notation, as stored in `ir.filters`, actions and record rules.
///
/// The text is a Python literal, such as `[('name', 'ilike', 'acme'), ('active', '=', True)]`. It is checked as by
/// [`from_json`](Domain::from_json). Names and calls, such as `context_today()`, are errors, because only Odoo can evaluate them.
/// If the program knows the value of a name, such as `uid`, use [`parse_with`](Domain::parse_with).
impl<M: Model> FromStr for Domain<M> {
    type Err = ParseDomainError;

    fn from_str(text: &str) -> Result<Self, ParseDomainError> {
        Domain::parse_with(text, &[])
    }
}

impl<M> Clone for Domain<M> {
    fn clone(&self) -> Self {
        Domain::of(self.node.clone(), self.depth)
    }
}

/// Shows the domain in readable form, with the values.
///
/// An example is `name ilike "acme" and (email is set or not is_company = true)`.
impl<M> fmt::Display for Domain<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.node, f)
    }
}

/// Shows the fields and operators, such as `res.partner[name ilike, email !=]`.
///
/// Values are not shown because they may be personal data. [`to_json`](Domain::to_json) returns them.
impl<M: Model> fmt::Debug for Domain<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", meta::<M>().name(), self.node.outline())
    }
}

#[cfg(test)]
mod tests;
