//! `in` and `not in`; from 19 on also `=` and `!=`.

use serde_json::Value;

use super::{Column, no_operator, operand::number_text};
use crate::{
    domain::Leaf,
    exception::{Result, type_error, value_error},
    python,
    query::filter::predicate::{Getter, Predicate, Truth},
    schema::Kind,
    storage::Cell,
};

impl Column<'_> {
    pub(super) fn member<'t>(
        &self,
        operator: &str,
        value: &Value,
        leaf: &Leaf,
        get: Getter<'t>,
    ) -> Result<Predicate<'t>> {
        let positive = operator == "in";
        let items = match value {
            Value::Array(items) => items.clone(),
            other if self.version.has_domain_trees() => {
                if python::is_true(other) {
                    vec![other.clone()]
                } else {
                    Vec::new()
                }
            }
            // Python's True and False test whether the value is set (14 to 18: `odoo/osv/expression.py`).
            Value::Bool(value) => {
                let wanted = *value == positive;
                return Ok(Predicate::cell(get, move |cell| {
                    Some(cell.is_null() != wanted)
                }));
            }
            other => {
                return Err(value_error(format!(
                    "Invalid domain term ('{}', '{operator}', {})",
                    leaf.path,
                    python::repr(other)
                )));
            }
        };
        let mut wanted: Vec<Cell> = Vec::new();
        let (mut null, mut unknown) = (false, false);
        for item in &items {
            if self.is_null(item) {
                null = true;
                continue;
            }
            match self.item(item, leaf)? {
                Cell::Null => unknown = true,
                cell => wanted.push(cell),
            }
        }
        if self.field.kind == Kind::Boolean && !self.version.has_domain_trees() {
            // Only values equal to `True` or `False` count.
            let has = |wanted: bool| items.iter().any(|item| python::equal(item, &wanted.into()));
            wanted = [true, false]
                .into_iter()
                .filter(|value| has(*value))
                .map(Cell::Bool)
                .collect();
            null = has(false);
            unknown = false;
        }
        if let Some(falsy) = self.falsy_value() {
            if wanted.iter().any(|cell| cell.equals(&falsy)) {
                null = true;
            } else if null {
                wanted.push(falsy);
            }
        }
        Ok(Predicate::cell(get, move |cell| -> Truth {
            if cell.is_null() {
                return match (positive, null) {
                    (true, true) | (false, false) => Some(true),
                    (false, true) => Some(false),
                    (true, false) if wanted.is_empty() && !unknown => Some(false),
                    (true, false) => None,
                };
            }
            let found = wanted.iter().any(|wanted| wanted.equals(cell));
            match (found, unknown) {
                (true, _) => Some(positive),
                (false, true) => None,
                (false, false) => Some(!positive),
            }
        }))
    }

    /// Whether an item of a list means NULL.
    fn is_null(&self, item: &Value) -> bool {
        if self.version.zero_in_list_is_null() {
            python::equal(item, &false.into())
        } else {
            python::is_none(item)
        }
    }

    /// An item of a list.
    fn item(&self, item: &Value, leaf: &Leaf) -> Result<Cell> {
        if self.version.has_domain_trees() && (item.is_array() || item.is_object()) {
            return Err(type_error(format!(
                "unhashable type: '{}'",
                python::type_name(item)
            )));
        }
        if self.field.kind == Kind::Id {
            return match item {
                Value::Bool(_) => Err(no_operator("integer = boolean")),
                Value::String(text) => number_text(text),
                other => Ok(other.as_f64().map_or(Cell::Null, Cell::Float)),
            };
        }
        self.operand(item, leaf)
    }
}
