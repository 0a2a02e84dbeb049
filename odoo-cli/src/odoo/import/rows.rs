//! The rows of a file: CSV, TSV, or one JSON object in each line.

use std::{
    cell::Cell,
    fs::File,
    io::{self, BufRead, BufReader, Read as _},
    path::Path,
    rc::Rc,
    sync::Arc,
};

use serde_json::{Map, Value};

use super::quotes::Quotes;
use crate::{
    failure::{Failure, Result},
    odoo::arguments::Input,
};

/// One row, as cells of text.
#[derive(Debug)]
pub(super) struct Row {
    /// The first row is 1.
    pub(super) number: u64,
    pub(super) columns: Arc<Vec<String>>,
    pub(super) cells: Vec<String>,
}

impl Row {
    pub(super) fn external_id(&self) -> &str {
        let at = self.columns.iter().position(|column| column == "id");
        at.and_then(|at| self.cells.get(at))
            .map_or("", |cell| cell.trim())
    }
}

/// The result of reading a row.
pub(super) enum Read {
    Row(Row),
    /// A row that cannot be read, with the reason.
    Broken(u64, String),
}

/// A file that is read row by row.
pub(super) struct Rows {
    name: String,
    number: u64,
    digest: u64,
    source: Source,
}

enum Source {
    Separated {
        reader: Box<csv::Reader<Quotes<Box<dyn io::Read>>>>,
        columns: Arc<Vec<String>>,
        /// The line of a quote that the end of the file left open.
        unclosed: Rc<Cell<Option<u64>>>,
    },
    Objects {
        lines: io::Lines<Box<dyn BufRead>>,
        /// The first object, which was read for its columns.
        first: Option<String>,
        columns: Arc<Vec<String>>,
    },
}

impl Rows {
    /// Opens a file, or the standard input for `-`.
    ///
    /// The extension determines the format, unless the command names one.
    pub(super) fn open(path: &Path, input: Option<Input>) -> Result<Self> {
        let name = super::name(path);
        let unreadable = |error: &io::Error| Failure::file("read", &name, error);
        let extension = path.extension().and_then(|extension| extension.to_str());
        let input = match (input, extension) {
            (Some(input), _) => input,
            (None, Some("csv")) => Input::Csv,
            (None, Some("tsv")) => Input::Tsv,
            (None, Some("ndjson" | "jsonl")) => Input::Ndjson,
            _ => {
                return Err(Failure::usage(format!(
                    "unknown format of {name}: add --input csv, tsv or ndjson"
                )));
            }
        };
        let reader: Box<dyn io::Read> = if path == Path::new("-") {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(path).map_err(|error| unreadable(&error))?)
        };
        let source = match input {
            Input::Csv | Input::Tsv => {
                let delimiter = if input == Input::Tsv { b'\t' } else { b',' };
                let (reader, unclosed) = Quotes::new(reader, delimiter);
                let mut reader = csv::ReaderBuilder::new()
                    .delimiter(delimiter)
                    .from_reader(reader);
                let broken =
                    |error: csv::Error| Failure::usage(format!("cannot read {name}: {error}"));
                let headers = reader.headers().map_err(broken)?;
                // Spreadsheets write a byte order mark at the beginning.
                let columns = headers
                    .iter()
                    .map(|column| column.trim_start_matches('\u{feff}').trim().to_owned());
                let columns = Arc::new(columns.collect::<Vec<_>>());
                Source::Separated {
                    reader: Box::new(reader),
                    columns,
                    unclosed,
                }
            }
            Input::Ndjson => {
                let reader: Box<dyn BufRead> = Box::new(BufReader::new(reader.take(u64::MAX)));
                let mut lines = reader.lines();
                let first = lines
                    .next()
                    .transpose()
                    .map_err(|error| unreadable(&error))?;
                let columns = first.as_deref().map(parse).transpose();
                let columns = columns
                    .map_err(|why| Failure::usage(format!("cannot read {name}: line 1: {why}")))?;
                let columns = columns
                    .map(|object| object.keys().cloned().collect())
                    .unwrap_or_default();
                Source::Objects {
                    lines,
                    first,
                    columns: Arc::new(columns),
                }
            }
        };
        Ok(Rows {
            name,
            number: 0,
            digest: 0,
            source,
        })
    }

    /// The names of the columns. For NDJSON, the keys of the first object.
    pub(super) fn columns(&self) -> Result<&[String]> {
        let (Source::Separated { columns, .. } | Source::Objects { columns, .. }) = &self.source;
        if columns.is_empty() {
            return Err(Failure::usage(format!("{} is empty", self.name)));
        }
        Ok(columns)
    }

    /// The next row, or `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Read>> {
        let (name, number) = (&self.name, self.number + 1);
        let read = match &mut self.source {
            Source::Separated {
                reader,
                columns,
                unclosed,
            } => {
                let mut record = csv::StringRecord::new();
                let read = reader.read_record(&mut record);
                if let Some(line) = unclosed.get() {
                    let sentence = format!(
                        "cannot read {name}: the quote opened in line {line} is never closed"
                    );
                    return Err(Failure::usage(sentence));
                }
                match read {
                    Ok(false) => return Ok(None),
                    Ok(true) => Read::Row(Row {
                        number,
                        columns: Arc::clone(columns),
                        cells: record.iter().map(str::to_owned).collect(),
                    }),
                    Err(error) => match error.kind() {
                        csv::ErrorKind::Io(error) => {
                            return Err(Failure::file("read", name, error));
                        }
                        csv::ErrorKind::UnequalLengths {
                            expected_len, len, ..
                        } => {
                            let why =
                                format!("it has {len} cells, and the heading has {expected_len}");
                            Read::Broken(number, why)
                        }
                        _ => Read::Broken(number, "it is not UTF-8".to_owned()),
                    },
                }
            }
            Source::Objects {
                lines,
                first,
                columns,
            } => {
                let line = match first.take() {
                    Some(line) => line,
                    None => match lines.next() {
                        None => return Ok(None),
                        Some(Ok(line)) => line,
                        Some(Err(error)) => return Err(Failure::file("read", name, &error)),
                    },
                };
                match parse(&line) {
                    Err(why) => Read::Broken(number, why),
                    Ok(object) => {
                        if !object.keys().eq(columns.iter()) {
                            *columns = Arc::new(object.keys().cloned().collect());
                        }
                        Read::Row(Row {
                            number,
                            columns: Arc::clone(columns),
                            cells: object.values().map(cell).collect(),
                        })
                    }
                }
            }
        };
        self.number = number;
        self.digest = match &read {
            Read::Row(row) => {
                let cells = row.cells.iter();
                cells.fold(self.digest, |before, cell| digest(before, cell))
            }
            Read::Broken(_, why) => digest(self.digest, why),
        };
        Ok(Some(read))
    }

    /// A digest of the rows read so far.
    ///
    /// It tells whether a file has changed since an interrupted import.
    pub(super) fn digest(&self) -> u64 {
        self.digest
    }
}

/// FNV-1a, which is the same in each version of the program.
fn digest(before: u64, cell: &str) -> u64 {
    let bytes = cell.bytes().chain([0xff]);
    bytes.fold(before ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

fn parse(line: &str) -> Result<Map<String, Value>, String> {
    serde_json::from_str(line).map_err(|error| format!("expected a JSON object: {error}"))
}

/// Converts a value to text for `load`. A list contains external ids.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_become_text() {
        assert_eq!(cell(&json!(null)), "");
        assert_eq!(cell(&json!(true)), "true");
        assert_eq!(cell(&json!(1.5)), "1.5");
        assert_eq!(cell(&json!(["a.b", "c.d"])), "a.b,c.d");
    }
}
