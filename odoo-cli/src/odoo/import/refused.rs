//! The rows that the server refused: a message for each, and a file of them.
//!
//! The file can be corrected and imported. It exists only if rows were refused.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Progress, Row};
use crate::{
    failure::{Failure, Result},
    odoo::file::is_stdout,
};

pub(super) struct Refused {
    output: Option<Output>,
    /// Rows since the journal was written, as CSV.
    ///
    /// A later run finds them again, so they are written together with the journal.
    pending: csv::Writer<Vec<u8>>,
    columns: Arc<Vec<String>>,
    count: u64,
    /// How many rows are pending.
    kept: usize,
}

/// The file, or the standard output.
struct Output {
    path: PathBuf,
    file: Option<File>,
    /// Whether there is a file that is deleted if it stays empty.
    is_new: bool,
}

impl Refused {
    /// Opens the file before anything is sent.
    ///
    /// So no import begins whose refused rows cannot be kept. A resumed one adds to the rows of the interrupted one.
    pub(super) fn open(path: Option<&Path>, is_resumed: bool, before: u64) -> Result<Self> {
        let mut columns = Arc::default();
        let output = path.map(|path| {
            if is_stdout(path) {
                return Ok::<_, Failure>(Output {
                    path: path.to_owned(),
                    file: None,
                    is_new: false,
                });
            }
            if is_resumed {
                columns = heading(path)?;
            }
            let mut options = OpenOptions::new();
            options.create(true);
            let options = if is_resumed {
                options.append(true)
            } else {
                options.write(true).truncate(true)
            };
            let file = options.open(path);
            let file = file.map_err(|error| Failure::file("write", path, &error))?;
            let is_new = columns.is_empty() && file.metadata().is_ok_and(|file| file.is_file());
            Ok(Output {
                path: path.to_owned(),
                file: Some(file),
                is_new,
            })
        });
        Ok(Refused {
            output: output.transpose()?,
            pending: csv::Writer::from_writer(Vec::new()),
            columns,
            count: before,
            kept: 0,
        })
    }

    /// Reports why a row was refused, and keeps the row.
    pub(super) fn row(
        &mut self,
        progress: &mut Progress,
        number: u64,
        row: Option<&Row>,
        why: &str,
    ) -> Result<()> {
        self.count += 1;
        let id = row.map(Row::external_id).filter(|id| !id.is_empty());
        let id = id.map_or_else(String::new, |id| {
            format!(" ({})", odoo_rpc::__private::Printable(id))
        });
        progress.line(&format!("row {number}{id}: {why}"));
        match row {
            Some(row) if self.output.is_some() => {
                let kept = self.keep(row).map_err(io::Error::from);
                kept.map_err(|error| self.failure(error))
            }
            _ => Ok(()),
        }
    }

    fn keep(&mut self, row: &Row) -> csv::Result<()> {
        if self.columns.is_empty() {
            self.columns = Arc::clone(&row.columns);
            self.pending.write_record(self.columns.iter())?;
        }
        // Objects may have other members than the first one.
        let cells = self.columns.iter().map(|column| {
            let at = row.columns.iter().position(|known| known == column);
            at.and_then(|at| row.cells.get(at))
                .map_or("", String::as_str)
        });
        self.kept += 1;
        self.pending.write_record(cells)
    }

    /// How many rows wait until they are written.
    pub(super) fn pending(&self) -> usize {
        self.kept
    }

    /// Writes the rows that a later run will not find again.
    pub(super) fn settle(&mut self) -> Result<()> {
        let written = self.write();
        written.map_err(|error| self.failure(error))
    }

    fn write(&mut self) -> io::Result<()> {
        self.kept = 0;
        let full = std::mem::replace(&mut self.pending, csv::Writer::from_writer(Vec::new()));
        let bytes = full.into_inner().map_err(csv::IntoInnerError::into_error)?;
        if bytes.is_empty() {
            return Ok(());
        }
        let Some(output) = &mut self.output else {
            return Ok(());
        };
        output.is_new = false;
        if let Some(file) = &mut output.file {
            file.write_all(&bytes)?;
            return file.flush();
        }
        let mut stdout = io::stdout().lock();
        stdout.write_all(&bytes)?;
        stdout.flush()
    }

    fn failure(&self, error: io::Error) -> Failure {
        match &self.output {
            Some(output) if output.file.is_some() => Failure::file("write", &output.path, &error),
            _ => error.into(),
        }
    }

    /// How many rows were refused, with those before an interruption.
    pub(super) fn count(&self) -> u64 {
        self.count
    }
}

/// A file without rows is deleted.
impl Drop for Refused {
    fn drop(&mut self) {
        if let Some(output) = self.output.take().filter(|output| output.is_new) {
            drop(output.file);
            let _ = fs::remove_file(output.path);
        }
    }
}

/// Returns the columns of a file that an interrupted import has written.
fn heading(path: &Path) -> Result<Arc<Vec<String>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Arc::default()),
        Err(error) => return Err(Failure::file("read", path, &error)),
    };
    if !file.metadata().is_ok_and(|file| file.is_file()) {
        return Ok(Arc::default());
    }
    let mut reader = csv::Reader::from_reader(file);
    let columns = reader.headers().map_err(|error| {
        let sentence = format!("cannot read {}: {error}", path.display());
        Failure::usage(sentence)
    })?;
    Ok(Arc::new(columns.iter().map(str::to_owned).collect()))
}
