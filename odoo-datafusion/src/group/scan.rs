//! The plan that reads groups.

use std::{fmt, sync::Arc};

use datafusion::{
    catalog::TableProvider as _,
    error::Result,
    execution::{SendableRecordBatchStream, TaskContext},
    physical_expr::EquivalenceProperties,
    physical_plan::{
        DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties,
        stream::RecordBatchStreamAdapter,
    },
};
use futures_util::stream;
use serde_json::Value;

use super::{key::Key, table::GroupTable};
use crate::leaf::{properties, without_inputs};

/// A read of all groups in one request.
#[derive(Debug)]
pub(super) struct GroupScan {
    groups: GroupTable,
    properties: Arc<PlanProperties>,
}

impl GroupScan {
    pub(super) fn new(groups: GroupTable) -> Self {
        let properties = properties(EquivalenceProperties::new(groups.schema()), 1);
        GroupScan { groups, properties }
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

    without_inputs!();

    fn execute(&self, _: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let groups = self.groups.clone();
        let schema = groups.schema();
        let batch = stream::once(async move { groups.read().await });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, batch)))
    }
}
