//! The number of records, as rows without columns.

use std::{fmt, sync::Arc};

use datafusion::{
    arrow::{
        datatypes::SchemaRef,
        record_batch::{RecordBatch, RecordBatchOptions},
    },
    common::tree_node::TreeNodeRecursion,
    error::{DataFusionError, Result},
    execution::{SendableRecordBatchStream, TaskContext},
    physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr},
    physical_plan::{
        ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties,
        ReplaceChildrenOptions,
        execution_plan::{Boundedness, EmissionType},
        stream::RecordBatchStreamAdapter,
    },
};
use futures_util::stream;
use odoo_arrow::Table;
use serde_json::Value;

use crate::table::external;

/// A read of no columns, such as that of `COUNT(*)`: one `search_count`.
#[derive(Debug)]
pub(crate) struct CountScan {
    table: Table,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
}

impl CountScan {
    /// `schema` has no columns.
    pub(crate) fn new(table: Table, schema: SchemaRef) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::clone(&schema)),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        CountScan {
            table,
            schema,
            properties: Arc::new(properties),
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

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let options = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Keep);
        self.replace_children(children, options)
    }

    fn execute(&self, _: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let (table, schema) = (self.table.clone(), Arc::clone(&self.schema));
        let rows = async move {
            let count = table.count().await.map_err(external)?;
            let count = usize::try_from(count)
                .map_err(|error| DataFusionError::External(Box::new(error)))?;
            let options = RecordBatchOptions::new().with_row_count(Some(count));
            Ok(RecordBatch::try_new_with_options(
                schema,
                Vec::new(),
                &options,
            )?)
        };
        let schema = Arc::clone(&self.schema);
        let rows = stream::once(rows);
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, rows)))
    }
}
