//! Records with external ids, checked before anything is sent.

use std::{collections::HashSet, mem};

use odoo_rpc::{Client, ConfigError, Error, ServerVersion};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Known, Row};
use crate::{
    lower::AllNamed,
    model::ModelMeta,
    model_ext::external_id::ExternalId,
    values::{
        Lines, Values,
        versions::{is_versioned, on},
    },
};

/// The external id and the values of a record.
#[derive(Clone, Serialize)]
pub(in crate::model_ext) struct Named {
    external_id: String,
    pub(super) values: Map<String, Value>,
    /// Lists whose records have external ids.
    pub(super) lines: Vec<Lines>,
}

impl Named {
    pub(super) fn external_id(&self) -> &str {
        &self.external_id
    }
}

/// Encodes the records, and checks that no external id is used twice.
pub(in crate::model_ext) fn named<M>(
    records: impl IntoIterator<Item = (impl Into<String>, Values<M>)>,
) -> Result<Vec<Named>, ConfigError> {
    let mut seen = HashSet::new();
    let mut is_new = |external_id: &str| {
        ExternalId::parse(external_id)?;
        if seen.insert(external_id.to_owned()) {
            return Ok(());
        }
        let sentence = format!("duplicate external id `{external_id}`: list each record once");
        Err(ConfigError::invalid_value(sentence))
    };
    let records = records.into_iter().map(|(external_id, values)| {
        let external_id = external_id.into();
        is_new(&external_id)?;
        let (values, lines) = values.into_parts().map_err(|error| {
            let sentence = format!("record `{external_id}`: {error}");
            error.reworded(sentence)
        })?;
        for lines in &lines {
            for (line, _) in &lines.records {
                is_new(line)?;
            }
            check(lines)?;
        }
        Ok(Named {
            external_id,
            values,
            lines,
        })
    });
    records.collect()
}

impl Named {
    /// Returns the values of the record and of its lines, each with their model.
    fn parts<'r>(
        &'r self,
        model: &'static ModelMeta,
    ) -> impl Iterator<Item = (&'static ModelMeta, &'r Map<String, Value>)> + Clone {
        let lines = self.lines.iter().flat_map(|lines| {
            let values = lines.records.iter().map(|(_, values)| values);
            values.map(|values| (lines.model, values))
        });
        std::iter::once((model, &self.values)).chain(lines)
    }

    /// Returns the record with the names of a version.
    fn on(&self, model: &ModelMeta, version: &ServerVersion) -> Result<Self, ConfigError> {
        let mut named = self.clone();
        named.values = on(model, named.values, version)?;
        for lines in &mut named.lines {
            lines.field = model.name_on(lines.field, version)?;
            for (_, values) in &mut lines.records {
                *values = on(lines.model, mem::take(values), version)?;
            }
        }
        Ok(named)
    }
}

/// Names the fields of a few records for the client's server.
///
/// Returns the version if that decides on the names.
pub(super) async fn for_server<'c>(
    client: &'c Client,
    model: &'static ModelMeta,
    records: Vec<Named>,
) -> Result<(Vec<Named>, Option<&'c ServerVersion>), Error> {
    let mut all = records.iter();
    let decides = |(model, values): (_, &_)| is_versioned(model, values);
    if !all.any(|record| record.parts(model).any(decides)) {
        return Ok((records, None));
    }
    let version = Box::pin(client.server_version()).await?;
    Ok((on_version(model, &records, Some(version))?, Some(version)))
}

/// Checks the names of all records of several batches, as [`AllNamed`] does.
pub(super) async fn check_all<'c>(
    client: &'c Client,
    model: &'static ModelMeta,
    all_named: &AllNamed,
    records: &'c [Named],
) -> Result<Option<&'c ServerVersion>, Error> {
    let parts = records.iter().flat_map(move |record| record.parts(model));
    all_named.check(client, parts).await
}

/// Returns records with the names of the version that [`check_all`] returned.
pub(super) fn on_version(
    model: &ModelMeta,
    records: &[Named],
    version: Option<&ServerVersion>,
) -> Result<Vec<Named>, ConfigError> {
    match version {
        Some(version) => records
            .iter()
            .map(|record| record.on(model, version))
            .collect(),
        None => Ok(records.to_vec()),
    }
}

/// Checks that cells can hold the lines.
///
/// Lines share their columns: an empty cell would clear a field.
fn check(lines: &Lines) -> Result<(), ConfigError> {
    let mut columns: Option<Vec<String>> = None;
    for (external_id, values) in &lines.records {
        let row = Row::of_line(lines.model, external_id, values.clone(), Known::default());
        let (field, model) = (lines.field, lines.model.name());
        if let Some(rest) = row.rest.keys().next() {
            return Err(ConfigError::invalid_value(format!(
                "line `{external_id}` of `{field}`: `{rest}` of `{model}` cannot be written together with its parent, because \
                 `load` has no text for its value: write it afterwards"
            )));
        }
        if columns.get_or_insert_with(|| row.columns.clone()) != &row.columns {
            return Err(ConfigError::invalid_value(format!(
                "line `{external_id}` of `{field}` sets other fields than the lines before it: set the same fields of `{model}` \
                 in each line, or `unset` them"
            )));
        }
    }
    Ok(())
}
