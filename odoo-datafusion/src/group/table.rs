//! The groups of a model as a table.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::{
    arrow::datatypes::{Field, Schema, SchemaRef},
    catalog::{Session, TableProvider},
    error::Result,
    logical_expr::{Expr, TableType},
    physical_expr::{PhysicalExpr, expressions::Column},
    physical_plan::{ExecutionPlan, projection::ProjectionExec},
};
use odoo_arrow::Table;
use odoo_orm::rpc::ServerVersion;

use super::{
    key::Key,
    measure::{Measure, Measures},
    scan::GroupScan,
};

/// The groups of records of a table, with their measures.
#[derive(Debug, Clone)]
pub(super) struct GroupTable {
    pub(super) table: Table,
    pub(super) version: ServerVersion,
    pub(super) keys: Vec<Key>,
    pub(super) measures: Vec<Measure>,
    schema: SchemaRef,
}

impl GroupTable {
    pub(super) fn new(
        table: Table,
        version: ServerVersion,
        keys: Vec<Key>,
        measures: Vec<Measure>,
    ) -> Result<Self> {
        let records = table.schema();
        let mut columns = Vec::new();
        for key in &keys {
            columns.push(records.field_with_name(&key.field)?.clone());
        }
        for (index, measure) in measures.iter().enumerate() {
            columns.push(Field::new(Measures::name(index), measure.data_type(), true));
        }
        Ok(GroupTable {
            table,
            version,
            keys,
            measures,
            schema: Arc::new(Schema::new(columns)),
        })
    }
}

#[async_trait]
impl TableProvider for GroupTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Temporary
    }

    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let scan = Arc::new(GroupScan::new(self.clone()));
        let Some(projection) = projection else {
            return Ok(scan);
        };
        let projected = self.schema.project(projection)?;
        let columns = projected.fields().iter().zip(projection);
        let columns = columns.map(|(field, index)| {
            let column: Arc<dyn PhysicalExpr> = Arc::new(Column::new(field.name(), *index));
            (column, field.name().clone())
        });
        Ok(Arc::new(ProjectionExec::try_new(
            columns.collect::<Vec<_>>(),
            scan,
        )?))
    }
}
