//! Conditions on records.

mod display;
mod emit;
mod gather;
mod limit;
mod listed;
mod lower;
mod node;
mod path;
mod prefix;
mod python;
mod read;

pub(crate) use node::Operator;
pub(crate) use path::{Feature, Path};
pub use read::ParseDomainError;

use std::{fmt, marker::PhantomData, ops, str::FromStr};

use node::Node;
use odoo_rpc::{ConfigError, Error};
use serde_json::Value;

use crate::{
    model::{Model, ModelMeta, RelationMeta, meta},
    value::EncodeResult,
};

/// A condition on records of model `M`, put together with `&`, `|` and `!`.
///
/// It has no truth value of its own and cannot be joined with a condition on another model.
///
/// A field that the server computes and does not store can be searched only if its module says how. A condition on one that cannot is passed over on
/// Odoo 14 to 18, so that it matches everything, and an error on 19. Up to 17, `display_name` is one of them.
/// [`FieldInfo::is_searchable`](crate::FieldInfo::is_searchable) tells.
///
/// In a search, more than 300 terms joined by one operator are looked at before they are sent: `=` on one stored field joined by `|` becomes one `in`, `!=` joined
/// by `&` one `not in`, where both mean the same on every version. That is one more call, for what these fields are. Terms of one operator that are left are
/// refused beyond 9,000 on Odoo 17 and 18, whose database fails soon after; on 19, several hundred joined by `&` take seconds.
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

    /// Reads a domain in Odoo's notation, such as a server's own or one that was stored with [`to_json`](Self::to_json).
    ///
    /// Every condition is checked against the fields that the structs declare: their names, along relations too, the operator,
    /// and the kind of the value. A text in Python's notation is read with [`parse`](str::parse).
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
    /// assert!(error.to_string().contains("`res.partner` has no field `nmae`"));
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

    /// Reads a domain in Python's notation, as [`parse`](str::parse) does, in which names stand for values.
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

    /// Reads a domain in Python's notation that nothing checks but the server: see [`raw`](Self::raw).
    ///
    /// # Errors
    ///
    /// When the text is no literal of Python's.
    pub fn raw_python(text: &str) -> Result<Self, ParseDomainError> {
        Ok(Domain::raw(python::literal(text, &[])?))
    }

    /// A domain in Odoo's notation that nothing checks but the server: fields that no struct declares, operators that this library
    /// does not know. It is sent as it is.
    ///
    /// A list whose operators lack their terms makes the search fail before it is sent.
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
            return Domain::refused("it is not a list of conditions".to_owned());
        };
        match prefix::side_by_side(&terms) {
            Ok(0) => Domain::all(),
            Ok(_) => Domain::of(Node::Raw(terms), 1),
            Err(why) => Domain::refused(why),
        }
    }

    /// The domain as Odoo writes it: a list in prefix notation.
    ///
    /// Some conditions are written in another way for servers that do not know them: [`Field::any`](crate::Field::any) says more.
    /// This is the notation of the newest version.
    ///
    /// # Errors
    ///
    /// When a value in it cannot be sent; the error names the field.
    pub fn to_json(&self) -> Result<Value, Error>
    where
        M: Model,
    {
        emit(&self.node, meta::<M>()).map_err(Error::from)
    }

    /// As [`to_json`](Self::to_json), for what is sent with other values.
    pub(crate) fn as_operand(&self) -> EncodeResult
    where
        M: Model,
    {
        emit(&self.node, meta::<M>())
    }

    /// The same, of a model that no type names.
    pub(crate) fn into_condition(self) -> Condition
    where
        M: Model,
    {
        Condition {
            node: self.node,
            model: meta::<M>(),
        }
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
        Domain::refused(format!(
            "conditions are nested in more than {MAX_DEPTH} levels"
        ))
    }

    /// A domain that no call can send, and why.
    fn refused(why: String) -> Self {
        Domain::of(Node::Refused(ConfigError::new(why)), 1)
    }

    pub(crate) fn leaf(path: Path, operator: Operator, operand: EncodeResult) -> Self {
        Domain::of(Node::leaf(path, operator, operand), 1)
    }

    pub(crate) fn one_of(path: Path, values: Result<Vec<Value>, ConfigError>) -> Self {
        Domain::of(Node::one_of(path, values), 2)
    }

    pub(crate) fn none_of(path: Path, values: Result<Vec<Value>, ConfigError>) -> Self {
        Domain::of(Node::none_of(path, values), 2)
    }

    /// Some record at the other end of a relation meets `inner`, or none does.
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

/// A condition on records of a model that no type names.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    node: Node,
    model: &'static ModelMeta,
}

fn emit(node: &Node, model: &ModelMeta) -> EncodeResult {
    node.to_json().map_err(|refused| refused.of(model.name()))
}

/// How many levels of conditions there can be. Joining with one operator adds none, so that only a program gone wrong meets it.
const MAX_DEPTH: u16 = 200;

/// Both conditions.
impl<M> ops::BitAnd for Domain<M> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        match (&self.node, &other.node) {
            (Node::All, _) => return other,
            (_, Node::All) => return self,
            _ => {}
        }
        let depth = |part: &Self| part.depth + u16::from(!matches!(part.node, Node::And(_)));
        let depth = depth(&self).max(depth(&other));
        Domain::of(self.node.and(other.node), depth)
    }
}

/// One of the conditions, or both.
impl<M> ops::BitOr for Domain<M> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        match (&self.node, &other.node) {
            (Node::None, _) => return other,
            (_, Node::None) => return self,
            _ => {}
        }
        let depth = |part: &Self| part.depth + u16::from(!matches!(part.node, Node::Or(_)));
        let depth = depth(&self).max(depth(&other));
        Domain::of(self.node.or(other.node), depth)
    }
}

/// Not the condition, as the server takes it.
///
/// On a dotted path, Odoo 14 and 16 turn `!` into the opposite operator, which needs a record at the other end; from 17 on a record without one
/// meets it too. An empty field meets the opposite of `eq`, `is_in`, `like`, `ilike` and `contains` on every version, that of `gt` and the other comparisons, of
/// `starts_with`, `eq_like`, `child_of` and `parent_of` on Odoo 19 and not on 14: add `| FIELD.is_unset()` where it matters.
/// `domain &= condition` adds a condition.
impl<M> ops::BitAndAssign for Domain<M> {
    fn bitand_assign(&mut self, other: Self) {
        *self = std::mem::replace(self, Domain::all()) & other;
    }
}

/// `domain |= condition` adds an alternative.
impl<M> ops::BitOrAssign for Domain<M> {
    fn bitor_assign(&mut self, other: Self) {
        *self = std::mem::replace(self, Domain::all()) | other;
    }
}

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

/// Reads a domain as filters have it (`ir.filters`, actions, record rules): a literal of Python's, such as
/// `[('name', 'ilike', 'acme'), ('active', '=', True)]`. Checked as [`from_json`](Domain::from_json) does. Names and calls, such as
/// `context_today()`, are for Odoo to evaluate: they are errors. Where a name has a value that the program knows, as `uid` may,
/// [`parse_with`](Domain::parse_with) takes it.
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
