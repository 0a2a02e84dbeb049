use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::model::{ModelMeta, RelationKind, RelationMeta};

/// One row for `load`.
pub(super) struct Row {
    model: &'static ModelMeta,
    pub(super) columns: Vec<String>,
    pub(super) cells: Vec<String>,
    /// What no cell can carry.
    pub(super) rest: Map<String, Value>,
    /// What a cell carries and may be taken for something else: `load` takes the text of a selection for the first key or label that is the same, and
    /// the case may not count (`base/models/ir_fields.py`, `_str_to_selection`).
    pub(super) ambiguous: Map<String, Value>,
    pub(super) has_time: bool,
    /// Whether the record is there already.
    pub(super) is_there: bool,
}

/// What is known of a record and its fields before a row is made for it.
#[derive(Clone, Copy, Default)]
pub(super) struct Known<'a> {
    /// Whether it is there already: then nothing ambiguous need stand in a cell.
    pub(super) is_there: bool,
    /// Which fields are selections; if that is not known, any text may be.
    pub(super) selections: Option<&'a HashSet<String>>,
}

impl Row {
    pub(super) fn new(
        model: &'static ModelMeta,
        external_id: &str,
        values: Map<String, Value>,
        known: Known<'_>,
    ) -> Self {
        let mut row = Row {
            model,
            columns: vec!["id".to_owned()],
            cells: vec![external_id.to_owned()],
            rest: Map::new(),
            ambiguous: Map::new(),
            has_time: false,
            is_there: known.is_there,
        };
        for (name, value) in values {
            match row.cell(&name, &value, known) {
                Some((column, cell)) => {
                    row.columns.push(column);
                    row.cells.push(cell);
                }
                None => {
                    row.rest.insert(name, value);
                }
            }
        }
        row
    }

    /// The name that the record is known by, which is the first cell.
    pub(super) fn external_id(&self) -> Option<&str> {
        self.cells.first().map(String::as_str)
    }

    /// The fields that are given, by their own names.
    pub(super) fn given(&self) -> Map<String, Value> {
        let cells = self.columns.iter().zip(&self.cells);
        let given = cells.filter(|(_, cell)| !cell.is_empty());
        let own = |column: &str| column.trim_end_matches("/.id").to_owned();
        given
            .map(|(column, cell)| (own(column), cell.as_str().into()))
            .collect()
    }

    /// The column and the cell of a value, if a cell stands for just that value (`base/models/ir_fields.py`, 14 to 19).
    fn cell(&mut self, name: &str, value: &Value, known: Known<'_>) -> Option<(String, String)> {
        let field = self.model.field(name)?;
        let own = |cell: String| Some((name.to_owned(), cell));
        // A record is found by its number in this column, and by its name in the field's own.
        let by_number = |cell: String| Some((format!("{name}/.id"), cell));
        let is = |kind: &str| field.types().contains(&kind);
        if is("json") || is("properties") {
            return None;
        }
        let is_one = |selections: &HashSet<String>| selections.contains(name);
        let is_selection = is("selection") && known.selections.is_none_or(is_one);
        match (field.relation().map(RelationMeta::kind), value) {
            (None, Value::Bool(value)) if is("boolean") => own(u8::from(*value).to_string()),
            (None, Value::Bool(false)) => own(String::new()),
            (Some(RelationKind::Many2one), Value::Bool(false)) => by_number(String::new()),
            // A whole number may be that of an integer field, which takes no `5.0`.
            (None, Value::Number(number)) => {
                let text = number.to_string();
                own(text.strip_suffix(".0").map(str::to_owned).unwrap_or(text))
            }
            // Python reads no year before 1000.
            (None, Value::String(text))
                if text.starts_with('0') && (is("date") || is("datetime")) =>
            {
                None
            }
            (None, Value::String(_)) if is_selection && known.is_there => None,
            // An empty cell is no text rather than an empty one.
            (None, Value::String(text)) if !text.is_empty() => {
                self.has_time |= is("datetime");
                if is_selection {
                    self.ambiguous.insert(name.to_owned(), value.clone());
                }
                own(text.clone())
            }
            (Some(RelationKind::Many2one), Value::Number(id)) => by_number(id.to_string()),
            (Some(RelationKind::Many2many), Value::Array(commands)) => by_number(set(commands)?),
            _ => None,
        }
    }
}

/// The ids of a list that is set as a whole, as a cell has them. An empty one would leave the field as it is.
fn set(commands: &[Value]) -> Option<String> {
    let [command] = commands else {
        return None;
    };
    let ids = command.get(2)?.as_array().filter(|ids| !ids.is_empty())?;
    let ids: Vec<String> = ids.iter().map(Value::to_string).collect();
    (command.get(0)? == &Value::from(6)).then(|| ids.join(","))
}

#[cfg(test)]
mod tests;
