//! Conditions on fields without a column, and on parts of values.

use std::sync::Arc;

use serde_json::Value;

use super::{
    Compiler, dates,
    predicate::{Getter, Predicate},
};
use crate::{
    domain::{Leaf, operator::is_negative},
    exception::{Result, value_error},
    python,
    schema::{Compute, Field, Kind},
    storage::Cell,
};

impl<'a> Compiler<'_, 'a> {
    /// A condition on a field without a column.
    ///
    /// `None` if it can be treated like a column.
    pub(super) fn unstored(
        &self,
        field: &Arc<Field>,
        leaf: &Leaf,
    ) -> Result<Option<Predicate<'a>>> {
        let version = self.view.version();
        if let Some(path) = field.path() {
            let test = self.leaf(&leaf.on(path.join(".")))?;
            // From 18 on an empty value also matches records without a target.
            if path.len() > 1 && version.falsy_equals_null() && finds_empty(field, leaf) {
                let first = path.first().map(|name| &**name).unwrap_or_default();
                let unset = self.leaf(&Leaf::new(first, "=", false))?;
                return Ok(Some(Predicate::Any(vec![test, unset])));
            }
            return Ok(Some(test));
        }
        match field.compute {
            Some(Compute::DisplayName) if version.searches_display_name() => {
                self.display_name(leaf).map(Some)
            }
            Some(
                Compute::Commercial | Compute::Sum(..) | Compute::Product(..) | Compute::Add(..),
            ) => Ok(None),
            _ if version.ignores_unsearchable() => Ok(Some(Predicate::TRUE)),
            _ => Err(value_error(format!(
                "Cannot convert {}.{} to SQL because it is not stored",
                self.model.name, field.name
            ))),
        }
    }

    /// A part of a date, such as `date_order.month_number`.
    pub(super) fn date_part(
        &self,
        field: &Arc<Field>,
        part: &str,
        leaf: &Leaf,
    ) -> Result<Predicate<'a>> {
        let Some(part) = dates::PARTS.iter().find(|known| **known == part) else {
            return Err(value_error(format!(
                "Invalid field property '{part}' on {}.{}",
                self.model.name, field.name
            )));
        };
        let zone = if field.kind == Kind::Datetime {
            self.view.env.zone()
        } else {
            chrono_tz::Tz::UTC
        };
        let whole = self.getter(Arc::clone(field));
        let get: Getter<'a> = Box::new(move |id, row| {
            dates::part(&whole(id, row), part, zone).map_or(Cell::Null, Cell::Int)
        });
        let number = Field {
            name: Arc::clone(&field.name),
            ..Field::of(Kind::Many2oneReference)
        };
        self.ask(&number, leaf, get)
    }
}

/// Whether a condition matches an empty value.
fn finds_empty(field: &Field, leaf: &Leaf) -> bool {
    let is_falsy = |value: &Value| {
        python::is_none(value)
            || match field.kind {
                kind if kind.is_text() => value.as_str() == Some(""),
                kind if kind.is_number() => value.as_f64() == Some(0.0),
                _ => false,
            }
    };
    let falsy = match &leaf.value {
        Value::Array(items) => items.iter().any(is_falsy),
        other => is_falsy(other),
    };
    is_negative(&leaf.operator) != falsy
}
