use serde_json::Value;

use super::Column;
use crate::{
    domain::Leaf,
    exception::Result,
    python,
    query::filter::predicate::{Getter, Predicate},
    schema::Kind,
    storage::Cell,
};

impl Column<'_> {
    /// `=` and `!=`, up to 18.
    pub(super) fn equal<'t>(
        &self,
        operator: &str,
        value: &Value,
        get: Getter<'t>,
    ) -> Result<Predicate<'t>> {
        let positive = operator == "=";
        let none = python::is_none(value);
        if self.field.kind == Kind::Boolean && value.is_boolean() {
            // `= false` and `!= true` also match NULL.
            let wanted = (value == &Value::Bool(true)) == positive;
            return Ok(Predicate::cell(get, move |cell| match cell {
                Cell::Bool(value) => Some(*value == wanted),
                _ => Some(!wanted),
            }));
        }
        let falsy = self.falsy_value();
        if none {
            return Ok(Predicate::cell(get, move |cell| {
                let empty =
                    cell.is_null() || falsy.as_ref().is_some_and(|falsy| falsy.equals(cell));
                Some(empty == positive)
            }));
        }
        let leaf = Leaf::new(&self.field.name, operator, value.clone());
        let wanted = self.operand(value, &leaf)?;
        let truthy = python::is_true(value);
        let is_falsy = falsy.is_some_and(|falsy| falsy.equals(&wanted));
        let finds_null = is_falsy || (positive && !truthy && self.version.falsy_operand_is_empty());
        if wanted.is_null() && !finds_null {
            return Ok(Predicate::Constant(None));
        }
        Ok(Predicate::cell(get, move |cell| {
            match (cell.is_null(), positive) {
                (true, true) => {
                    if finds_null {
                        Some(true)
                    } else {
                        None
                    }
                }
                // `!= 'x'` matches empty values; `!= ''` does not.
                (true, false) => {
                    if truthy && !is_falsy {
                        Some(true)
                    } else {
                        None
                    }
                }
                (false, _) if wanted.is_null() => None,
                (false, _) => Some(wanted.equals(cell) == positive),
            }
        }))
    }
}
