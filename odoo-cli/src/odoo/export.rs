//! `odoo export`: records in the format of `odoo import` and of Odoo's own import.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use odoo_rpc::{Call, Client};
use serde_json::{Map, Value};

use super::{
    arguments::{Export, Format},
    file::{Saved, is_stdout},
    output::{Column, Output},
    parquet,
    progress::Progress,
    read::{Pages, Plan, Which, first_names, ids_of, interrupted, prefetch},
    run::Run,
    search::{check_order, terms},
};
use crate::failure::{Failure, Result};

/// The source of a column.
#[derive(Debug, Clone)]
enum Kind {
    /// The value of a field, or of a path.
    Plain,
    /// External ids of records of this model: of the record itself, or of a relation.
    External(String),
    /// Database ids of a relation.
    Ids,
}

/// The columns of an export, and the sources of their values.
struct Columns {
    plan: Plan,
    kinds: Vec<Kind>,
    /// Whether lists are joined by commas, as in CSV.
    joins: bool,
    /// How many records have no external id.
    without: AtomicU64,
}

pub(super) async fn export(run: &mut Run<'_>, export: Export) -> Result<()> {
    if run.output.format == Format::Table {
        run.output.format = named(export.file.as_deref());
    }
    if run.output.format == Format::Parquet {
        return parquet::export(run, export).await;
    }
    let (domain, mut names) = terms(&export.terms, &export.model)?;
    if names.is_empty() {
        return Err(Failure::usage(
            "expected the fields to export, such as: name email country_id/id",
        ));
    }
    if !names.iter().any(|name| name == "id") {
        names.insert(0, "id".to_owned());
    }
    let joins = matches!(run.output.format, Format::Csv | Format::Tsv);
    let columns = Arc::new(columns(run, &export.model, &names, joins).await?);
    domain
        .check(&run.session.schema, &run.client, &export.model)
        .await?;
    check_order(run, &export.model, export.order.as_deref()).await?;
    let which = Which {
        model: export.model,
        domain,
        // Without an order, a limit would use the model's own order.
        order: export
            .order
            .or_else(|| export.limit.map(|_| "id".to_owned())),
        limit: export.limit,
        offset: 0,
    };
    let mut progress = Progress::new("records", total(run, &which).await?);
    let file = export.file.as_deref().filter(|path| !is_stdout(path));
    let file = file.map(Saved::create).transpose()?;
    let count = match &file {
        Some(file) => {
            let mut output = Output::to(Box::new(file.writer()?), run.output.format);
            write(
                run.client.clone(),
                which,
                &columns,
                &names,
                &mut output,
                &mut progress,
            )
            .await
        }
        None => {
            write(
                run.client.clone(),
                which,
                &columns,
                &names,
                run.output,
                &mut progress,
            )
            .await
        }
    }?;
    file.map_or(Ok(()), Saved::finish)?;
    let without = columns.without.load(Ordering::Relaxed);
    if without > 0 {
        progress.line(&format!(
            "odoo: {without} of {count} records have no external id, so an import of this file would refuse them"
        ));
    } else if Progress::is_seen() {
        progress.line(&format!("exported {count} records"));
    }
    Ok(())
}

/// The format that the name of a file tells; otherwise CSV.
fn named(file: Option<&Path>) -> Format {
    let extension = file.and_then(Path::extension).and_then(OsStr::to_str);
    match extension {
        Some("tsv") => Format::Tsv,
        Some("ndjson" | "jsonl") => Format::Ndjson,
        Some("json") => Format::Json,
        Some("parquet") => Format::Parquet,
        _ => Format::Csv,
    }
}

/// The number of records, if progress is shown.
async fn total(run: &Run<'_>, which: &Which) -> Result<Option<u64>> {
    if !Progress::is_seen() {
        return Ok(None);
    }
    let call = Call::read(&which.model, "search_count").arg("domain", which.domain.json());
    let count: u64 = run.client.call(call).await?.decode()?;
    Ok(Some(which.limit.map_or(count, |limit| limit.min(count))))
}

/// Writes the records, and returns their number.
async fn write(
    client: Client,
    which: Which,
    columns: &Arc<Columns>,
    names: &[String],
    output: &mut Output,
    progress: &mut Progress,
) -> Result<u64> {
    let paths: Vec<String> = columns
        .plan
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    let mut wanted = first_names(&paths);
    wanted.insert("id".to_owned());
    let made = Arc::clone(columns);
    let mut pages = prefetch(client, Pages::new(which, wanted), move |client, records| {
        let columns = Arc::clone(&made);
        Box::pin(async move { columns.rows(&client, records).await })
    });
    let headings = names.iter().zip(&columns.plan.columns);
    let headings = headings.map(|(name, column)| Column::new(name, &column.kind));
    let mut records = output.records(headings.collect());
    while let Some(page) = pages.recv().await {
        let page = page.map_err(|failure| interrupted(failure, records.count(), "records"))?;
        for row in page {
            records.row(row)?;
        }
        records.flush()?;
        progress.at(records.count());
    }
    records.end()
}

/// Looks up the columns. The column `country_id/id` of Odoo's import reads `country_id`.
async fn columns(run: &Run<'_>, model: &str, names: &[String], joins: bool) -> Result<Columns> {
    let mut paths = Vec::new();
    for name in names {
        paths.push(match name.as_str() {
            "id" | ".id" => "id".to_owned(),
            name => name
                .strip_suffix("/.id")
                .or_else(|| name.strip_suffix("/id"))
                .unwrap_or(name)
                .replace('/', "."),
        });
    }
    let schema = &run.session.schema;
    let plan = Plan::new(schema, &run.client, model, &paths).await?;
    let firsts: BTreeSet<String> = first_names(&paths);
    let fields = schema.fields(&run.client, model, &firsts).await?;
    let mut kinds = Vec::new();
    for (name, path) in names.iter().zip(&paths) {
        let relation = fields.get(path).and_then(|field| field.relation());
        let is_list = fields
            .get(path)
            .is_some_and(|field| field.kind().ends_with("2many"));
        kinds.push(match (name.as_str(), relation) {
            ("id", _) => Kind::External(model.to_owned()),
            (".id", _) => Kind::Plain,
            (name, Some(target)) if name.ends_with("/id") => Kind::External(target.to_owned()),
            (name, Some(_)) if name.ends_with("/.id") => Kind::Ids,
            (name, None) if name.ends_with("/id") || name.ends_with("/.id") => {
                return Err(Failure::usage(format!("`{name}` cannot be exported: `{path}` of `{model}` is not a relation")));
            }
            (name, _) if is_list => {
                return Err(Failure::usage(format!(
                    "`{name}` is a list of records: export `{name}/id` for their external ids, or `{name}/.id`"
                )));
            }
            _ => Kind::Plain,
        });
    }
    Ok(Columns {
        plan,
        kinds,
        joins,
        without: AtomicU64::new(0),
    })
}

impl Columns {
    /// The rows of a page. External ids take one call for each model.
    async fn rows(
        &self,
        client: &Client,
        records: Vec<Map<String, Value>>,
    ) -> Result<Vec<Vec<Value>>> {
        let mut rows = self.plan.rows(client, records).await?;
        let mut wanted: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
        for row in &rows {
            for (value, kind) in row.iter().zip(&self.kinds) {
                if let Kind::External(model) = kind {
                    wanted.entry(model).or_default().extend(ids_of(value));
                }
            }
        }
        let mut names: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
        for (model, ids) in wanted {
            if !ids.is_empty() {
                let call = Call::read(model, "get_external_id").on(ids);
                names.insert(model, client.call(call).await?.decode()?);
            }
        }
        for row in &mut rows {
            for (at, (value, kind)) in row.iter_mut().zip(&self.kinds).enumerate() {
                let list = match kind {
                    Kind::Plain => continue,
                    Kind::Ids => ids_of(value).into_iter().map(Value::from).collect(),
                    Kind::External(model) => {
                        let name =
                            |id: i64| names.get(model.as_str())?.get(&id.to_string()).cloned();
                        let found = ids_of(value).into_iter().filter_map(name);
                        found
                            .filter(|name| name.as_str().is_some_and(|name| !name.is_empty()))
                            .collect::<Vec<_>>()
                    }
                };
                let is_own = matches!(kind, Kind::External(_)) && value.is_i64();
                if is_own && list.is_empty() {
                    self.without.fetch_add(1, Ordering::Relaxed);
                }
                let is_list = self
                    .plan
                    .columns
                    .get(at)
                    .is_some_and(|column| column.kind.ends_with("2many"));
                *value = self.joined(list, is_list);
            }
        }
        Ok(rows)
    }

    fn joined(&self, mut list: Vec<Value>, is_list: bool) -> Value {
        if !is_list {
            return list.pop().unwrap_or_default();
        }
        if !self.joins {
            return list.into();
        }
        let texts = list.iter().map(|item| match item {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        texts.collect::<Vec<_>>().join(",").into()
    }
}
