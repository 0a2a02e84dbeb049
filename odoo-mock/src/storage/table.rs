use std::{collections::BTreeMap, sync::Arc};

use super::Cell;
use crate::schema::{Field, LOG};

/// The records of a model.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    rows: BTreeMap<i64, Arc<Row>>,
    last: i64,
}

/// The columns of a record. A column that was never written is NULL.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Row {
    cells: Vec<Cell>,
    /// Who created and changed the record, and when.
    log: [Cell; 4],
}

impl Row {
    pub(crate) fn get(&self, field: &Field) -> &Cell {
        static NULL: Cell = Cell::Null;
        let cell = match field.column.checked_sub(LOG) {
            Some(at) => self.log.get(at),
            None => self.cells.get(field.column),
        };
        cell.unwrap_or(&NULL)
    }

    pub(crate) fn set(&mut self, field: &Field, cell: Cell) {
        let place = if let Some(at) = field.column.checked_sub(LOG) {
            self.log.get_mut(at)
        } else {
            if self.cells.len() <= field.column {
                self.cells.resize(field.column + 1, Cell::Null);
            }
            self.cells.get_mut(field.column)
        };
        if let Some(place) = place {
            *place = cell;
        }
    }
}

impl Table {
    pub(crate) fn get(&self, id: i64) -> Option<&Arc<Row>> {
        self.rows.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: i64) -> Option<&mut Row> {
        self.rows.get_mut(&id).map(Arc::make_mut)
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = i64> {
        self.rows.keys().copied()
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = (i64, &Arc<Row>)> {
        self.rows.iter().map(|(id, row)| (*id, row))
    }

    /// Adds a row with the next id.
    pub(crate) fn insert(&mut self, row: Row) -> i64 {
        self.last += 1;
        self.rows.insert(self.last, Arc::new(row));
        self.last
    }

    pub(crate) fn remove(&mut self, id: i64) -> bool {
        self.rows.remove(&id).is_some()
    }

    /// The id of the next record.
    pub(crate) fn next_id(&self) -> i64 {
        self.last + 1
    }

    pub(crate) fn set_next_id(&mut self, next: i64) {
        self.last = next - 1;
    }
}
