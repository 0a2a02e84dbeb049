use std::sync::Arc;

use async_trait::async_trait;
use datafusion::{
    arrow::datatypes::SchemaRef,
    catalog::{Session, TableProvider},
    error::{DataFusionError, Result},
    logical_expr::{Expr, TableProviderFilterPushDown, TableType},
    physical_plan::ExecutionPlan,
};
use odoo_arrow::Table;
use odoo_orm::{Error, rpc::ServerVersion};

use crate::{
    error::external,
    push::{Fields, Pushed},
    scan::{CountScan, RowScan, ranges},
};

/// A selection of a model's records as a table of DataFusion.
///
/// The [`Table`] says which columns, conditions, page size and decimals it has. [`Table::concurrency`] and DataFusion's `target_partitions` (by
/// default the number of processors) limit the number of partitions, each of which reads one page at a time. A table with a [`limit`](Table::limit) is filtered by DataFusion alone,
/// because the server applies conditions before the limit.
///
/// ```
/// use std::sync::Arc;
///
/// use datafusion::prelude::SessionContext;
/// use odoo_arrow::Table;
/// use odoo_datafusion::OdooTable;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let odoo = odoo_mock::World::new().client();
/// let companies = serde_json::json!([["is_company", "=", true]]);
/// let companies = Table::named(&odoo, "res.partner", &["name", "country_id"], companies).await?;
/// let sql = SessionContext::new();
/// sql.register_table("companies", Arc::new(OdooTable::new(companies).await?))?;
/// let rows = sql.sql("SELECT name FROM companies WHERE country_id IS NULL").await?;
/// assert!(rows.count().await? > 0);
/// # Ok(())
/// # }
/// ```
///
#[doc = include_str!("../docs/pushdown.md")]
#[derive(Debug, Clone)]
pub struct OdooTable {
    table: Table,
    fields: Fields,
    version: ServerVersion,
}

impl OdooTable {
    /// Prepares a table. It sends at most one request, for the server's version.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn new(table: Table) -> Result<Self, Error> {
        let version = table.client().server_version().await?;
        let (fields, version) = (Fields::new(&table, version), version.clone());
        let fields = if table.options().limit == usize::MAX {
            fields
        } else {
            Fields::default()
        };
        Ok(OdooTable {
            table,
            fields,
            version,
        })
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The records that the server groups, if it can apply the filters exactly.
    pub(crate) fn groups(&self, filters: &[Expr]) -> Option<(Table, ServerVersion)> {
        let is_exact = |filter| matches!(self.fields.push(filter), Some(Pushed::Exact(_)));
        let is_whole = self.table.options().limit == usize::MAX;
        if !is_whole || !filters.iter().all(is_exact) {
            return None;
        }
        Some((self.filtered(filters).ok()?, self.version.clone()))
    }

    /// The table with conditions for the filters.
    ///
    /// The optimizer may have rewritten a filter that it left to the scan, so an unknown one is an error: the scan cannot tell
    /// whether the filter is applied elsewhere.
    fn filtered(&self, filters: &[Expr]) -> Result<Table> {
        let mut domain = Vec::new();
        for filter in filters {
            let pushed = self.fields.push(filter).ok_or_else(|| {
                DataFusionError::Internal(format!(
                    "the scan of `{}` took a filter that it cannot apply: {filter}",
                    self.table.model()
                ))
            })?;
            pushed.condition().add_to(&mut domain);
        }
        Ok(self.table.clone().filter(domain))
    }
}

#[async_trait]
impl TableProvider for OdooTable {
    fn schema(&self) -> SchemaRef {
        self.table.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        let support = |filter: &&Expr| match self.fields.push(filter) {
            Some(Pushed::Exact(_)) => TableProviderFilterPushDown::Exact,
            Some(Pushed::Inexact(_)) => TableProviderFilterPushDown::Inexact,
            None => TableProviderFilterPushDown::Unsupported,
        };
        Ok(filters.iter().map(support).collect())
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let mut table = self.filtered(filters)?;
        let schema = table.schema();
        let projection = match projection {
            Some(columns) => columns.clone(),
            None => (0..schema.fields().len()).collect(),
        };
        if let Some(limit) = limit {
            table = table.limit(limit);
        }
        let columns = Arc::new(schema.project(&projection)?);
        if projection.is_empty() {
            return Ok(Arc::new(CountScan::new(table, columns)));
        }
        let names: Vec<&str> = columns
            .fields()
            .iter()
            .map(|field| field.name().as_str())
            .collect();
        let table = table.select(&names).map_err(external)?;
        // The first pages come soonest from one partition.
        if limit.is_some() {
            return Ok(Arc::new(RowScan::new(
                table,
                columns,
                vec![(None, None)],
                None,
            )));
        }
        let count = table.count().await.map_err(external)?;
        let partitions = session.config().target_partitions();
        let ranges = ranges(&table, count, partitions).await.map_err(external)?;
        Ok(Arc::new(RowScan::new(table, columns, ranges, Some(count))))
    }
}
