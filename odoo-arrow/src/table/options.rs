//! What a table reads: columns, records, pages.

use odoo_orm::{Error, rpc::ConfigError};
use serde_json::Value;

use super::Table;
use crate::columns::{Column, Kind};

/// The number of records in a page, as in the streams of `odoo-orm`.
const PAGE_SIZE: usize = 2_000;

/// The numbers that a [`Table`] reads with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableOptions {
    /// The number of records in a page.
    pub page_size: usize,
    /// The number of pages that are read at the same time.
    pub concurrency: usize,
    /// The largest number of records.
    pub limit: usize,
}

impl Default for TableOptions {
    fn default() -> Self {
        TableOptions {
            page_size: PAGE_SIZE,
            concurrency: 1,
            limit: usize::MAX,
        }
    }
}

impl Table {
    /// Returns the page size, the concurrency and the limit.
    pub fn options(&self) -> TableOptions {
        self.options
    }

    /// Sets the number of records in a page. The default is 2,000.
    pub fn page_size(mut self, records: usize) -> Self {
        self.options.page_size = records.max(1);
        self
    }

    /// Sets the number of pages that are read at the same time.
    ///
    /// The default is 1. The number of the server's workers is a good value.
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.options.concurrency = pages.max(1);
        self
    }

    /// Reads a float or monetary field as a decimal with `scale` digits after the point.
    ///
    /// A value with more digits is an error.
    ///
    /// # Errors
    ///
    /// Returns an error if the table has no such float column, or if a number is out of range: `precision` is 1 to 38, `scale` 0 to `precision`.
    pub fn decimal(mut self, field: &str, precision: u8, scale: u8) -> Result<Self, Error> {
        let column = self.columns.iter_mut().find(|column| column.name == field);
        match (column, i8::try_from(scale)) {
            (Some(column), Ok(places))
                if column.kind == Kind::Float
                    && (1..=38).contains(&precision)
                    && scale <= precision =>
            {
                column.kind = Kind::Decimal(precision, places);
                Ok(self)
            }
            _ => Err(ConfigError::new(format!(
                "invalid decimal column `{field}`: expected a float field of the table, a precision of 1 to 38 and a scale up to it, found {precision} and {scale}"
            ))
            .into()),
        }
    }

    /// Reads the bytes of binary fields, instead of their sizes.
    pub fn with_bytes(mut self) -> Self {
        for column in &mut self.columns {
            if column.kind == Kind::Size {
                column.kind = Kind::Bytes;
            }
        }
        self
    }

    /// Keeps only some of the columns, and the id, which is always the first one.
    ///
    /// # Errors
    ///
    /// Returns an error if the table has no column of one of the names.
    pub fn select(mut self, columns: &[&str]) -> Result<Self, Error> {
        let mut chosen = vec![Column::id()];
        for name in columns.iter().filter(|name| **name != "id") {
            let column = self.columns.iter().find(|column| column.name == *name);
            chosen.push(column.cloned().ok_or_else(|| {
                ConfigError::new(format!(
                    "invalid column `{name}`: expected a column of the table of `{}`",
                    self.model
                ))
            })?);
        }
        self.columns = chosen;
        Ok(self)
    }

    /// Adds conditions, in Odoo's notation, all of which must hold.
    ///
    /// They are not checked before they are sent.
    ///
    /// ```
    /// use odoo_arrow::Table;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_orm::Error> {
    /// # let odoo = odoo_mock::World::new().client();
    /// let partners = Table::named(&odoo, "res.partner", &["name"], serde_json::json!([])).await?;
    /// let first = partners.filter([serde_json::json!(["id", "<=", 2])]).limit(1);
    /// assert_eq!(first.count().await?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn filter(mut self, terms: impl IntoIterator<Item = Value>) -> Self {
        self.domain.extend(terms);
        self
    }

    /// Limits the number of records to the first ones, in the order of their ids.
    pub fn limit(mut self, records: usize) -> Self {
        self.options.limit = self.options.limit.min(records);
        self
    }
}

#[cfg(test)]
mod tests {
    use odoo_mock::World;
    use odoo_orm::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::testing::{Line, world};

    async fn lines(world: &World) -> Table {
        let table = Table::of::<Line>(&world.client(), Domain::all()).await;
        table.unwrap().page_size(2)
    }

    async fn ids(table: Table) -> Vec<usize> {
        let (mut batches, mut sizes) = (table.batches(), Vec::new());
        while let Some(batch) = batches.next().await {
            sizes.push(batch.unwrap().num_rows());
        }
        sizes
    }

    #[tokio::test]
    async fn a_limit_reads_no_more_records_and_sends_no_more_calls() {
        let world = world(19, 7);
        let table = lines(&world).await;
        for (limit, pages) in [(0, vec![]), (1, vec![1]), (3, vec![2, 1]), (4, vec![2, 2])] {
            world.forget_calls();
            let calls = pages.len();
            assert_eq!(ids(table.clone().limit(limit)).await, pages);
            assert_eq!(world.calls().len(), calls, "limit {limit}");
        }
        assert_eq!(table.clone().limit(3).count().await.unwrap(), 3);
        assert_eq!(table.limit(9).limit(20).count().await.unwrap(), 7);
    }

    #[tokio::test]
    async fn filters_and_columns_are_those_of_the_request() {
        let world = world(14, 7);
        let table = lines(&world).await;
        let table = table
            .filter([json!(["number", ">", 2])])
            .filter([json!(["number", "<", 5])]);
        assert_eq!(table.count().await.unwrap(), 2);
        let names = table.clone().select(&["number", "id"]).unwrap();
        let schema = names.schema();
        assert_eq!(schema.fields().len(), 2);
        assert_eq!(schema.field(1).name(), "number");
        assert_eq!(ids(names).await, [2]);
        let error = table.select(&["nothing"]).unwrap_err().to_string();
        assert!(error.contains("invalid column `nothing`"), "{error}");
    }
}
