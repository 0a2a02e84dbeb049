//! The output of results: its destination and its format.

mod cell;
mod records;
mod table;

use std::io::{self, BufWriter, IsTerminal as _, Write};

pub(super) use cell::{Column, printable};
pub(super) use records::Records;
use unicode_width::UnicodeWidthStr as _;

use super::arguments::Format;
use crate::failure::Result;

/// The output of one command.
pub(super) struct Output {
    writer: Box<dyn Write>,
    pub(super) format: Format,
    /// The width of the terminal, if the output is a terminal.
    pub(super) width: Option<usize>,
    /// Whether headings are shown in bold.
    has_colors: bool,
    /// Whether each record is shown with one line for each field.
    pub(super) expanded: bool,
}

impl Output {
    /// Writes to the standard output. Only a terminal has a width and colors.
    pub(super) fn standard(format: Format) -> Self {
        let stdout = io::stdout();
        let is_terminal = stdout.is_terminal();
        let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        Output {
            writer: Box::new(BufWriter::with_capacity(1 << 16, stdout)),
            format,
            width: is_terminal.then(|| width.unwrap_or(80).max(20)),
            has_colors: is_terminal
                && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
            expanded: false,
        }
    }

    /// Writes to anything else, such as a pipe or a file.
    pub(super) fn to(writer: Box<dyn Write>, format: Format) -> Self {
        Output {
            writer,
            format,
            width: None,
            has_colors: false,
            expanded: false,
        }
    }

    /// Begins a list of records with these columns.
    pub(super) fn records(&mut self, columns: Vec<Column>) -> Records<'_> {
        Records::new(self, columns)
    }

    /// Writes names and their values, as a table of two columns or an object.
    pub(super) fn pairs(&mut self, pairs: &[(&str, serde_json::Value)]) -> Result<()> {
        if self.format == Format::Table {
            let names = pairs.iter().map(|(name, _)| name.width());
            let width = names.max().unwrap_or_default();
            for (name, value) in pairs {
                let pad = " ".repeat(width.saturating_sub(name.width()));
                let text = printable(&cell::text("", value));
                writeln!(self.writer, "{name}{pad}  {text}")?;
            }
        } else {
            let columns = pairs.iter().map(|(name, _)| Column::new(*name, ""));
            let mut records = self.records(columns.collect());
            records.row(pairs.iter().map(|(_, value)| value.clone()).collect())?;
            records.end()?;
        }
        self.flush()
    }

    /// Writes one value: as text, or as JSON.
    pub(super) fn value(&mut self, value: &serde_json::Value) -> Result<()> {
        match self.format {
            Format::Json => serde_json::to_writer_pretty(&mut self.writer, value)?,
            Format::Ndjson => serde_json::to_writer(&mut self.writer, value)?,
            _ => match value {
                serde_json::Value::String(text) => write!(self.writer, "{text}")?,
                other => serde_json::to_writer_pretty(&mut self.writer, other)?,
            },
        }
        writeln!(self.writer)?;
        self.flush()
    }

    /// Writes the number of records below a table.
    pub(super) fn footer(&mut self, count: u64) -> Result<()> {
        if self.format != Format::Table {
            return Ok(());
        }
        let noun = if count == 1 { "record" } else { "records" };
        writeln!(self.writer, "({count} {noun})")?;
        self.flush()
    }

    /// Writes text as it is.
    pub(super) fn text(&mut self, text: &str) -> Result<()> {
        self.writer.write_all(text.as_bytes())?;
        self.flush()
    }

    /// Flushes the output. An error such as a full disk occurs here at the latest.
    pub(super) fn flush(&mut self) -> Result<()> {
        Ok(self.writer.flush()?)
    }
}
