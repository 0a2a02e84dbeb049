//! Writes records one after the other.
//!
//! Only the first rows of a table are kept in memory, because they determine its widths.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
};

use serde_json::Value;

use super::{Column, Format, Output, cell, table::Table};
use crate::failure::Result;

/// A writer of rows in the format of the output.
pub(in crate::odoo) struct Records<'a> {
    output: &'a mut Output,
    columns: Vec<Column>,
    kind: Kind,
    count: u64,
}

enum Kind {
    Table(Table),
    Expanded,
    Json,
    Ndjson,
    Separated(u8),
}

impl<'a> Records<'a> {
    pub(super) fn new(output: &'a mut Output, columns: Vec<Column>) -> Self {
        let kind = match output.format {
            Format::Table if output.expanded => Kind::Expanded,
            // Parquet has no rows of text, and no command writes it here.
            Format::Table | Format::Parquet => {
                Kind::Table(Table::new(&columns, output.width, output.has_colors))
            }
            Format::Json => Kind::Json,
            Format::Ndjson => Kind::Ndjson,
            Format::Csv => Kind::Separated(b','),
            Format::Tsv => Kind::Separated(b'\t'),
        };
        Records {
            output,
            columns,
            kind,
            count: 0,
        }
    }

    /// How many rows have been written.
    pub(in crate::odoo) fn count(&self) -> u64 {
        self.count
    }

    /// Writes the values of one record, in the order of the columns.
    pub(in crate::odoo) fn row(&mut self, values: Vec<Value>) -> Result<()> {
        let Records {
            output,
            columns,
            kind,
            count,
        } = self;
        let texts = |values: &[Value]| -> Vec<String> {
            let cells = columns.iter().zip(values);
            cells
                .map(|(column, value)| cell::text(&column.kind, value))
                .collect()
        };
        match kind {
            Kind::Table(table) => table.row(&mut output.writer, &texts(&values))?,
            Kind::Expanded => {
                writeln!(output.writer, "-- {}", *count + 1)?;
                super::table::expanded(&mut output.writer, columns, &texts(&values))?;
            }
            Kind::Json => {
                let separator = if *count == 0 { "[\n" } else { ",\n" };
                output.data(&format!("{separator}{}", object(columns, values)?))?;
            }
            Kind::Ndjson => output.data(&format!("{}\n", object(columns, values)?))?,
            Kind::Separated(separator) => {
                if *count == 0 {
                    output.data(&heading(*separator, columns)?)?;
                }
                output.data(&separated(*separator, &texts(&values))?)?;
            }
        }
        *count += 1;
        Ok(())
    }

    /// Flushes the rows, for programs that read them from a pipe.
    pub(in crate::odoo) fn flush(&mut self) -> Result<()> {
        self.output.flush()
    }

    /// Writes the end, after the last record.
    pub(in crate::odoo) fn end(self) -> Result<u64> {
        let output = self.output;
        match self.kind {
            Kind::Table(table) => table.end(&mut output.writer)?,
            Kind::Json if self.count == 0 => output.data("[]\n")?,
            Kind::Json => output.data("\n]\n")?,
            Kind::Separated(separator) if self.count == 0 => {
                output.data(&heading(separator, &self.columns)?)?;
            }
            Kind::Expanded | Kind::Ndjson | Kind::Separated(_) => {}
        }
        output.flush()?;
        Ok(self.count)
    }
}

/// An object whose members are in the order of the columns.
fn object(columns: &[Column], values: Vec<Value>) -> Result<String> {
    let mut object = String::from("{");
    for (column, value) in columns.iter().zip(values) {
        let separator = if object.len() > 1 { "," } else { "" };
        let name = serde_json::to_string(&column.name)?;
        let value = cell::json(&column.kind, value);
        let _ = write!(object, "{separator}{name}:{value}");
    }
    object.push('}');
    Ok(object)
}

fn heading(separator: u8, columns: &[Column]) -> Result<String> {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    separated(separator, &names)
}

/// A row of CSV or TSV.
fn separated(separator: u8, cells: &[impl AsRef<[u8]>]) -> Result<String> {
    let mut builder = csv::WriterBuilder::new();
    builder.delimiter(separator).buffer_capacity(256);
    let mut row = builder.from_writer(Vec::new());
    let as_io = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    };
    row.write_record(cells).map_err(as_io)?;
    let bytes = row.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8(bytes).map_err(io::Error::other)?)
}
