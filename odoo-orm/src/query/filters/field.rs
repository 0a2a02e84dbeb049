//! The conditions on one field, by its type.

use serde_json::Value;

use super::error::one_of;
use crate::{
    domain::{Domain, Operator},
    field::{Dotted, Field, FieldAccess, Path},
    model::{Accept, RelationKind, RelationMeta},
    value::{FieldType, Kind, record_id, written},
};

/// The maximum length of a value.
///
/// Longer ones are no search, and would be sent to Odoo.
const MOST_BYTES: usize = 2_000;

/// A field with the name by which a query string refers to it.
pub(super) struct Filter<M> {
    pub(super) name: &'static str,
    field: Field<M, String, Dotted>,
    kind: Kind,
    /// Whether it is a selection, whose keys have no parts.
    is_key: bool,
    can_be_unset: bool,
    accept: Accept,
}

/// Checks what no field can hold.
pub(super) fn check(text: &str) -> Result<(), String> {
    if text.len() > MOST_BYTES {
        let found = text.len();
        return Err(format!(
            "expected at most {MOST_BYTES} bytes, found {found}"
        ));
    }
    // PostgreSQL refuses it in any text.
    if text.contains('\0') {
        return Err("expected text without NUL".to_owned());
    }
    Ok(())
}

impl<M> Filter<M> {
    pub(super) fn new<T: FieldType, P: FieldAccess>(
        name: &'static str,
        field: Field<M, T, P>,
    ) -> Self {
        let relation = T::RELATION.map(RelationMeta::kind);
        let is_list = relation.is_some_and(|kind| kind != RelationKind::Many2one);
        Filter {
            name,
            field: Field::dotted(field.place.into_path()),
            kind: match relation {
                Some(_) => Kind::Relation,
                None => Kind::of(T::TYPES),
            },
            is_key: T::TYPES == ["selection"],
            can_be_unset: T::NULLABLE || is_list,
            accept: T::accept,
        }
    }

    fn path(&self) -> Path {
        self.field.place.0.clone()
    }

    /// Returns the operators other than equality.
    fn operators(&self) -> impl Iterator<Item = &'static str> {
        let own: &[&str] = match self.kind {
            Kind::Text if self.is_key => &["ne", "in"],
            Kind::Text => &["ne", "in", "contains", "icontains", "starts_with"],
            Kind::Integer | Kind::Float | Kind::Date | Kind::DateTime => {
                &["ne", "in", "gt", "ge", "lt", "le"]
            }
            Kind::Relation => &["ne", "in"],
            _ => &[],
        };
        own.iter()
            .copied()
            .chain(self.can_be_unset.then_some("is_set"))
    }

    /// Returns the condition, or what is wrong.
    pub(super) fn condition(&self, operator: &str, text: &str) -> Result<Domain<M>, String> {
        if !operator.is_empty() && self.operators().all(|known| known != operator) {
            let keys = self
                .operators()
                .map(|known| format!("{}__{known}", self.name));
            let keys = [self.name.to_owned()].into_iter().chain(keys);
            return Err(format!("unknown operator: expected {}", one_of(keys)));
        }
        let compare = |operator| {
            let value = self.value(text)?;
            Ok(Domain::leaf(self.path(), operator, Ok(value)))
        };
        match operator {
            "ne" => compare(Operator::Ne),
            "gt" => compare(Operator::Gt),
            "ge" => compare(Operator::Ge),
            "lt" => compare(Operator::Lt),
            "le" => compare(Operator::Le),
            "in" => {
                let values: Result<Vec<Value>, String> =
                    text.split(',').map(|text| self.value(text)).collect();
                Ok(Domain::one_of(self.path(), Ok(values?)))
            }
            "contains" => Ok(self.field.clone().contains(text)),
            "icontains" => Ok(self.field.clone().icontains(text)),
            "starts_with" => Ok(self.field.clone().starts_with(text)),
            "is_set" => {
                let operator = if flag(text)? {
                    Operator::Ne
                } else {
                    Operator::Eq
                };
                Ok(Domain::leaf(self.path(), operator, Ok(false.into())))
            }
            _ => compare(Operator::Eq),
        }
    }

    /// Reads a value by the type of the field.
    fn value(&self, text: &str) -> Result<Value, String> {
        let accept = |json: &str| -> Result<Value, String> {
            let value = written(|encoder| (self.accept)(json, encoder));
            value
                .map(Option::unwrap_or_default)
                .map_err(|error| error.to_string())
        };
        match self.kind {
            Kind::Text | Kind::Date | Kind::DateTime => accept(&Value::from(text).to_string()),
            Kind::Boolean => flag(text).map(Value::from),
            Kind::Integer | Kind::Float => match text.parse::<serde_json::Number>() {
                Ok(_) => accept(text),
                Err(_) => Err("expected a number".to_owned()),
            },
            Kind::Relation => match text.parse().map(record_id) {
                Ok(id) => id.map(Value::from).map_err(|error| error.to_string()),
                Err(_) => Err("expected an id".to_owned()),
            },
            _ => Err("no condition on this field is possible".to_owned()),
        }
    }
}

fn flag(text: &str) -> Result<bool, String> {
    let flag = text.parse();
    flag.map_err(|_| "expected `true` or `false`".to_owned())
}
