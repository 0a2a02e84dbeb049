use std::{io, path::PathBuf};

use parquet::errors::ParquetError;

/// An error of an export or a replica.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A request failed, or its response does not fit the columns.
    #[error(transparent)]
    Odoo(#[from] odoo_orm::Error),
    /// A file or folder could not be read or written.
    ///
    /// An example is a full disk.
    #[error("cannot {action} {}: {source}", path.display())]
    File {
        /// The operation, such as `create`.
        action: &'static str,
        /// The path of the file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A Parquet file could not be read or written.
    #[error("cannot {action} the Parquet file {}: {source}", path.display())]
    Parquet {
        /// The operation: `read` or `write`.
        action: &'static str,
        /// The path of the file.
        path: PathBuf,
        /// The error of the Parquet library.
        source: ParquetError,
    },
    /// A statement of PostgreSQL failed.
    #[cfg(feature = "postgres")]
    #[cfg_attr(docsrs, doc(cfg(feature = "postgres")))]
    #[error("cannot {action} the PostgreSQL table {table}: {}", message(source))]
    Postgres {
        /// The operation, such as `update`.
        action: &'static str,
        /// The quoted name of the table.
        table: String,
        /// The error of the server or of the connection.
        source: tokio_postgres::Error,
    },
    /// The state of an earlier run does not belong to this export.
    #[error("{0}")]
    Mismatch(String),
}

/// The server's message, which the error itself does not have.
#[cfg(feature = "postgres")]
fn message(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(error) => error.to_string(),
        None => error.to_string(),
    }
}
