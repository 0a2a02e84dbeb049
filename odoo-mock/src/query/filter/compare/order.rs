use std::cmp::Ordering;

use serde_json::Value;

use super::{Column, no_operator};
use crate::{
    domain::Leaf,
    exception::{Result, value_error},
    python,
    query::filter::predicate::{Getter, Predicate},
    schema::Kind,
    storage::Cell,
};

impl Column<'_> {
    /// `<`, `>`, `<=`, `>=`.
    pub(super) fn order<'t>(
        &self,
        operator: &str,
        value: &Value,
        leaf: &Leaf,
        get: Getter<'t>,
    ) -> Result<Predicate<'t>> {
        let kind = self.field.kind;
        if kind == Kind::Boolean && self.version.has_domain_trees() {
            return Err(value_error(format!(
                "Cannot compare '{}' with {operator}",
                leaf.path
            )));
        }
        let takes = match operator {
            "<" => |order: Ordering| order.is_lt(),
            ">" => |order: Ordering| order.is_gt(),
            "<=" => |order: Ordering| order.is_le(),
            _ => |order: Ordering| order.is_ge(),
        };
        let counts_null = (kind.is_number()
            && self.version.null_number_has_order()
            && kind != Kind::Many2oneReference)
            || (kind.is_text() && self.version.null_text_has_order());
        let falsy = self.falsy_value().filter(|_| counts_null);
        let none = python::is_none(value)
            || (self.version.has_domain_trees() && !kind.is_text() && !python::is_true(value));
        let wanted = match &falsy {
            Some(falsy) if none => falsy.clone(),
            _ if kind == Kind::Id && value.is_boolean() && self.version.has_domain_trees() => {
                return Err(no_operator("integer < boolean"));
            }
            _ if python::is_none(value) && !kind.is_number() && kind != Kind::Boolean => {
                return Ok(Predicate::Constant(None));
            }
            _ if none && kind.is_temporal() => return Ok(Predicate::Constant(None)),
            _ => self.operand(value, leaf)?,
        };
        if wanted.is_null() {
            return Ok(Predicate::Constant(None));
        }
        let of_null = falsy.map(|falsy| falsy.compare(&wanted).is_some_and(takes));
        Ok(Predicate::cell(get, move |cell| match cell {
            Cell::Null => match of_null {
                Some(true) => Some(true),
                _ => None,
            },
            cell => cell.compare(&wanted).map(takes),
        }))
    }
}
