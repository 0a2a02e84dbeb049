//! The table in PostgreSQL: its columns, its statements and its cursor.

use arrow_array::RecordBatch;
use odoo_orm::sync::Cursor;
use serde_json::Value;
use tokio_postgres::{Client, Transaction, types::ToSql};

use super::{
    sql::{quoted, upsert},
    values::{Array, sql_type},
};
use crate::{Error, Table};

/// The table with the cursors, in the schema of the replicas.
const STATE: &str = "_odoo_replicas";

/// A table of PostgreSQL, with the columns that a replica needs.
pub(super) struct Target<'a> {
    table: &'a Table,
    name: String,
    /// The quoted names, with the schema if there is one.
    quoted: String,
    state: String,
    /// The names of the columns and their types in SQL.
    ///
    /// The first one is the id.
    columns: Vec<(String, String)>,
    upsert: String,
}

/// The cursor in the database.
pub(super) struct Stored {
    pub(super) cursor: Cursor,
    /// The text in the database, which is different within a run.
    pub(super) text: String,
}

impl<'a> Target<'a> {
    pub(super) fn new(table: &'a Table, schema: Option<&str>, name: &str) -> Result<Self, Error> {
        let in_schema = |name: &str| match schema {
            Some(schema) => Ok(format!("{}.{}", quoted(schema)?, quoted(name)?)),
            None => quoted(name),
        };
        let columns = table.schema();
        let columns = columns.fields().iter();
        let columns: Vec<_> = columns
            .map(|field| (field.name().clone(), sql_type(field.data_type())))
            .collect();
        let quoted = in_schema(name)?;
        let upsert = upsert(&quoted, &table.schema(), &columns)?;
        Ok(Target {
            table,
            name: name.to_owned(),
            quoted,
            state: in_schema(STATE)?,
            columns,
            upsert,
        })
    }

    pub(super) fn attempt<T>(
        &self,
        action: &'static str,
        result: Result<T, tokio_postgres::Error>,
    ) -> Result<T, Error> {
        result.map_err(|source| Error::Postgres {
            action,
            table: self.quoted.clone(),
            source,
        })
    }

    /// Creates the table, or adds missing columns to it, and returns the cursor.
    pub(super) async fn prepare(&self, postgres: &mut Client) -> Result<Stored, Error> {
        let transaction = self.attempt("create", postgres.transaction().await)?;
        let create = format!(
            "CREATE TABLE IF NOT EXISTS {} (name text PRIMARY KEY, model text NOT NULL, domain text NOT NULL, columns text[] NOT NULL, cursor text NOT NULL)",
            self.state
        );
        self.attempt("create", transaction.batch_execute(&create).await)?;
        let select = format!(
            "SELECT model, domain, columns, cursor FROM {} WHERE name = $1 FOR UPDATE",
            self.state
        );
        let row = transaction.query_opt(&select, &[&self.name]).await;
        let row = self.attempt("read", row)?;
        let there = self.existing_columns(&transaction).await?;
        let stored = match row {
            None => self.create(&transaction, !there.is_empty()).await?,
            Some(row) => {
                let own: Vec<String> = row.get(2);
                self.check(row.get(0), row.get(1), &own, &there)?;
                let text: String = row.get(3);
                self.widen(&transaction, &there, text).await?
            }
        };
        self.attempt("create", transaction.commit().await)?;
        Ok(stored)
    }

    /// The columns of the table with their types, or none if it does not exist.
    async fn existing_columns(
        &self,
        transaction: &Transaction<'_>,
    ) -> Result<Vec<(String, String)>, Error> {
        let select = "SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute \
            WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped";
        let rows = transaction.query(select, &[&self.quoted]).await;
        let rows = self.attempt("read", rows)?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    async fn create(&self, transaction: &Transaction<'_>, is_there: bool) -> Result<Stored, Error> {
        if is_there {
            return Err(Error::Mismatch(format!(
                "the PostgreSQL table {} exists, and is not a replica of `{}`: choose another name, or drop it",
                self.quoted,
                self.table.model()
            )));
        }
        let mut columns = Vec::new();
        for (at, (name, kind)) in self.columns.iter().enumerate() {
            let key = if at == 0 { " PRIMARY KEY" } else { "" };
            columns.push(format!("{} {kind}{key}", quoted(name)?));
        }
        let create = format!("CREATE TABLE {} ({})", self.quoted, columns.join(", "));
        self.attempt("create", transaction.batch_execute(&create).await)?;
        let cursor = Cursor::default();
        let text = cursor.to_string();
        let insert = format!(
            "INSERT INTO {} (name, model, domain, columns, cursor) VALUES ($1, $2, $3, $4, $5)",
            self.state
        );
        let (model, domain, names) = (self.table.model(), self.domain(), self.names());
        let values: [&(dyn ToSql + Sync); 5] = [&self.name, &model, &domain, &names, &text];
        self.attempt("create", transaction.execute(&insert, &values).await)?;
        Ok(Stored { cursor, text })
    }

    /// Checks that the table is a replica of these records with these types.
    fn check(
        &self,
        model: &str,
        domain: &str,
        own: &[String],
        there: &[(String, String)],
    ) -> Result<(), Error> {
        let ours = self.table.model();
        for (what, expected, found) in [("model", ours, model), ("domain", &self.domain(), domain)]
        {
            if expected != found {
                return Err(Error::Mismatch(format!(
                    "the PostgreSQL table {} is another replica: expected {what} `{expected}`, found `{found}`; choose another name, or drop it and its row in {}",
                    self.quoted, self.state
                )));
            }
        }
        for (name, kind) in &self.columns {
            let found = there.iter().find(|(column, _)| column == name);
            if let Some((_, found)) = found.filter(|(_, found)| found != kind) {
                return Err(Error::Mismatch(format!(
                    "field `{name}` of `{ours}` changed its type: expected `{kind}`, found a column of type `{found}` in the PostgreSQL table {}; drop the column, and it is filled again",
                    self.quoted
                )));
            }
        }
        let is_gone = |name: &&String| !self.columns.iter().any(|(column, _)| column == *name);
        let is_there = |name: &&String| there.iter().any(|(column, _)| column == *name);
        if let Some(name) = own.iter().filter(is_there).find(is_gone) {
            return Err(Error::Mismatch(format!(
                "field `{name}` of `{ours}` is no longer read, but the PostgreSQL table {} has it: add the field to the table, or drop the column",
                self.quoted
            )));
        }
        Ok(())
    }

    /// Adds the missing columns, which all records must be read again for.
    async fn widen(
        &self,
        transaction: &Transaction<'_>,
        there: &[(String, String)],
        text: String,
    ) -> Result<Stored, Error> {
        let is_new = |(name, _): &&(String, String)| !there.iter().any(|(there, _)| there == name);
        let missing: Vec<_> = self.columns.iter().filter(is_new).collect();
        let (cursor, text) = if missing.is_empty() {
            (self.parse(&text)?, text)
        } else {
            let cursor = Cursor::default();
            let text = cursor.to_string();
            (cursor, text)
        };
        for (name, kind) in &missing {
            let add = format!(
                "ALTER TABLE {} ADD COLUMN {} {kind}",
                self.quoted,
                quoted(name)?
            );
            self.attempt("widen", transaction.batch_execute(&add).await)?;
        }
        let update = format!(
            "UPDATE {} SET columns = $2, cursor = $3 WHERE name = $1",
            self.state
        );
        let names = self.names();
        let values: [&(dyn ToSql + Sync); 3] = [&self.name, &names, &text];
        self.attempt("widen", transaction.execute(&update, &values).await)?;
        Ok(Stored { cursor, text })
    }

    fn parse(&self, text: &str) -> Result<Cursor, Error> {
        text.parse().map_err(|error| {
            Error::Mismatch(format!(
                "invalid cursor of `{}` in the PostgreSQL table {}: {error}",
                self.table.model(),
                self.state
            ))
        })
    }

    /// Inserts or updates the rows of a page, and returns the number of changes.
    pub(super) async fn upsert(
        &self,
        transaction: &Transaction<'_>,
        batch: &RecordBatch,
    ) -> Result<u64, Error> {
        let arrays = Array::of(self.table.model(), batch)?;
        let values: Vec<&(dyn ToSql + Sync)> = arrays.iter().map(Array::parameter).collect();
        self.attempt("update", transaction.execute(&self.upsert, &values).await)
    }

    /// Deletes the rows after an id and up to another, except these.
    pub(super) async fn keep_only(
        &self,
        transaction: &Transaction<'_>,
        after: Option<i32>,
        last: Option<i32>,
        ids: &[i32],
    ) -> Result<u64, Error> {
        let delete = format!(
            "DELETE FROM {} WHERE ($1::integer IS NULL OR id > $1) AND ($2::integer IS NULL OR id <= $2) AND id <> ALL ($3::integer[])",
            self.quoted
        );
        let values: [&(dyn ToSql + Sync); 3] = [&after, &last, &ids];
        self.attempt("update", transaction.execute(&delete, &values).await)
    }

    /// Replaces the cursor, which no other process may have moved.
    pub(super) async fn store(
        &self,
        transaction: &Transaction<'_>,
        from: &str,
        to: &str,
    ) -> Result<(), Error> {
        let update = format!(
            "UPDATE {} SET cursor = $3 WHERE name = $1 AND cursor = $2",
            self.state
        );
        let values: [&(dyn ToSql + Sync); 3] = [&self.name, &from, &to];
        let updated = transaction.execute(&update, &values).await;
        if self.attempt("update", updated)? == 1 {
            return Ok(());
        }
        Err(Error::Mismatch(format!(
            "another process updates the PostgreSQL table {} of `{}`: run one at a time",
            self.quoted,
            self.table.model()
        )))
    }

    fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn domain(&self) -> String {
        Value::from(self.table.domain().to_vec()).to_string()
    }
}
