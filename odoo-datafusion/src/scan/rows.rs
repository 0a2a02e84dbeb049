//! The records of a model, in the order of their ids.

use std::{fmt, sync::Arc};

use datafusion::{
    arrow::{compute::SortOptions, datatypes::SchemaRef},
    common::{ColumnStatistics, Statistics, stats::Precision},
    error::{DataFusionError, Result},
    execution::{SendableRecordBatchStream, TaskContext},
    physical_expr::{EquivalenceProperties, PhysicalSortExpr, expressions::Column},
    physical_plan::{
        DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, statistics::StatisticsArgs,
        stream::RecordBatchStreamAdapter,
    },
};
use futures_util::StreamExt as _;
use odoo_arrow::Table;
use serde_json::Value;

use super::ranges::{self, Range};
use crate::{
    error::external,
    leaf::{properties, without_inputs},
};

/// A read of records, in partitions of ranges of ids.
#[derive(Debug, Clone)]
pub(crate) struct RowScan {
    table: Table,
    ranges: Vec<Range>,
    fetch: Option<usize>,
    /// The number of records when the query was planned.
    count: Option<u64>,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
}

impl RowScan {
    /// A read of the columns of `schema`, which the table has, in any order.
    pub(crate) fn new(
        table: Table,
        schema: SchemaRef,
        ranges: Vec<Range>,
        count: Option<u64>,
    ) -> Self {
        let id = Column::new_with_schema("id", &schema).ok();
        let by_id = id.map(|id| {
            let ascending = SortOptions {
                descending: false,
                nulls_first: false,
            };
            [PhysicalSortExpr::new(Arc::new(id), ascending)]
        });
        let properties = properties(
            EquivalenceProperties::new_with_orderings(Arc::clone(&schema), by_id),
            ranges.len(),
        );
        RowScan {
            table,
            ranges,
            fetch: None,
            count,
            schema,
            properties,
        }
    }
}

impl DisplayAs for RowScan {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<_> = self
            .schema
            .fields()
            .iter()
            .map(|field| field.name())
            .collect();
        let domain = Value::from(self.table.domain());
        write!(
            f,
            "OdooScan: model={}, fields={fields:?}, domain={domain}",
            self.table.model()
        )?;
        let limit = self.table.options().limit;
        let limit = limit.min(self.fetch.unwrap_or(usize::MAX));
        if limit < usize::MAX {
            write!(f, ", limit={limit}")?;
        }
        if self.ranges.len() > 1 {
            let bounds: Vec<_> = self.ranges.iter().filter_map(|range| range.0).collect();
            write!(f, ", partitions from id={bounds:?}")?;
        }
        Ok(())
    }
}

impl ExecutionPlan for RowScan {
    fn name(&self) -> &'static str {
        "OdooScan"
    }

    without_inputs!();

    fn execute(&self, partition: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let range = self.ranges.get(partition).copied().ok_or_else(|| {
            DataFusionError::Internal(format!("the scan has no partition {partition}"))
        })?;
        let mut table = self
            .table
            .clone()
            .filter(ranges::terms(range))
            .concurrency(1);
        if let Some(fetch) = self.fetch {
            table = table.limit(fetch);
        }
        let columns = self.schema.fields().iter();
        let read = table.schema();
        let columns: Result<Vec<usize>, _> =
            columns.map(|column| read.index_of(column.name())).collect();
        let columns = columns?;
        let batches = table.batches().map(move |batch| {
            let batch = batch.map_err(external)?;
            Ok(batch.project(&columns)?)
        });
        let schema = Arc::clone(&self.schema);
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, batches)))
    }

    /// An estimate, because records can be created and deleted before they are read.
    fn statistics_from_inputs(
        &self,
        _: &[Arc<Statistics>],
        args: &StatisticsArgs,
    ) -> Result<Arc<Statistics>> {
        let Some(count) = self.count.and_then(|count| usize::try_from(count).ok()) else {
            return Ok(Arc::new(Statistics::new_unknown(&self.schema)));
        };
        let count = match args.partition() {
            Some(_) => count / self.ranges.len().max(1),
            None => count,
        };
        let mut statistics = Statistics::default().with_num_rows(Precision::Inexact(count));
        for _ in self.schema.fields() {
            statistics = statistics.add_column_statistics(ColumnStatistics::new_unknown());
        }
        Ok(Arc::new(statistics))
    }

    fn with_fetch(&self, fetch: Option<usize>) -> Option<Arc<dyn ExecutionPlan>> {
        Some(Arc::new(RowScan {
            fetch,
            ..self.clone()
        }))
    }

    fn fetch(&self) -> Option<usize> {
        self.fetch
    }
}
