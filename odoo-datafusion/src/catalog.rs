use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use datafusion::{
    catalog::{MemorySchemaProvider, SchemaProvider, TableProvider},
    error::Result,
    logical_expr::TableType,
};
use odoo_arrow::Table;
use odoo_orm::{Call, Client, Error, rpc::ErrorKind};
use serde_json::{Value, json};

use crate::{OdooTable, error::external};

/// The models of a server as tables.
///
/// A model is described when a query names it first: usually one `fields_get` for each model and catalog. A catalog keeps the descriptions: create a new
/// one after fields change.
///
/// | name in SQL | model |
/// |---|---|
/// | `res_partner` | `res.partner`, as in Odoo's database |
/// | `"res.partner"` | the same, also if two models share the other name |
///
/// The columns of a table are the stored fields that the user can read, except binary fields. For other fields, register an
/// [`OdooTable`] of them. Other tables, such as Parquet files, can be registered in the same schema, and take precedence.
#[derive(Clone)]
pub struct Catalog {
    client: Client,
    /// The models, by the names of their tables.
    models: Arc<BTreeMap<String, String>>,
    concurrency: usize,
    /// By the names of their models.
    described: Arc<Mutex<HashMap<String, Arc<OdooTable>>>>,
    others: Arc<MemorySchemaProvider>,
}

impl Catalog {
    /// Reads the names of the models. It sends one request.
    ///
    /// If the user lacks access to the list of models, the tables can be used but not listed, and a model whose name contains `_` needs its own name in
    /// quotes.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn new(client: &Client) -> Result<Self, Error> {
        let call = Call::read("ir.model", "search_read")
            .arg("domain", json!([["transient", "=", false]]))
            .arg("fields", ["model"]);
        let rows: Vec<Value> = match client.call(call).await {
            Ok(response) => response.decode()?,
            Err(error) if matches!(error.kind(), ErrorKind::Forbidden | ErrorKind::Unsupported) => {
                Vec::new()
            }
            Err(error) => return Err(error),
        };
        let names = rows.iter().filter_map(|row| row.get("model")?.as_str());
        let models = names.map(|model| (model.replace('.', "_"), model.to_owned()));
        Ok(Catalog {
            client: client.clone(),
            models: Arc::new(models.collect()),
            concurrency: 1,
            described: Arc::default(),
            others: Arc::default(),
        })
    }

    /// Sets how many partitions of a table are read at the same time, at most.
    ///
    /// The default is 1. The number of the server's workers is a good value. DataFusion's `target_partitions`, by default the number of processors, is a
    /// limit too.
    #[must_use]
    pub fn concurrency(mut self, partitions: usize) -> Self {
        self.concurrency = partitions;
        self
    }

    /// The models that a table's name can mean.
    fn candidates(&self, table: &str) -> Vec<String> {
        if table.contains('.') {
            return vec![table.to_owned()];
        }
        if self.models.is_empty() {
            return vec![table.replace('_', "."), table.to_owned()];
        }
        self.models.get(table).cloned().into_iter().collect()
    }

    /// Describes a model. Returns none if the server does not have it.
    async fn describe(&self, model: &str) -> Result<Option<OdooTable>, Error> {
        let table = match Table::named(&self.client, model, &[], json!([])).await {
            Ok(table) => table.concurrency(self.concurrency),
            Err(error) if error.kind() == ErrorKind::Unsupported => return Ok(None),
            Err(error) => return Err(error),
        };
        OdooTable::new(table).await.map(Some)
    }

    fn described(&self) -> MutexGuard<'_, HashMap<String, Arc<OdooTable>>> {
        self.described
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SchemaProvider for Catalog {
    fn table_names(&self) -> Vec<String> {
        // A table of the program hides a model of the same name.
        let mut names: BTreeSet<String> = self.models.keys().cloned().collect();
        names.extend(self.others.table_names());
        names.into_iter().collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        if let Some(other) = self.others.table(name).await? {
            return Ok(Some(other));
        }
        for model in self.candidates(name) {
            let known = self.described().get(&model).cloned();
            if let Some(known) = known {
                return Ok(Some(known));
            }
            if let Some(table) = self.describe(&model).await.map_err(external)? {
                let table = Arc::new(table);
                self.described().insert(model, Arc::clone(&table));
                return Ok(Some(table));
            }
        }
        Ok(None)
    }

    /// Sends no request: `information_schema.tables` needs the type of every table.
    async fn table_type(&self, name: &str) -> Result<Option<TableType>> {
        if let Some(kind) = self.others.table_type(name).await? {
            return Ok(Some(kind));
        }
        Ok(self.models.contains_key(name).then_some(TableType::Base))
    }

    fn register_table(
        &self,
        name: String,
        table: Arc<dyn TableProvider>,
    ) -> Result<Option<Arc<dyn TableProvider>>> {
        self.others.register_table(name, table)
    }

    fn deregister_table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        self.others.deregister_table(name)
    }

    fn table_exist(&self, name: &str) -> bool {
        self.others.table_exist(name) || !self.candidates(name).is_empty()
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog")
            .field("models", &self.models.len())
            .finish_non_exhaustive()
    }
}
