use odoo_rpc::ServerVersion;
use serde_json::{Map, Value};

use super::{Named, selections::Selections};
use crate::{
    model::{ModelMeta, RelationKind, RelationMeta},
    values::versions::unmarked,
};

/// One record for `load`.
pub(super) struct Row {
    pub(super) model: &'static ModelMeta,
    pub(super) columns: Vec<String>,
    pub(super) cells: Vec<String>,
    /// Its lists, whose records follow in the same columns of further rows.
    pub(super) lists: Vec<Vec<Row>>,
    /// The values that no cell can hold.
    pub(super) rest: Map<String, Value>,
    /// Values in cells that `load` may misread.
    ///
    /// It takes a text for the first selection key or label that equals it, possibly ignoring case (`base/models/ir_fields.py`, `_str_to_selection`).
    pub(super) ambiguous: Map<String, Value>,
    pub(super) has_time: bool,
    /// Whether the record exists already.
    pub(super) is_there: bool,
}

/// What is known about a record and its fields before its row is built.
#[derive(Clone, Copy, Default)]
pub(super) struct Known<'a> {
    /// Whether the record exists already: then ambiguous values are written without a cell.
    pub(super) is_there: bool,
    /// The fields that are selections. If unknown, any text may be a selection.
    pub(super) selections: Option<&'a Selections>,
    /// The server's version, if that decides on the names of fields.
    pub(super) version: Option<&'a ServerVersion>,
}

impl<'a> Known<'a> {
    pub(super) fn on(version: Option<&'a ServerVersion>) -> Self {
        Known {
            version,
            ..Known::default()
        }
    }
}

impl Row {
    pub(super) fn new(model: &'static ModelMeta, record: &Named, known: Known<'_>) -> Self {
        let mut row = Self::of_line(model, record.external_id(), record.values.clone(), known);
        for lines in &record.lines {
            // Whether a line exists is not known: its key is checked afterwards.
            let known = Known {
                is_there: false,
                ..known
            };
            let line = |(external_id, values): &(String, Map<String, Value>)| {
                Row::of_line(lines.model, external_id, values.clone(), known)
            };
            let list: Vec<Row> = lines.records.iter().map(line).collect();
            let columns = list.first().map(|line| line.columns.as_slice());
            let columns = columns.unwrap_or_default().iter();
            row.columns
                .extend(columns.map(|column| format!("{}/{column}", lines.field)));
            row.has_time |= list.iter().any(|line| line.has_time);
            row.lists.push(list);
        }
        row
    }

    /// Returns the row of a record without lists.
    pub(super) fn of_line(
        model: &'static ModelMeta,
        external_id: &str,
        values: Map<String, Value>,
        known: Known<'_>,
    ) -> Self {
        let mut row = Row {
            model,
            columns: vec!["id".to_owned()],
            cells: vec![external_id.to_owned()],
            lists: Vec::new(),
            rest: Map::new(),
            ambiguous: Map::new(),
            has_time: false,
            is_there: known.is_there,
        };
        for (name, value) in values {
            // Rows that are only checked are built before the server's names are known.
            let name = unmarked(&name);
            match row.cell(name, &value, known) {
                Some((column, cell)) => {
                    row.columns.push(column);
                    row.cells.push(cell);
                }
                None => {
                    row.rest.insert(name.to_owned(), value);
                }
            }
        }
        row
    }

    /// Returns the number of rows: those after the first one have lines alone.
    pub(super) fn len(&self) -> usize {
        self.lists.iter().map(Vec::len).max().unwrap_or(0).max(1)
    }

    /// Returns the cells of all rows.
    pub(super) fn table(&self) -> Vec<Vec<&str>> {
        let row = |at: usize| {
            let own = self
                .cells
                .iter()
                .map(|cell| if at == 0 { &**cell } else { "" });
            let mut cells: Vec<&str> = own.collect();
            for list in &self.lists {
                let width = list.first().map_or(0, |line| line.cells.len());
                match list.get(at) {
                    Some(line) => cells.extend(line.cells.iter().map(String::as_str)),
                    None => cells.extend(std::iter::repeat_n("", width)),
                }
            }
            cells
        };
        (0..self.len()).map(row).collect()
    }

    /// Returns the external id, which is the first cell.
    pub(super) fn external_id(&self) -> Option<&str> {
        self.cells.first().map(String::as_str)
    }

    /// Returns the given fields, by their own names.
    pub(super) fn given(&self) -> Map<String, Value> {
        let cells = self.columns.iter().zip(&self.cells);
        let given = cells.filter(|(_, cell)| !cell.is_empty());
        let own = |column: &str| column.trim_end_matches("/.id").to_owned();
        given
            .map(|(column, cell)| (own(column), cell.as_str().into()))
            .collect()
    }

    /// Returns the column and the cell of a value, if a cell represents it exactly.
    ///
    /// See `base/models/ir_fields.py`, 14 to 19.
    fn cell(&mut self, name: &str, value: &Value, known: Known<'_>) -> Option<(String, String)> {
        let field = self.model.field_on(name, known.version)?;
        let own = |cell: String| Some((name.to_owned(), cell));
        // This column takes the id of the record; the field's own column takes its name.
        let by_number = |cell: String| Some((format!("{name}/.id"), cell));
        let is = |kind: &str| field.types().contains(&kind);
        if is("json") || is("properties") {
            return None;
        }
        let is_one = |selections: &Selections| selections.contains(self.model, name);
        let is_selection = is("selection") && known.selections.is_none_or(is_one);
        match (field.relation().map(RelationMeta::kind), value) {
            (None, Value::Bool(value)) if is("boolean") => own(u8::from(*value).to_string()),
            (None, Value::Bool(false)) => own(String::new()),
            (Some(RelationKind::Many2one), Value::Bool(false)) => by_number(String::new()),
            // The field may be an integer field, which rejects `5.0`.
            (None, Value::Number(number)) => {
                let text = number.to_string();
                own(text.strip_suffix(".0").map(str::to_owned).unwrap_or(text))
            }
            // Python's parser rejects years before 1000.
            (None, Value::String(text))
                if text.starts_with('0') && (is("date") || is("datetime")) =>
            {
                None
            }
            (None, Value::String(_)) if is_selection && known.is_there => None,
            // An empty cell means unset, not an empty string.
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

/// Returns the cell for a list of ids that replaces all links.
///
/// An empty cell would change nothing.
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
