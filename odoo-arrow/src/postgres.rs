//! A PostgreSQL table that is kept up to date with the records of a server.

mod sql;
mod target;
mod values;

use std::fmt;

use arrow_array::{RecordBatch, cast::AsArray as _, types::Int32Type};
use odoo_orm::{sync::Cursor, untyped};
use target::{Stored, Target};
use tokio_postgres::{Client, Transaction};

use crate::{Error, Table, Updated};

/// A PostgreSQL table that is kept up to date with a table of Odoo.
#[doc = include_str!("../docs/postgres.md")]
#[must_use = "a replica reads nothing until `update`"]
pub struct PostgresReplica {
    table: Table,
    schema: Option<String>,
    name: String,
}

impl PostgresReplica {
    /// Creates a replica in a table of PostgreSQL. The first update creates the table.
    ///
    /// The name is quoted, so it is case-sensitive, and a point does not separate a schema.
    pub fn new(table: Table, name: impl Into<String>) -> Self {
        PostgresReplica {
            table,
            schema: None,
            name: name.into(),
        }
    }

    /// Sets the schema, which must exist. The default is the first one of the `search_path`.
    pub fn schema(mut self, name: impl Into<String>) -> Self {
        self.schema = Some(name.into());
        self
    }

    /// Reads all records in the first run, and the changes in each later run.
    ///
    /// An interrupted run is resumed by the next one.
    ///
    /// # Errors
    ///
    /// Returns an error if a request, a value or a statement fails, if the model has no `write_date`, if a field has another type than its column or no longer
    /// exists, or if another process updates the table. The table is then as after the last page.
    pub async fn update(&self, postgres: &mut Client) -> Result<Updated, Error> {
        self.table.check_follows()?;
        let target = Target::new(&self.table, self.schema.as_deref(), &self.name)?;
        let mut stored = target.prepare(postgres).await?;
        // Changes before the position of an interrupted run are returned by the next run.
        let is_resumed = untyped::is_in_a_run(&stored.cursor);
        let mut changed = self.read_changes(postgres, &target, &mut stored).await?;
        if is_resumed {
            changed += self.read_changes(postgres, &target, &mut stored).await?;
        }
        let deleted = self.delete(postgres, &target, &mut stored).await?;
        Ok(Updated { changed, deleted })
    }

    /// Reads a run of changes to its end, and returns the number of changed rows.
    ///
    /// The cursor of the end is not stored yet.
    async fn read_changes(
        &self,
        postgres: &mut Client,
        target: &Target<'_>,
        stored: &mut Stored,
    ) -> Result<u64, Error> {
        let mut written = 0;
        let mut changes = self.table.changes(stored.cursor.clone()).await?;
        while let Some(batch) = changes.next().await {
            let batch = batch?;
            let transaction = target.attempt("update", postgres.transaction().await)?;
            written += target.upsert(&transaction, &batch).await?;
            store(target, transaction, stored, changes.cursor()).await?;
        }
        stored.cursor = changes.cursor();
        Ok(written)
    }

    /// Deletes the rows that the server no longer finds, and stores the cursor.
    async fn delete(
        &self,
        postgres: &mut Client,
        target: &Target<'_>,
        stored: &mut Stored,
    ) -> Result<u64, Error> {
        let transaction = target.attempt("update", postgres.transaction().await)?;
        let (mut deleted, mut after) = (0, None);
        let mut ids = self.table.ids();
        while let Some(page) = ids.next().await {
            let page = page?;
            let ids = ids_of(&page);
            let last = ids.last().copied();
            deleted += target.keep_only(&transaction, after, last, ids).await?;
            after = last;
        }
        deleted += target.keep_only(&transaction, after, None, &[]).await?;
        let cursor = stored.cursor.clone();
        store(target, transaction, stored, cursor).await?;
        Ok(deleted)
    }
}

fn ids_of(page: &RecordBatch) -> &[i32] {
    page.column(0).as_primitive::<Int32Type>().values()
}

/// Stores a cursor, and commits it with the rows.
async fn store(
    target: &Target<'_>,
    transaction: Transaction<'_>,
    stored: &mut Stored,
    cursor: Cursor,
) -> Result<(), Error> {
    let text = cursor.to_string();
    target.store(&transaction, &stored.text, &text).await?;
    target.attempt("update", transaction.commit().await)?;
    *stored = Stored { cursor, text };
    Ok(())
}

impl fmt::Debug for PostgresReplica {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresReplica")
            .field("table", &self.table)
            .field("schema", &self.schema)
            .field("name", &self.name)
            .finish()
    }
}
