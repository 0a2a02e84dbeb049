//! Decoding of JSON rows into a record batch.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use odoo_orm::{
    rpc::{DecodeError, JsonReader},
    untyped::Page,
};

use super::{Column, builder::Builder};

/// Decodes pages of rows.
#[derive(Debug, Clone)]
pub(crate) struct Decoder {
    model: Arc<str>,
    columns: Arc<[Column]>,
    schema: SchemaRef,
}

impl Decoder {
    /// The columns. The first one is the id.
    pub(crate) fn new(model: &str, columns: &[Column]) -> Self {
        let fields: Vec<_> = columns.iter().map(Column::field).collect();
        Decoder {
            model: model.into(),
            columns: columns.into(),
            schema: Arc::new(Schema::new(fields)),
        }
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Reads a list of rows. `rows` is the expected number.
    pub(crate) fn page(
        &self,
        json: &mut JsonReader<'_>,
        rows: usize,
    ) -> Result<Page<RecordBatch>, DecodeError> {
        let builder = |column: &Column| Builder::new(column.kind, rows);
        let mut builders: Vec<Builder> = self.columns.iter().map(builder).collect();
        let (mut count, mut last) = (0, 0);
        json.array(|_, json| {
            last = self.row(json, &mut builders)?;
            count += 1;
            Ok(())
        })?;
        let arrays = builders.iter_mut().map(Builder::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays);
        let rows =
            batch.map_err(|error| DecodeError::new("rows of one schema", error.to_string()))?;
        Ok(Page { rows, count, last })
    }

    /// Reads a row, and returns its id.
    ///
    /// The server returns the id first, then the fields in the order of the request (14 to 19: `odoo/models.py`, `read`).
    fn row(&self, json: &mut JsonReader<'_>, builders: &mut [Builder]) -> Result<i64, DecodeError> {
        let start = json.position();
        json.begin_object()?;
        let (mut is_first, mut id) = (true, None);
        for (at, (column, builder)) in self.columns.iter().zip(&mut *builders).enumerate() {
            if !json.take_key(is_first, &column.name) {
                json.set_position(start);
                return self.row_in_any_order(json, builders, at);
            }
            if is_first {
                is_first = false;
                let value = json.position();
                id = json.integer().ok();
                json.set_position(value);
            }
            let read = builder.read(column.kind, json);
            read.map_err(|error| self.at(error, column, id))?;
        }
        while json.key(is_first)?.is_some() {
            is_first = false;
            json.skip()?;
        }
        Ok(id.unwrap_or_default())
    }

    /// Reads the columns from `first` on, in any order, and returns the id.
    #[cold]
    fn row_in_any_order(
        &self,
        json: &mut JsonReader<'_>,
        builders: &mut [Builder],
        first: usize,
    ) -> Result<i64, DecodeError> {
        let mut places: Vec<Option<usize>> = vec![None; self.columns.len()];
        json.object(|key, json| {
            let column = self.columns.iter().position(|column| column.name == key);
            if let Some(place) = column.and_then(|column| places.get_mut(column)) {
                *place = Some(json.position());
            }
            json.skip()
        })?;
        let end = json.position();
        let mut id = None;
        if let Some(Some(place)) = places.first() {
            json.set_position(*place);
            id = json.integer().ok();
        }
        let rest = self.columns.iter().zip(builders).zip(places).skip(first);
        for ((column, builder), place) in rest {
            let Some(place) = place else {
                let found = "no such field in the answer".to_owned();
                return Err(self.at(DecodeError::new("a value", found), column, id));
            };
            json.set_position(place);
            let read = builder.read(column.kind, json);
            read.map_err(|error| self.at(error, column, id))?;
        }
        json.set_position(end);
        Ok(id.unwrap_or_default())
    }

    #[cold]
    fn at(&self, error: DecodeError, column: &Column, id: Option<i64>) -> DecodeError {
        error.at(self.model.to_string(), column.name.clone(), id)
    }
}

#[cfg(test)]
mod tests;
