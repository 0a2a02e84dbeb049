use std::{io, path::PathBuf};

use parquet::errors::ParquetError;

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A request failed, or its answer does not fit the columns.
    #[error(transparent)]
    Odoo(#[from] odoo_orm::Error),
    /// A file or folder could not be read or written.
    ///
    /// An example is a full disk.
    #[error("cannot {action} {}: {source}", path.display())]
    File {
        /// What was tried, such as `create`.
        action: &'static str,
        /// Which file or folder.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A Parquet file could not be read or written.
    #[error("cannot {action} the Parquet file {}: {source}", path.display())]
    Parquet {
        /// What was tried: `read` or `write`.
        action: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the Parquet library says.
        source: ParquetError,
    },
    /// The state of an earlier run does not belong to this export.
    #[error("{0}")]
    Mismatch(String),
}
