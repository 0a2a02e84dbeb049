//! The plan that reads groups.

use std::{fmt, sync::Arc};

use datafusion::{
    catalog::TableProvider as _,
    common::tree_node::TreeNodeRecursion,
    error::Result,
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
use serde_json::Value;

use super::{key::Key, table::GroupTable};

/// A read of all groups in one request.
#[derive(Debug)]
pub(super) struct GroupScan {
    groups: GroupTable,
    properties: Arc<PlanProperties>,
}

impl GroupScan {
    pub(super) fn new(groups: GroupTable) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(groups.schema()),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        GroupScan {
            groups,
            properties: Arc::new(properties),
        }
    }
}

impl DisplayAs for GroupScan {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<_> = self.groups.keys.iter().map(Key::name).collect();
        let measures = self.groups.measures.iter().map(|measure| {
            if measure.is_records() {
                "__count".to_owned()
            } else {
                format!("{}:{}", measure.field, measure.function.name())
            }
        });
        let measures: Vec<_> = measures.collect();
        let domain = Value::from(self.groups.table.domain());
        write!(
            f,
            "OdooGroups: model={}, groupby={keys:?}, aggregates={measures:?}, domain={domain}",
            self.groups.table.model()
        )
    }
}

impl ExecutionPlan for GroupScan {
    fn name(&self) -> &'static str {
        "OdooGroups"
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
        let groups = self.groups.clone();
        let schema = groups.schema();
        let batch = stream::once(async move { groups.read().await });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, batch)))
    }
}
