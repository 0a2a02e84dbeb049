//! Aggregates of the records of a group.

use std::{cmp::Ordering, sync::Arc};

use serde_json::Value;

use crate::{
    exception::{Result, user_error, value_error},
    query::View,
    schema::{Field, Kind, Model},
    storage::Cell,
};

/// An aggregate function of a field.
pub(super) struct Aggregate {
    /// Its name in the response.
    pub(super) alias: String,
    /// `None` for the number of records.
    field: Option<Arc<Field>>,
    function: String,
}

const FUNCTIONS: &[&str] = &[
    "sum",
    "avg",
    "min",
    "max",
    "count",
    "count_distinct",
    "array_agg",
    "bool_and",
    "bool_or",
    "recordset",
];

impl Aggregate {
    /// Parses `amount`, `amount:sum` or `alias:sum(amount)` of `read_group`. `None` if it is ignored.
    pub(super) fn named(view: &View<'_>, model: &Model, spec: &str) -> Result<Option<Self>> {
        if spec.starts_with("__") && !spec.contains(':') {
            return Ok(None);
        }
        let (alias, rest) = match spec.split_once(':') {
            Some((alias, rest)) => (alias, Some(rest)),
            None => (spec, None),
        };
        let (function, name) = match rest.map(|rest| rest.trim_end_matches(')').split_once('(')) {
            None => (None, alias),
            Some(None) => (rest, alias),
            Some(Some((function, name))) => (Some(function), name),
        };
        let Some(field) = model.find(name) else {
            let sentence = format!("Invalid field {name:?} on model {:?}", model.name);
            return Err(if view.version().has_new_read_group() {
                value_error(sentence)
            } else {
                user_error(sentence)
            });
        };
        let function = match function {
            Some(function) => function,
            // Fields with an aggregate are included, all others are omitted.
            None if field.kind.is_number() && field.store => "sum",
            None => return Ok(None),
        };
        Self::checked(view, alias, field, function).map(Some)
    }

    /// Parses `amount:sum` or `__count` of `formatted_read_group`.
    pub(super) fn formatted(view: &View<'_>, model: &Model, spec: &str) -> Result<Self> {
        if spec == "__count" {
            return Ok(Aggregate {
                alias: spec.to_owned(),
                field: None,
                function: "count".to_owned(),
            });
        }
        let Some((name, function)) = spec.split_once(':') else {
            return Err(value_error(format!(
                "Aggregate method is mandatory for '{spec}'"
            )));
        };
        Self::checked(view, spec, model.field(name)?, function)
    }

    /// Whether it aggregates this field.
    pub(super) fn is_of(&self, name: &str) -> bool {
        self.field
            .as_ref()
            .is_some_and(|field| &*field.name == name)
    }

    fn checked(view: &View<'_>, alias: &str, field: &Arc<Field>, function: &str) -> Result<Self> {
        if !FUNCTIONS.contains(&function) {
            let sentence = format!("unknown function `{function}` of aggregate `{alias}`");
            return Err(if view.version().has_new_read_group() {
                value_error(sentence)
            } else {
                user_error(sentence)
            });
        }
        Ok(Aggregate {
            alias: alias.to_owned(),
            field: Some(Arc::clone(field)),
            function: function.to_owned(),
        })
    }

    fn cells(&self, view: &View<'_>, model: &Arc<Model>, ids: &[i64]) -> Vec<Cell> {
        let Some(field) = &self.field else {
            return Vec::new();
        };
        let cell = |id: &i64| {
            let row = view.db.row(model, *id)?;
            Some(
                view.cell(model, *id, row, field)
                    .in_language(view.env.language()),
            )
        };
        ids.iter().filter_map(cell).collect()
    }

    /// The result as a single value.
    pub(super) fn cell(&self, view: &View<'_>, model: &Arc<Model>, ids: &[i64]) -> Cell {
        let count = |number: usize| Cell::Int(i64::try_from(number).unwrap_or(i64::MAX));
        if self.field.is_none() {
            return count(ids.len());
        }
        let cells: Vec<Cell> = self
            .cells(view, model, ids)
            .into_iter()
            .filter(|cell| !cell.is_null())
            .collect();
        let whole = cells.iter().all(|cell| matches!(cell, Cell::Int(_)));
        let sum: f64 = cells.iter().filter_map(Cell::as_number).sum();
        let best = |wanted: Ordering| {
            let better = |best: &Cell, cell: &Cell| cell.compare(best) == Some(wanted);
            cells.iter().fold(Cell::Null, |best, cell| {
                if best.is_null() || better(&best, cell) {
                    cell.clone()
                } else {
                    best
                }
            })
        };
        match self.function.as_str() {
            "count" => count(cells.len()),
            "count_distinct" => {
                let mut different: Vec<&Cell> = Vec::new();
                for cell in &cells {
                    if !different.iter().any(|known| known.equals(cell)) {
                        different.push(cell);
                    }
                }
                count(different.len())
            }
            _ if cells.is_empty() => Cell::Null,
            "sum" if whole => Cell::Int(cells.iter().filter_map(Cell::id).sum()),
            "sum" => Cell::Float(sum),
            "avg" => Cell::Float(sum / f64::from(u32::try_from(cells.len()).unwrap_or(u32::MAX))),
            "min" => best(Ordering::Less),
            "max" => best(Ordering::Greater),
            "bool_and" => Cell::Bool(cells.iter().all(|cell| cell == &Cell::Bool(true))),
            "bool_or" => Cell::Bool(cells.contains(&Cell::Bool(true))),
            _ => Cell::Null,
        }
    }

    /// The value in the response.
    pub(super) fn value(&self, view: &View<'_>, model: &Arc<Model>, ids: &[i64]) -> Value {
        if matches!(self.function.as_str(), "array_agg" | "recordset") {
            let Some(field) = &self.field else {
                return Value::Null;
            };
            let cells = self.cells(view, model, ids);
            if cells.is_empty() && view.version().lists_of_nothing_are_unset() {
                return self.nothing(view);
            }
            let json = |cell: &Cell| {
                if cell.is_null() {
                    Value::Null
                } else {
                    view.json(field, cell)
                }
            };
            return cells.iter().map(json).collect();
        }
        let cell = self.cell(view, model, ids);
        match (&cell, &self.field) {
            (Cell::Null, _) => self.nothing(view),
            (Cell::Float(number), _) => (*number).into(),
            (Cell::Int(number), Some(field))
                if field.kind.is_float() && !self.function.starts_with("count") =>
            {
                #[expect(clippy::cast_precision_loss, reason = "an amount")]
                Value::from(*number as f64)
            }
            (Cell::Int(number), _) => (*number).into(),
            (cell, Some(field)) => view.json(field, cell),
            (_, None) => Value::Null,
        }
    }

    /// The aggregate of no values (14 to 16: `None`; later: `False`).
    fn nothing(&self, view: &View<'_>) -> Value {
        let is_boolean = self
            .field
            .as_ref()
            .is_some_and(|field| field.kind == Kind::Boolean);
        if view.version().has_new_read_group() || is_boolean {
            return false.into();
        }
        Value::Null
    }
}

/// The order of two results: NULL is the largest.
pub(super) fn compare(a: &Cell, b: &Cell) -> Ordering {
    match (a.is_null(), b.is_null()) {
        (false, false) => a.compare(b).unwrap_or(Ordering::Equal),
        (a, b) => a.cmp(&b),
    }
}
