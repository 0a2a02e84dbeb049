//! Writes records one after the other.
//!
//! Only the first rows of a table are kept in memory, because they determine its widths.

use std::io::Write;

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
            Format::Table => Kind::Table(Table::new(&columns, output.width, output.has_colors)),
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
        let writer = &mut output.writer;
        let texts = |values: &[Value]| -> Vec<String> {
            let cells = columns.iter().zip(values);
            cells
                .map(|(column, value)| cell::text(&column.kind, value))
                .collect()
        };
        match kind {
            Kind::Table(table) => table.row(writer, &texts(&values))?,
            Kind::Expanded => {
                writeln!(writer, "-- {}", *count + 1)?;
                super::table::expanded(writer, columns, &texts(&values))?;
            }
            Kind::Json => {
                writer.write_all(if *count == 0 { b"[\n" } else { b",\n" })?;
                object(writer, columns, values)?;
            }
            Kind::Ndjson => {
                object(writer, columns, values)?;
                writer.write_all(b"\n")?;
            }
            Kind::Separated(separator) => {
                if *count == 0 {
                    separated(
                        writer,
                        *separator,
                        columns.iter().map(|column| column.name.as_str()),
                    )?;
                }
                let texts = texts(&values);
                separated(writer, *separator, texts.iter().map(String::as_str))?;
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
        let writer = &mut self.output.writer;
        match self.kind {
            Kind::Table(table) => table.end(writer)?,
            Kind::Json if self.count == 0 => writer.write_all(b"[]\n")?,
            Kind::Json => writer.write_all(b"\n]\n")?,
            Kind::Separated(separator) if self.count == 0 => {
                separated(
                    writer,
                    separator,
                    self.columns.iter().map(|column| column.name.as_str()),
                )?;
            }
            Kind::Expanded | Kind::Ndjson | Kind::Separated(_) => {}
        }
        self.output.flush()?;
        Ok(self.count)
    }
}

/// An object whose members are in the order of the columns.
fn object(writer: &mut impl Write, columns: &[Column], values: Vec<Value>) -> Result<()> {
    let mut separator: &[u8] = b"{";
    for (column, value) in columns.iter().zip(values) {
        writer.write_all(separator)?;
        serde_json::to_writer(&mut *writer, &column.name)?;
        writer.write_all(b":")?;
        serde_json::to_writer(&mut *writer, &cell::json(&column.kind, value))?;
        separator = b",";
    }
    if columns.is_empty() {
        writer.write_all(b"{")?;
    }
    writer.write_all(b"}")?;
    Ok(())
}

fn separated<S: AsRef<[u8]>>(
    writer: &mut impl Write,
    separator: u8,
    cells: impl Iterator<Item = S>,
) -> Result<()> {
    let mut builder = csv::WriterBuilder::new();
    builder.delimiter(separator).buffer_capacity(256);
    let mut row = builder.from_writer(Vec::new());
    let as_io = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    };
    row.write_record(cells).map_err(as_io)?;
    let bytes = row.into_inner().map_err(csv::IntoInnerError::into_error)?;
    writer.write_all(&bytes)?;
    Ok(())
}
