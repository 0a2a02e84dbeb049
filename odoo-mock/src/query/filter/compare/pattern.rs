//! `like` and its variants.

use serde_json::Value;

use super::{Column, no_operator};
use crate::{
    domain::{Leaf, operator::is_negative},
    exception::{Result, type_error, value_error},
    python,
    query::filter::{
        like::Pattern,
        predicate::{Getter, Predicate},
    },
    schema::Kind,
};

impl Column<'_> {
    pub(super) fn pattern<'t>(
        &self,
        operator: &str,
        value: &Value,
        leaf: &Leaf,
        get: Getter<'t>,
    ) -> Result<Predicate<'t>> {
        let negative = is_negative(operator);
        let whole = operator.contains('=');
        let folds = operator.ends_with("ilike");
        let truthy = python::is_true(value);
        if self.version.has_domain_trees() {
            if !truthy && whole {
                let operator = if negative { "not in" } else { "in" };
                if self.field.kind == Kind::Id {
                    return Ok(Predicate::Constant(Some(negative)));
                }
                return self.member(operator, &Value::Array(vec![false.into()]), leaf, get);
            }
            if !truthy {
                return Ok(Predicate::Constant(Some(!negative)));
            }
            if whole && !value.is_string() {
                return Err(type_error(format!(
                    "The pattern to match must be a string in condition {}",
                    leaf.path
                )));
            }
            if self.field.kind == Kind::Boolean {
                return Err(value_error(format!(
                    "Cannot compare '{}' with {operator}",
                    leaf.path
                )));
            }
        }
        let pattern = if whole {
            let Some(pattern) = self.whole_pattern(value, leaf)? else {
                let finds_null = self.version.falsy_operand_is_empty();
                return Ok(Predicate::cell(get, move |cell| {
                    (cell.is_null() && finds_null).then_some(true)
                }));
            };
            pattern
        } else {
            let is_empty = !truthy && self.version.falsy_operand_is_empty();
            let text = if python::is_none(value) || is_empty {
                String::new()
            } else {
                python::str(value)
            };
            format!("%{text}%")
        };
        let pattern = Pattern::new(&pattern, folds);
        let finds_null = if self.version.falsy_operand_is_empty() {
            negative == truthy
        } else {
            (negative && truthy) || (!whole && !truthy)
        };
        let language = self.env.language().to_owned();
        Ok(Predicate::cell(get, move |cell| {
            match cell.cast_to_text(&language) {
                None if finds_null => Some(true),
                None => None,
                Some(text) => Some(pattern.matches(&text) != negative),
            }
        }))
    }

    /// The pattern of `=like`, which up to 18 is converted to the column's type.
    fn whole_pattern(&self, value: &Value, leaf: &Leaf) -> Result<Option<String>> {
        if self.version.has_domain_trees() {
            return Ok(Some(python::str(value)));
        }
        if self.field.kind == Kind::Id {
            return Ok((!python::is_none(value)).then(|| python::str(value)));
        }
        if self.field.kind.is_number() || self.field.kind == Kind::Boolean {
            self.operand(value, leaf)?;
            return Err(no_operator("text ~~ integer"));
        }
        if python::is_none(value) {
            return Ok(None);
        }
        if self.field.kind == Kind::Many2one && !value.is_string() {
            self.operand(value, leaf)?;
            // An empty text is not a number.
            return if python::is_true(value) {
                Err(no_operator("text ~~ integer"))
            } else {
                Ok(None)
            };
        }
        if self.field.kind.is_temporal() {
            return Ok(Some(python::str(value)));
        }
        Ok(self.operand(value, leaf)?.as_text("").map(str::to_owned))
    }
}
