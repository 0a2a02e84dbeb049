//! The number of records, as rows without columns.

use std::{fmt, sync::Arc};

use datafusion::{
    arrow::{
        datatypes::SchemaRef,
        record_batch::{RecordBatch, RecordBatchOptions},
    },
    error::{DataFusionError, Result},
    execution::{SendableRecordBatchStream, TaskContext},
    physical_expr::EquivalenceProperties,
    physical_plan::{
        DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties,
        stream::RecordBatchStreamAdapter,
    },
};
use futures_util::{TryStreamExt as _, stream};
use odoo_arrow::Table;
use serde_json::Value;

use crate::{
    error::external,
    leaf::{properties, without_inputs},
};

/// A read without columns, as for `COUNT(*)`: one `search_count`.
#[derive(Debug)]
pub(crate) struct CountScan {
    table: Table,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
}

impl CountScan {
    /// `schema` has no columns.
    pub(crate) fn new(table: Table, schema: SchemaRef) -> Self {
        let properties = properties(EquivalenceProperties::new(Arc::clone(&schema)), 1);
        CountScan {
            table,
            schema,
            properties,
        }
    }
}

impl DisplayAs for CountScan {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let domain = Value::from(self.table.domain());
        write!(
            f,
            "OdooCount: model={}, domain={domain}",
            self.table.model()
        )
    }
}

impl ExecutionPlan for CountScan {
    fn name(&self) -> &'static str {
        "OdooCount"
    }

    without_inputs!();

    fn execute(&self, _: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let (table, schema) = (self.table.clone(), Arc::clone(&self.schema));
        let size = context.session_config().batch_size().max(1);
        let batches = async move {
            let count = table.count().await.map_err(external)?;
            let count = usize::try_from(count)
                .map_err(|error| DataFusionError::External(Box::new(error)))?;
            Ok::<_, DataFusionError>(stream::iter(batches(schema, count, size)))
        };
        let schema = Arc::clone(&self.schema);
        let rows = stream::once(batches).try_flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, rows)))
    }
}

/// Rows without columns, of which a projection can make as many values.
fn batches(
    schema: SchemaRef,
    count: usize,
    size: usize,
) -> impl Iterator<Item = Result<RecordBatch>> {
    (0..count).step_by(size).map(move |start| {
        let rows = size.min(count - start);
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), Vec::new(), &options)?;
        Ok(batch)
    })
}
