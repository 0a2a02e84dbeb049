use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use odoo_orm::{
    Call, Client, Domain, Error, Model,
    rpc::{ConfigError, DecodeError, JsonReader},
    schema::{FieldInfo, meta},
    sync::Cursor,
    untyped::{self, Changes, Page, Source},
};
use serde_json::Value;

use crate::{
    RecordBatches,
    columns::{Column, Decoder, Kind},
};

mod options;

pub use options::TableOptions;

/// A selection of records and columns of a model.
///
/// Creating a table reads no records.
///
#[doc = include_str!("../docs/types.md")]
#[derive(Clone)]
#[must_use = "a table reads nothing by itself: `batches` does, or an `Export`"]
pub struct Table {
    client: Client,
    model: String,
    domain: Vec<Value>,
    columns: Vec<Column>,
    infos: Arc<BTreeMap<String, FieldInfo>>,
    options: TableOptions,
}

impl Table {
    /// Chooses the matching records, with the fields that a struct declares.
    ///
    /// It sends one request, for the descriptions of the fields.
    ///
    /// ```
    /// use odoo_arrow::Table;
    /// use odoo_orm::prelude::*;
    ///
    /// #[derive(OdooModel)]
    /// #[odoo(model = "res.partner")]
    /// struct Partner {
    ///     id: Id<Partner>,
    ///     name: String,
    ///     email: Option<String>,
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_orm::Error> {
    /// # let odoo = odoo_mock::World::new().client();
    /// let partners = Table::of::<Partner>(&odoo, Domain::all()).await?;
    /// let mut batches = partners.batches();
    /// while let Some(batch) = batches.next().await {
    ///     assert_eq!(batch?.num_columns(), 3);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not have one of the fields, or if a value of the domain is invalid. See [`Error`].
    pub async fn of<M: Model>(client: &Client, domain: Domain<M>) -> Result<Self, Error> {
        let domain = untyped::terms(client, &domain).await?;
        let meta = meta::<M>();
        // A column has the field's name on the server's version, and none if that does not have the field.
        let version = client.server_version().await?;
        let columns = meta.fields().iter();
        let columns = columns.filter_map(|field| Column::of_meta(field, field.name_on(version)?));
        let mut columns: Vec<_> = columns.collect();
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let infos = infos(client, meta.name(), &names).await?;
        for column in &mut columns {
            column.describe(find(&infos, meta.name(), &column.name)?);
        }
        Ok(Table::new(client, meta.name(), domain, columns, infos))
    }

    /// Chooses fields of a model that is known only at run time, by name.
    ///
    /// If `fields` is empty, it chooses all stored fields except binary fields.
    ///
    /// The result of `fields_get` determines the columns. The domain is a JSON list in Odoo's notation. It is not checked before it is sent.
    ///
    /// ```
    /// use odoo_arrow::Table;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_orm::Error> {
    /// # let odoo = odoo_mock::World::new().client();
    /// let companies = serde_json::json!([["is_company", "=", true]]);
    /// let partners = Table::named(&odoo, "res.partner", &["name", "country_id"], companies).await?;
    /// assert_eq!(partners.schema().field(0).name(), "id");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the server does not have one of the fields, or if the domain is not a list. See [`Error`].
    pub async fn named(
        client: &Client,
        model: &str,
        fields: &[&str],
        domain: Value,
    ) -> Result<Self, Error> {
        let Value::Array(domain) = domain else {
            let sentence = "invalid domain: expected a JSON list of conditions, such as `[[\"active\", \"=\", true]]`";
            return Err(ConfigError::new(sentence).into());
        };
        let infos = infos(client, model, fields).await?;
        let columns = if fields.is_empty() {
            let stored = infos.iter().filter(|(_, info)| info.is_stored());
            stored
                .map(|(name, info)| Column::of_info(name, info))
                .filter(|column| column.kind != Kind::Size)
                .collect()
        } else {
            let column = |name: &&str| Ok(Column::of_info(name, find(&infos, model, name)?));
            fields.iter().map(column).collect::<Result<_, Error>>()?
        };
        Ok(Table::new(client, model, domain, columns, infos))
    }

    fn new(
        client: &Client,
        model: &str,
        domain: Vec<Value>,
        mut columns: Vec<Column>,
        infos: BTreeMap<String, FieldInfo>,
    ) -> Self {
        columns.retain(|column| column.name != "id");
        columns.insert(0, Column::id());
        Table {
            client: client.clone(),
            model: model.to_owned(),
            domain,
            columns,
            infos: Arc::new(infos),
            options: TableOptions::default(),
        }
    }

    /// Returns the schema of the batches.
    pub fn schema(&self) -> SchemaRef {
        self.decoder().schema().clone()
    }

    /// Returns the server's name of the model.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// Returns the client that reads the table.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Returns the conditions, in Odoo's notation.
    pub fn domain(&self) -> &[Value] {
        &self.domain
    }

    /// Returns the server's description of a field.
    ///
    /// It is known for the columns and for `write_date`.
    pub fn field_info(&self, field: &str) -> Option<&FieldInfo> {
        self.infos.get(field)
    }

    /// Returns the number of records, including archived records. It sends one request.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn count(&self) -> Result<u64, Error> {
        let context = odoo_orm::Context::new().active_test(false);
        let call = Call::read(&self.model, "search_count")
            .arg("domain", self.domain.as_slice())
            .with_context(&context);
        let count: u64 = self.client.call(call).await?.decode()?;
        Ok(count.min(u64::try_from(self.options.limit).unwrap_or(u64::MAX)))
    }

    /// Reads all records in pages, in the order of their ids, with prefetch.
    ///
    /// Archived records are included.
    pub fn batches(&self) -> RecordBatches {
        RecordBatches::new(self.source().pages(), self.schema())
    }

    /// Reads the records that changed since a cursor.
    pub(crate) async fn changes(&self, cursor: Cursor) -> Result<Changes<RecordBatch>, Error> {
        let source = self.source();
        source.changes(cursor, OVERLAP, self.has_times()).await
    }

    /// The ids of the table, in batches of one column.
    pub(crate) fn ids(&self) -> RecordBatches {
        let page_size = self.options.page_size.saturating_mul(10);
        let ids = Table {
            columns: vec![Column::id()],
            ..self.clone().page_size(page_size)
        };
        ids.batches()
    }

    /// Rows with only an id.
    pub(crate) fn empty_rows(&self, ids: &[i32]) -> Result<RecordBatch, Error> {
        let row = |id: &i32| {
            let values = self.columns.iter().map(|column| match column.kind {
                Kind::Id => (*id).into(),
                Kind::Links => Value::Array(Vec::new()),
                _ => Value::Bool(false),
            });
            let names = self.columns.iter().map(|column| column.name.clone());
            Value::Object(names.zip(values).collect())
        };
        let rows = Value::Array(ids.iter().map(row).collect()).to_string();
        let page = self
            .decoder()
            .page(&mut JsonReader::new(rows.as_bytes()), ids.len());
        Ok(page?.rows)
    }

    /// Whether the model has `write_date`, which incremental updates need.
    pub(crate) fn has_times(&self) -> bool {
        self.infos.contains_key("write_date")
    }

    /// Checks that a replica can follow the table.
    pub(crate) fn check_follows(&self) -> Result<(), crate::Error> {
        let model = &self.model;
        let sentence = if !self.has_times() {
            format!(
                "`{model}` has no field `write_date`, so the server cannot tell what changed: use `Export`"
            )
        } else if self.options.limit != usize::MAX {
            format!(
                "a replica of `{model}` cannot have a limit, which would hide changes: use `Table::filter` instead of `Table::limit`"
            )
        } else {
            return Ok(());
        };
        Err(crate::Error::Mismatch(sentence))
    }

    fn source(
        &self,
    ) -> Source<
        impl Fn(&mut JsonReader<'_>) -> Result<Page<RecordBatch>, DecodeError> + Send + Sync + 'static,
    > {
        let (decoder, options) = (self.decoder(), self.options);
        Source {
            client: self.client.clone(),
            model: self.model.clone(),
            fields: self
                .columns
                .iter()
                .map(|column| column.name.clone())
                .collect(),
            sizes: self.columns.iter().any(|column| column.kind == Kind::Size),
            domain: self.domain.clone(),
            most: options.limit,
            page_size: options.page_size,
            concurrency: options.concurrency,
            decode: move |json: &mut JsonReader<'_>| decoder.page(json, options.page_size),
        }
    }

    fn decoder(&self) -> Decoder {
        Decoder::new(&self.model, &self.columns)
    }
}

/// Sets the longest transaction whose changes are never missed, as in `changes_since` of `odoo-orm`.
const OVERLAP: Duration = Duration::from_secs(300);

/// Requests the description of the named fields and `write_date`, or of all fields.
async fn infos(
    client: &Client,
    model: &str,
    fields: &[&str],
) -> Result<BTreeMap<String, FieldInfo>, Error> {
    let mut call = Call::read(model, "fields_get");
    if !fields.is_empty() {
        call = call.arg("allfields", [fields, &["write_date"]].concat());
    }
    client.call(call).await?.decode()
}

fn find<'a>(
    infos: &'a BTreeMap<String, FieldInfo>,
    model: &str,
    field: &str,
) -> Result<&'a FieldInfo, Error> {
    infos.get(field).ok_or_else(|| {
        ConfigError::new(format!(
            "`{model}` has no field `{field}`, or the user lacks access to it: remove it from the columns"
        ))
        .into()
    })
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.columns.iter().map(|column| &column.name);
        f.debug_struct("Table")
            .field("model", &self.model)
            .field("columns", &columns.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
