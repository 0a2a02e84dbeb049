//! Errors of Odoo as errors of a query.

use datafusion::error::DataFusionError;
use odoo_orm::Error;

pub(crate) fn external(error: Error) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
