//! The rows that the server refused: a message for each, and a file of them.
//!
//! The file can be corrected and imported.

use std::path::{Path, PathBuf};

use super::{Progress, Row};
use crate::{failure::Result, odoo::file::Target};

pub(super) struct Refused {
    path: Option<PathBuf>,
    writer: Option<csv::Writer<Target>>,
    columns: Vec<String>,
    count: u64,
}

impl Refused {
    pub(super) fn new(path: Option<&Path>) -> Self {
        Refused {
            path: path.map(Path::to_owned),
            writer: None,
            columns: Vec::new(),
            count: 0,
        }
    }

    /// Reports why the server refused a row, and writes the row to the file.
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
        match (row, self.path.clone()) {
            (Some(row), Some(path)) => self.keep(&path, row),
            _ => Ok(()),
        }
    }

    fn keep(&mut self, path: &Path, row: &Row) -> Result<()> {
        let failed = |error: csv::Error| Target::failure(path, error.into());
        if self.writer.is_none() {
            let mut writer = csv::Writer::from_writer(Target::create(path)?);
            writer.write_record(row.columns.iter()).map_err(failed)?;
            self.columns.clone_from(&row.columns);
            self.writer = Some(writer);
        }
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        // Objects may have other members than the first one.
        let cells = self.columns.iter().map(|column| {
            let at = row.columns.iter().position(|known| known == column);
            at.and_then(|at| row.cells.get(at))
                .map_or("", String::as_str)
        });
        writer.write_record(cells).map_err(failed)
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn finish(self) -> Result<()> {
        match (self.writer, self.path) {
            (Some(writer), Some(path)) => {
                let file = writer
                    .into_inner()
                    .map_err(|error| Target::failure(&path, error.into_error()))?;
                file.finish()
            }
            _ => Ok(()),
        }
    }
}
