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
        let text = match (self.format, value) {
            (Format::Ndjson, value) => value.to_string(),
            (Format::Table | Format::Csv | Format::Tsv, serde_json::Value::String(text)) => {
                text.clone()
            }
            (_, value) => serde_json::to_string_pretty(value)?,
        };
        self.data(&format!("{text}\n"))?;
        self.flush()
    }

    /// Writes data of a server.
    ///
    /// It must not act on a terminal. A program gets it as it is.
    fn data(&mut self, text: &str) -> io::Result<()> {
        if self.width.is_none() {
            return self.writer.write_all(text.as_bytes());
        }
        // These two separate the rows and the cells of a format.
        for part in text.split_inclusive(['\n', '\t']) {
            let plain = part.trim_end_matches(['\n', '\t']);
            let end = part.get(plain.len()..).unwrap_or_default();
            write!(self.writer, "{}{end}", printable(plain))?;
        }
        Ok(())
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

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use clap::ValueEnum as _;
    use serde_json::json;

    use super::*;

    /// What was written.
    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(width: Option<usize>, format: Format, write: impl FnOnce(&mut Output)) -> String {
        let written = Written::default();
        let mut output = Output::to(Box::new(written.clone()), format);
        output.width = width;
        write(&mut output);
        String::from_utf8(written.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn a_text_of_a_server_does_not_act_on_a_terminal() {
        let hostile = json!("\u{1b}[2Jone\n\u{9b}two");
        for (width, format, expected) in [
            (Some(80), Format::Table, "\\u{1b}[2Jone\n\\u{9b}two\n"),
            (None, Format::Table, "\u{1b}[2Jone\n\u{9b}two\n"),
            (Some(80), Format::Json, "\"\\u001b[2Jone\\n\\u{9b}two\"\n"),
        ] {
            let text = written(width, format, |output| output.value(&hostile).unwrap());
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn records_do_not_act_on_a_terminal_in_any_format() {
        let hostile = "\u{1b}]0;title\u{7}\u{9b}\u{202e}\r";
        let acts = |c: char| (c.is_control() && c != '\n' && c != '\t') || c == '\u{202e}';
        for format in Format::value_variants() {
            for expanded in [false, true] {
                let text = written(Some(80), *format, |output| {
                    output.expanded = expanded;
                    let columns = vec![Column::new("name", "char"), Column::new("ref", "char")];
                    let mut records = output.records(columns);
                    records.row(vec![json!(hostile), json!("two")]).unwrap();
                    records.end().unwrap();
                });
                assert!(!text.contains(acts), "{format:?}: {text:?}");
            }
        }
        let row = |width| {
            written(width, Format::Tsv, |output| {
                let mut records = output.records(vec![Column::new("name", "char")]);
                records.row(vec![json!(hostile)]).unwrap();
                records.end().unwrap();
            })
        };
        assert!(row(None).contains(hostile), "a program gets the text");
    }
}
