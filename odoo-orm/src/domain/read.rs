//! Parsing domains from other sources: Odoo's prefix notation, checked against the declared fields.

use std::{collections::VecDeque, fmt};

use odoo_rpc::{__private::Printable, ConfigError, Error};
use serde_json::Value;

use super::{Domain, MAX_DEPTH, Operator, node::in_a_row, prefix};
use crate::{
    field::{DatePart, Feature, Path},
    model::{FieldMeta, ModelMeta, RelationKind, RelationMeta},
    value::Kind,
};

/// The error of parsing a domain: the position and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseDomainError(Box<str>, Option<usize>);

impl ParseDomainError {
    pub(super) fn new(sentence: String) -> Self {
        ParseDomainError(sentence.into(), None)
    }

    pub(super) fn at(self, offset: usize) -> Self {
        ParseDomainError(self.0, Some(offset))
    }

    /// The byte offset of the mistake, if the text is not a Python literal.
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// # #[derive(Debug, OdooModel)]
    /// # #[odoo(model = "res.partner")]
    /// # struct Partner { id: Id<Partner>, name: String }
    /// let error = "[('name', '=' 1)]".parse::<Domain<Partner>>().unwrap_err();
    /// assert_eq!(error.offset(), Some(14));
    /// ```
    pub fn offset(&self) -> Option<usize> {
        self.1
    }
}

impl fmt::Display for ParseDomainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid domain: {}", Printable(&self.0))
    }
}

impl std::error::Error for ParseDomainError {}

/// Converts into the error of a call that was rejected before it was sent.
impl From<ParseDomainError> for Error {
    fn from(error: ParseDomainError) -> Self {
        ConfigError::invalid_value(error.to_string()).into()
    }
}

type Read<T> = Result<T, ParseDomainError>;

fn refuse<T>(sentence: String) -> Read<T> {
    Err(ParseDomainError::new(sentence))
}

/// Parses a domain on `model`.
///
/// Error messages show no values, because they may be personal data.
pub(super) fn json<M>(model: &'static ModelMeta, json: &Value, depth: u16) -> Read<Domain<M>> {
    if depth > MAX_DEPTH {
        return refuse(format!(
            "expected at most {MAX_DEPTH} levels of conditions, found more"
        ));
    }
    let Some(terms) = json.as_array() else {
        return refuse("expected a list of conditions".to_owned());
    };
    prefix::side_by_side(terms).map_err(ParseDomainError::new)?;
    let mut stack: Vec<Terms<M>> = Vec::new();
    for (index, term) in terms.iter().enumerate().rev() {
        let joined = match (term.as_str(), stack.pop()) {
            (Some("!"), Some(one)) => Terms::one(!one.domain()),
            (Some(operator @ ("&" | "|")), Some(first)) => {
                let operator = if operator == "&" { Join::And } else { Join::Or };
                first.join(operator, stack.pop())
            }
            (_, before) => {
                stack.extend(before);
                let which = index + 1;
                let leaf =
                    leaf(model, term, depth).map_err(|why| format!("condition {which}: {why}"));
                Terms::one(leaf.map_err(ParseDomainError::new)?)
            }
        };
        stack.push(joined);
    }
    Ok(Domain::and_all(stack.into_iter().rev().map(Terms::domain)))
}

/// The terms after an operator.
///
/// Odoo nests `| a | b c` and `| | a b c`. Joining moves the shorter of two lists, so many terms take linear time.
struct Terms<M> {
    join: Option<Join>,
    terms: VecDeque<Domain<M>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    And,
    Or,
}

impl<M> Terms<M> {
    fn one(domain: Domain<M>) -> Self {
        Terms {
            join: None,
            terms: [domain].into(),
        }
    }

    /// Joins this term with the next one.
    fn join(self, join: Join, next: Option<Self>) -> Self {
        let Some(next) = next else {
            return self;
        };
        let flat = |terms: Self| match terms.join {
            Some(other) if other != join => [terms.domain()].into(),
            _ => terms.terms,
        };
        Terms {
            join: Some(join),
            terms: in_a_row(flat(self), flat(next)),
        }
    }

    fn domain(self) -> Domain<M> {
        match self.join {
            Some(Join::Or) => Domain::or_all(self.terms),
            _ => Domain::and_all(self.terms),
        }
    }
}

fn leaf<M>(model: &'static ModelMeta, term: &Value, depth: u16) -> Result<Domain<M>, String> {
    let Some([left, operator, value]) = term.as_array().map(Vec::as_slice) else {
        return Err("expected a condition: a list of a field, an operator and a value".to_owned());
    };
    let Some(operator) = operator.as_str() else {
        return Err("the operator is not a string".to_owned());
    };
    match (left, operator, value.as_i64()) {
        (Value::Number(left), "=", Some(1)) if left.as_i64() == Some(1) => Ok(Domain::all()),
        (Value::Number(left), "=", Some(1)) if left.as_i64() == Some(0) => Ok(Domain::none()),
        (Value::String(path), ..) => {
            let place = Place::find(model, path)?;
            condition(&place, operator, value, depth)
                .map_err(|why| format!("`{operator}` of `{path}`: {why}"))
        }
        _ => Err("the field is not a string".to_owned()),
    }
}

/// The field at the end of a path.
struct Place {
    path: Path,
    kind: Kind,
    relation: Option<RelationMeta>,
}

impl Place {
    fn find(model: &'static ModelMeta, text: &str) -> Result<Self, String> {
        let mut place = Place {
            path: text.to_owned().into(),
            kind: Kind::Relation,
            relation: None,
        };
        let (mut model, mut start) = (Some(model), 0);
        for name in text.split('.') {
            let Some(here) = model else {
                place.step_into_value(text, name)?;
                continue;
            };
            if let Some(before) = place.relation {
                let path = place.path.many(before.kind() != RelationKind::Many2one);
                place.path = path.within(start, here);
            }
            start += name.len() + 1;
            match here.field(name) {
                Some(field) => place.step(field),
                // Every model has an id, whether the struct declares it or not.
                None if name == "id" => {
                    place.relation = None;
                    place.kind = Kind::Relation;
                }
                None => return Err(no_field(here, name)),
            }
            model = place.relation.map(RelationMeta::target);
        }
        Ok(place)
    }

    fn step(&mut self, field: &FieldMeta) {
        self.relation = field.relation();
        self.kind = Kind::of(field.types());
    }

    /// Continues a path into a value: a part of a date, or a property.
    fn step_into_value(&mut self, text: &str, name: &str) -> Result<(), String> {
        let feature = match self.kind {
            Kind::Date | Kind::DateTime if DatePart::is_name(name) => {
                self.kind = Kind::Integer;
                Feature::DatePart
            }
            Kind::Properties => {
                self.kind = Kind::Any;
                Feature::Property
            }
            _ => {
                return Err(format!(
                    "`{name}` in the path `{text}` follows a field that is not a relation"
                ));
            }
        };
        self.path = self.path.clone().needing(feature);
        Ok(())
    }
}

fn no_field(model: &ModelMeta, name: &str) -> String {
    let model = model.name();
    format!(
        "the struct of `{model}` has no field `{name}`: declare it (as `NotLoaded<...>` if reads should skip it), or use \
         `Domain::raw` to skip the check"
    )
}

/// Builds the condition if the field supports the operator, and the operator the value.
fn condition<M>(
    place: &Place,
    operator: &str,
    value: &Value,
    depth: u16,
) -> Result<Domain<M>, String> {
    let kind = place.kind;
    let empty = value == &Value::Bool(false) || value.is_null();
    let operator = match operator {
        "any" | "not any" => return any(place, operator == "not any", value, depth),
        "=?" if empty => return Ok(Domain::all()),
        "=?" if value == 0 || value == "" => {
            return Err("Odoo's versions disagree on `0` and `\"\"` with `=?`: use `False` to match every record".to_owned());
        }
        "=?" | "==" => "=",
        "<>" => "!=",
        // 19 has these operators; the negation means the same on every version.
        "not =like" => return condition(place, "=like", value, depth).map(|domain| !domain),
        "not =ilike" => return condition(place, "=ilike", value, depth).map(|domain| !domain),
        other => other,
    };
    let known = Operator::ALL
        .into_iter()
        .find(|known| known.as_str() == operator);
    let Some(operator) = known else {
        return Err(
            "unknown operator in Odoo 14 to 19; `Domain::raw` accepts any operator".to_owned(),
        );
    };
    let takes = |value: &Value| match operator {
        Operator::Eq | Operator::Ne => {
            empty
                || kind.holds(value)
                || value
                    .as_array()
                    .is_some_and(|list| list.iter().all(|value| kind.holds(value)))
        }
        Operator::In | Operator::NotIn => value.as_array().is_some_and(|list| {
            list.iter()
                .all(|value| value == &Value::Bool(false) || value.is_null() || kind.holds(value))
        }),
        Operator::Gt | Operator::Ge | Operator::Lt | Operator::Le => {
            kind.is_ordered() && kind.holds(value)
        }
        Operator::ChildOf | Operator::ParentOf => {
            kind == Kind::Relation
                && (kind.holds(value)
                    || value
                        .as_array()
                        .is_some_and(|list| list.iter().all(Value::is_i64)))
        }
        _ => kind.is_text() && value.is_string(),
    };
    if !takes(value) {
        return Err(format!(
            "a {kind} does not support this operator with this value; `Domain::raw` accepts any combination"
        ));
    }
    let path = place.path.clone();
    let without_null = |value: &Value| match value {
        Value::Null => Value::Bool(false),
        value => value.clone(),
    };
    let list = |values: &[Value]| Ok(values.iter().map(without_null).collect());
    Ok(match (operator, value) {
        (Operator::In, Value::Array(values)) => Domain::one_of(path, list(values)),
        (Operator::NotIn, Value::Array(values)) => Domain::none_of(path, list(values)),
        _ => Domain::leaf(path, operator, Ok(without_null(value))),
    })
}

fn any<M>(place: &Place, negated: bool, value: &Value, depth: u16) -> Result<Domain<M>, String> {
    let Some(relation) = place.relation else {
        return Err("expected a relation field".to_owned());
    };
    let inner: Domain<()> =
        json(relation.target(), value, depth + 1).map_err(|error| error.0.into_string())?;
    Ok(Domain::any(place.path.clone(), relation, negated, inner))
}
