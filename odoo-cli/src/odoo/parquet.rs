//! `odoo export -o parquet`: typed columns, with the crate `odoo-arrow`.

use super::{arguments::Export, run::Run};
#[cfg(not(feature = "parquet"))]
use crate::failure::Failure;
use crate::failure::Result;

/// A program without the feature says how to get it.
#[cfg(not(feature = "parquet"))]
#[expect(clippy::unused_async, reason = "the same signature with the feature")]
pub(super) async fn export(_: &mut Run<'_>, _: Export) -> Result<()> {
    Err(Failure::usage(
        "this program was compiled without Parquet: install it again with `--features parquet`",
    ))
}

#[cfg(feature = "parquet")]
pub(super) use with_arrow::export;

#[cfg(feature = "parquet")]
mod with_arrow {
    use std::{collections::BTreeSet, path::Path};

    use odoo_arrow::{Error, Export as ParquetExport, Table};
    use serde_json::{Value, json};

    use super::{Export, Result, Run};
    use crate::{
        failure::{Exit, Failure},
        odoo::{domain::Conditions, progress::Progress, search::terms},
    };

    pub(in crate::odoo) async fn export(run: &mut Run<'_>, export: Export) -> Result<()> {
        let (domain, names) = terms(&export.terms, &export.model)?;
        let file = export.file.as_ref().filter(|file| file.as_os_str() != "-");
        let Some(file) = file else {
            return Err(Failure::usage(
                "a Parquet file is not written to the standard output: expected --file",
            ));
        };
        if export.order.is_some() {
            return Err(Failure::usage(
                "records of a Parquet file are in the order of their ids: remove --order",
            ));
        }
        let names = fields(&names)?;
        let schema = &run.session.schema;
        let wanted: BTreeSet<String> = names.iter().cloned().collect();
        schema.fields(&run.client, &export.model, &wanted).await?;
        domain.check(schema, &run.client, &export.model).await?;
        let domain = searched(run, &export.model, &domain).await?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut table = Table::named(&run.client, &export.model, &names, domain).await?;
        if let Some(limit) = export.limit {
            table = table.limit(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        let mut parquet = ParquetExport::new(table, file);
        if Progress::is_seen() {
            let mut progress = Progress::new("records", None);
            parquet = parquet.on_progress(move |now| {
                progress.set_total(now.total);
                progress.at(now.records);
            });
        }
        let exported = parquet.run().await.map_err(|error| failed(error, file))?;
        if Progress::is_seen() {
            let count = exported.records;
            Progress::new("records", None).line(&format!("exported {count} records"));
        }
        Ok(())
    }

    /// The fields of the columns. The id is a column in any case.
    fn fields(names: &[String]) -> Result<Vec<String>> {
        let mut fields = Vec::new();
        for name in names {
            let name = if name == ".id" { "id" } else { name };
            if let Some((field, _)) = name.split_once(['/', '.']) {
                return Err(Failure::usage(format!(
                    "`{name}` cannot be a column of a Parquet file: expected a field, such as {field}"
                )));
            }
            fields.push(name.to_owned());
        }
        Ok(fields)
    }

    /// The conditions, without archived records as in other formats.
    ///
    /// Tables include archived records, so the server's rule is a condition: it holds unless the domain names the field (14 to 19: `_where_calc` or
    /// `_search` of `odoo/models.py`).
    async fn searched(run: &Run<'_>, model: &str, domain: &Conditions) -> Result<Value> {
        let has_archived = run.client.context().get("active_test") == Some(&Value::Bool(false));
        if has_archived {
            return Ok(domain.json());
        }
        let known = run.session.schema.all(&run.client, model).await?;
        let active = ["active", "x_active"];
        let Some(active) = active.into_iter().find(|name| known.contains_key(*name)) else {
            return Ok(domain.json());
        };
        let terms = domain.json();
        let mut terms = terms.as_array().into_iter().flatten();
        if terms.any(|term| term.get(0).and_then(Value::as_str) == Some(active)) {
            return Ok(domain.json());
        }
        Ok(domain.and(json!([active, "=", true])))
    }

    /// A failure, with what the next run does.
    fn failed(error: Error, file: &Path) -> Failure {
        let mut failure = Failure::from(error);
        let mut partial = file.as_os_str().to_owned();
        partial.push(".partial");
        if Path::new(&partial).join("state.json").exists() && failure.exit != Exit::File {
            failure
                .sentence
                .push_str("; the same command continues this export");
        }
        failure
    }

    impl From<Error> for Failure {
        fn from(error: Error) -> Self {
            match error {
                Error::Odoo(error) => error.into(),
                other => Failure::new(Exit::File, other.to_string()),
            }
        }
    }
}
